package io.postern.transport.nta7516;

/** What the norm wants of the domain a message comes from, besides its record (SPEC 7.4). */
public enum SenderCheck {
  /** Its zone is signed. */
  DNSSEC,
  /** It publishes whose servers may send for it (RFC 7208). */
  SPF,
  /** What leaves is signed under a key that is published (RFC 6376). */
  DKIM,
  /** It wants mail that fails both put aside or refused (RFC 9989: quarantine or reject). */
  DMARC
}
