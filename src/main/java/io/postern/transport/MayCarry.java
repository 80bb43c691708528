package io.postern.transport;

/**
 * The permission to send one mail over one session. The client takes nothing else, only on the very
 * session it was given for, and only once: before the next mail the session is judged again.
 */
public sealed interface MayCarry permits Protected, OwnMail {

  /** The session it was given for. */
  PeerSession session();

  /** The evidence it was given on. */
  Evidence evidence();
}
