package io.postern.transport;

/**
 * A mail that Postern writes itself may go over this session (SPEC 8.9): it is encrypted, to
 * whomever, or the sender's organisation allows clear text. Never given for somebody's content.
 * Only {@link Verifier} makes one.
 */
public final class OwnMail implements MayCarry {

  private final PeerSession session;
  private final Evidence evidence;

  OwnMail(PeerSession session, Evidence evidence) {
    this.session = session;
    this.evidence = evidence;
  }

  @Override
  public PeerSession session() {
    return session;
  }

  @Override
  public Evidence evidence() {
    return evidence;
  }
}
