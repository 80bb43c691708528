package io.postern.transport;

/**
 * This session has met this requirement: content may go over it. Only {@link Verifier} makes one.
 */
public final class Protected implements MayCarry {

  private final Evidence evidence;
  private final TlsRequirement requirement;

  Protected(Evidence evidence, TlsRequirement requirement) {
    this.evidence = evidence;
    this.requirement = requirement;
  }

  @Override
  public Evidence evidence() {
    return evidence;
  }

  public TlsRequirement requirement() {
    return requirement;
  }
}
