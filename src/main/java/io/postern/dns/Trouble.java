package io.postern.dns;

/** A query that led to no answer to rely on. The message is for an administrator. */
final class Trouble extends Exception {
  private static final long serialVersionUID = 1L;

  private final Answer.Security security;
  private final boolean refusal;

  private Trouble(String why, Answer.Security security, boolean refusal) {
    super(why);
    this.security = security;
    this.refusal = refusal;
  }

  /** No answer, or one that says "not now". */
  static Trouble noAnswer(String why) {
    return new Trouble(why, Answer.Security.UNKNOWN, false);
  }

  /** SERVFAIL: what a validating server says of what it could not validate, among other things. */
  static Trouble servfail(String why, boolean bogus) {
    return new Trouble(why, bogus ? Answer.Security.BOGUS : Answer.Security.UNKNOWN, true);
  }

  /** An answer that cannot be honest. */
  static Trouble bogus(String why) {
    return new Trouble(why, Answer.Security.BOGUS, false);
  }

  Answer.Security security() {
    return security;
  }

  boolean isServfail() {
    return refusal;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
