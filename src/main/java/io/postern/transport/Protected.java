package io.postern.transport;

/**
 * This session has met this requirement: content may go over it. Only {@link Verifier} makes one.
 */
public final class Protected implements MayCarry {

  private final PeerSession session;
  private final Evidence evidence;
  private final TlsRequirement requirement;

  Protected(PeerSession session, Evidence evidence, TlsRequirement requirement) {
    this.session = session;
    this.evidence = evidence;
    this.requirement = requirement;
  }

  @Override
  public PeerSession session() {
    return session;
  }

  @Override
  public Evidence evidence() {
    return evidence;
  }

  public TlsRequirement requirement() {
    return requirement;
  }
}
