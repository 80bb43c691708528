package io.postern.admin;

/**
 * An operation that was not done, and nothing was changed. The message is one sentence for the
 * person who asked; it holds names and addresses they gave, never a secret.
 */
public final class NotDone extends Exception {
  private static final long serialVersionUID = 1L;

  private final Why why;

  /** For faces that answer with a status. */
  public enum Why {
    /** There is no such thing. */
    NOT_FOUND,
    /** Somebody has it already. */
    TAKEN,
    /** What was given cannot be. */
    INVALID,
    /** It may come true later. */
    NOT_YET
  }

  NotDone(Why why, String sentence) {
    super(sentence);
    this.why = why;
  }

  public Why why() {
    return why;
  }

  /** The sentence. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
