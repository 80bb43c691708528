package io.postern.smtp;

/**
 * A path in angle brackets, and what stands after it (RFC 5321 section 4.1.2).
 *
 * @param address between the brackets, a source route left out; empty for {@code <>}
 * @param rest after the closing bracket
 */
record Path(String address, String rest) {

  /**
   * @param text what follows {@code FROM:} or {@code TO:}; no space may stand there
   */
  static Path read(String text) throws SyntaxTrouble {
    if (!text.startsWith("<")) {
      throw new SyntaxTrouble(501, "5.5.4", "The path has to stand in < and >, after the colon");
    }
    int end = endOf(text);
    if (end > MAX) {
      throw new SyntaxTrouble(553, "5.1.3", "The path is too long");
    }
    return new Path(withoutRoute(text.substring(1, end)), text.substring(end + 1));
  }

  /** 256 octets (RFC 5321 section 4.5.3.1.3) and room for a source route nobody uses. */
  private static final int MAX = 1024;

  /** The closing bracket; one inside a quoted local part does not close. */
  private static int endOf(String text) throws SyntaxTrouble {
    boolean quoted = false;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '>') {
        return i;
      } else if (!quoted && (c == ' ' || c == '<')) {
        break;
      }
    }
    throw new SyntaxTrouble(501, "5.5.4", "The path does not end");
  }

  /** RFC 5321 appendix C: a source route must be accepted and should be ignored. */
  private static String withoutRoute(String address) throws SyntaxTrouble {
    if (!address.startsWith("@")) {
      return address;
    }
    int colon = address.indexOf(':');
    if (colon < 0) {
      throw new SyntaxTrouble(501, "5.5.4", "The source route does not end");
    }
    for (String hop : address.substring(0, colon).split(",", -1)) {
      if (!hop.startsWith("@") || !isDomain(hop.substring(1))) {
        throw new SyntaxTrouble(501, "5.5.4", "The source route is malformed");
      }
    }
    return address.substring(colon + 1);
  }

  private static boolean isDomain(String text) {
    try {
      Domain.of(text);
      return true;
    } catch (BadAddress notOne) {
      return false;
    }
  }
}
