package io.postern.smtp;

import java.io.IOException;

/** Why the octets after DATA are no message. */
public final class DataFault extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** A CR without LF or a LF without CR: SMTP smuggling, or a client that cannot write mail. */
    BARE_LINE_END,
    /** More octets than allowed. */
    TOO_BIG,
    /** A line longer than allowed. */
    LINE_TOO_LONG,
    /** Less than the minimum rate, or longer than allowed in all. */
    TOO_SLOW,
    /** The connection ended or broke first. */
    CUT_OFF
  }

  private final Kind kind;

  DataFault(Kind kind, String what) {
    super(what);
    this.kind = kind;
  }

  DataFault(Kind kind, IOException cause) {
    super("the message was cut off", cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
