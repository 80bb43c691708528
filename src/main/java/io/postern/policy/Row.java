package io.postern.policy;

/**
 * A row of the verification ladder, strongest first. One list serves both orders: that of SPEC 6.2
 * is that of SPEC 6.1 with {@link #DIRECT_HEADER} in it, which without the header never applies.
 */
public enum Row {
  /** 1a: the recipient's organisation takes its people's messages in its own mail server. */
  ACCOUNT_IDD("1a", true),
  /** 1b: an active account with a second factor. */
  ACCOUNT("1b", false),
  /** 2: both sides meet NTA 7516. */
  NTA7516("nta", true),
  /** The third of SPEC 6.2: the minimum that {@code zivver-direct-delivery} asks for. */
  DIRECT_HEADER("direct", true),
  /** 3: a right given with this message. */
  CUSTOM_RIGHT("right", false),
  /** 4: the organisation's own minimum. */
  TRANSPORT_SECURITY("tls", true),
  /** 5: a proven number. */
  SMS("sms", false),
  /** 6: a proven access code. */
  ACCESS_CODE("code", false),
  /** 7: a code to the address itself. */
  EMAIL("email", false);

  private final String code;
  private final boolean direct;

  Row(String code, boolean direct) {
    this.code = code;
    this.direct = direct;
  }

  /** The stable word for storage and configuration. */
  public String code() {
    return code;
  }

  /** Whether the message itself goes out; otherwise a notification does. */
  public boolean isDirect() {
    return direct;
  }

  /**
   * Whether this row is no weaker than the other.
   *
   * @param floor the weakest row permitted (SPEC 6.8)
   */
  public boolean isAtLeast(Row floor) {
    return compareTo(floor) <= 0;
  }

  /**
   * Reads {@link #code}.
   *
   * @throws IllegalArgumentException for any other word
   */
  public static Row ofCode(String code) {
    for (Row row : values()) {
      if (row.code.equals(code)) {
        return row;
      }
    }
    throw new IllegalArgumentException("no row has this code");
  }
}
