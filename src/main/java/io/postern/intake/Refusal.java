package io.postern.intake;

import io.postern.smtp.Reply;

/** Ends the taking in of one message. Never carries a header's value. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Reply reply;

  Refusal(int code, String status, String text) {
    super(text, null, false, false);
    this.reply = Reply.of(code, status, text);
  }

  Reply reply() {
    return reply;
  }
}
