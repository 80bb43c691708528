package io.postern.mime;

import java.io.IOException;

/** A header section with more octets than the reader takes (SPEC 17). */
public final class HeaderTooLarge extends IOException {
  private static final long serialVersionUID = 1L;

  HeaderTooLarge(int limitOctets) {
    super("the header section is larger than " + limitOctets + " octets");
  }
}
