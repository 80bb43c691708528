package io.postern.transport;

/** Why a session falls short of a requirement. Stable codes: explanations and reports name them. */
public enum Flaw {
  /** Not encrypted at all. */
  CLEAR,
  /** An older TLS version than asked for. */
  TLS_TOO_OLD,
  /** The certificate vouches for itself. */
  SELF_SIGNED,
  /** No chain to a trusted CA, or one that may not vouch for a mail server. */
  UNTRUSTED_CA,
  /** A certificate of the chain is not valid today. */
  EXPIRED,
  /** The certificate is somebody else's: the MX host's name is not in it. */
  WRONG_NAME,
  /** No usable DNSSEC-secure TLSA record. */
  DANE_ABSENT,
  /** TLSA records are there, and the certificate matches none. */
  DANE_MISMATCH,
  /** The MX host is not one the domain's MTA-STS policy names. */
  MTA_STS_MISMATCH,
  /** The MX name itself was learned from an answer that nobody vouches for. */
  MX_UNAUTHENTICATED
}
