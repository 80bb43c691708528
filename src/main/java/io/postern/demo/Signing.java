package io.postern.demo;

/** How a zone of the small internet stands with DNSSEC (RFC 4033). */
public enum Signing {
  /** The parent proves that the zone is not signed. */
  UNSIGNED,
  /** As it should be. */
  SIGNED,
  /** Signatures that ran out last year. */
  EXPIRED,
  /** Signatures made with another key than the published one. */
  FORGED,
  /** The parent says that the zone is signed, and its answers carry no signature. */
  STRIPPED,
  /** The parent vouches for a key that the zone does not have. */
  WRONG_KEY,
  /** The parent says nothing of signatures, and does not prove that there are none. */
  UNPROVEN;

  /** Whether a validator has to find fault with what the zone says. */
  public boolean isBogus() {
    return this != UNSIGNED && this != SIGNED;
  }
}
