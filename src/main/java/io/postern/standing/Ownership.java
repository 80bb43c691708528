package io.postern.standing;

import io.postern.smtp.Domain;

/** The TXT record that proves whose a domain is (SPEC 2.1). */
public final class Ownership {
  private static final String LABEL = "_postern-challenge.";
  private static final String VALUE = "postern-verification=";

  private Ownership() {}

  /** Where it stands. */
  public static Domain name(Domain domain) {
    return Domain.of(LABEL + domain.ascii());
  }

  /** What it says. */
  public static String value(String challenge) {
    return VALUE + challenge;
  }
}
