package io.postern.policy;

/** What may go to a next hop that offers no STARTTLS at all (SPEC 8.9). */
public enum Cleartext {
  /** Notifications and mailed codes. */
  ALL,
  /** Notifications whose link opens nothing by itself; so not e-mail verification. */
  LINKS,
  /** Nothing. */
  NONE
}
