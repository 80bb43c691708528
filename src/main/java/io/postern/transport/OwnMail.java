package io.postern.transport;

/**
 * A mail that Postern writes itself may go over this session (SPEC 8.9): it is encrypted, to
 * whomever, or the sender's organisation allows clear text. Never given for somebody's content.
 * Only {@link Verifier} makes one.
 */
public final class OwnMail implements MayCarry {

  private final Evidence evidence;

  OwnMail(Evidence evidence) {
    this.evidence = evidence;
  }

  @Override
  public Evidence evidence() {
    return evidence;
  }
}
