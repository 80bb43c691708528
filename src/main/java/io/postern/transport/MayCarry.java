package io.postern.transport;

/**
 * The permission to send one mail over one session. The client takes nothing else, and only a
 * permission that was given on the evidence of the very session it is used on.
 */
public sealed interface MayCarry permits Protected, OwnMail {

  /** The evidence it was given on. */
  Evidence evidence();
}
