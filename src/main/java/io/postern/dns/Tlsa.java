package io.postern.dns;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * One TLSA record as it stands in the DNS (RFC 6698 section 2.1). Whether it is usable is for those
 * who judge a certificate by it.
 *
 * @param usage 0 PKIX-TA, 1 PKIX-EE, 2 DANE-TA, 3 DANE-EE
 * @param selector 0 the whole certificate, 1 its public key
 * @param matching 0 the octets themselves, 1 their SHA-256, 2 their SHA-512
 */
@SuppressWarnings("ArrayRecordComponent")
public record Tlsa(int usage, int selector, int matching, byte[] association) {

  public Tlsa {
    association = association.clone();
  }

  @Override
  public byte[] association() {
    return association.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tlsa o
        && usage == o.usage
        && selector == o.selector
        && matching == o.matching
        && Arrays.equals(association, o.association);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(association) + 31 * usage + 37 * selector + 41 * matching;
  }

  /** As zone files have it. */
  @Override
  public String toString() {
    return usage + " " + selector + " " + matching + " " + HexFormat.of().formatHex(association);
  }
}
