package io.postern.smtp;

/** Text that is no mailbox or domain. The message never repeats the text: it may be secret. */
public final class BadAddress extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public BadAddress(String why) {
    super(why);
  }
}
