package io.postern.delivery.client;

import java.io.IOException;

/** The peer does not speak SMTP. The message never repeats what it said. */
public final class ProtocolViolation extends IOException {
  private static final long serialVersionUID = 1L;

  ProtocolViolation(String what) {
    super(what);
  }
}
