package io.postern.dns;

/** Who checks the signatures (RFC 4033 section 4.7). */
public enum DnssecMode {
  /** We do, whatever the servers say. */
  VALIDATE,
  /** The servers do, and their AD bit is believed: only where nobody can stand in between. */
  TRUST_AD
}
