package io.postern.smtp;

/** Carries a reply from where a command stopped making sense to the end of its parser. */
final class SyntaxTrouble extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Reply reply;

  SyntaxTrouble(int code, String status, String text) {
    super(text, null, false, false);
    this.reply = Reply.of(code, status, text);
  }

  Reply reply() {
    return reply;
  }
}
