package io.postern.smtp;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/**
 * A mailbox (RFC 5321 section 4.1.2, RFC 6531). Two mailboxes are equal when their domains are and
 * their local parts are after NFC and case folding (SPEC 3.6); tags and dots count. What is sent
 * keeps the spelling it came in.
 */
public final class Mailbox implements Comparable<Mailbox> {

  private static final int DOTLESS_I = 0x131;

  private final String local;
  private final String spelledDomain;
  private final Domain domain;
  private final String key;

  private Mailbox(String local, String spelledDomain, Domain domain) {
    this.local = local;
    this.spelledDomain = spelledDomain;
    this.domain = domain;
    this.key = folded(local) + "@" + domain.ascii();
  }

  /**
   * Reads {@code local@domain}; the local part may be a quoted string, whose quotes are dropped
   * when they are not needed.
   *
   * @throws BadAddress when the text is no mailbox (RFC 5321 section 4.1.2; at most 64 octets
   *     before the at sign and 254 in all, section 4.5.3.1)
   */
  public static Mailbox of(String text) {
    int at = text.lastIndexOf('@');
    if (at <= 0 || at == text.length() - 1) {
      throw new BadAddress("not a mailbox: local part, @ and domain are needed");
    }
    String local = plainLocal(text.substring(0, at));
    requirePrintable(local);
    String spelled = text.substring(at + 1, text.endsWith(".") ? text.length() - 1 : text.length());
    Mailbox mailbox = new Mailbox(local, spelled, Domain.of(spelled));
    if (local.getBytes(StandardCharsets.UTF_8).length > 64 || mailbox.octets() > 254) {
      throw new BadAddress("the address is too long");
    }
    return mailbox;
  }

  /** The local part, unquoted. */
  public String local() {
    return local;
  }

  public Domain domain() {
    return domain;
  }

  /** What equality compares, and what tables hold as key: folded local part, A-label domain. */
  public String key() {
    return key;
  }

  /** Whether sending it needs SMTPUTF8 (RFC 6531): the local part is not ASCII. */
  public boolean needsSmtpUtf8() {
    return local.chars().anyMatch(c -> c > 126);
  }

  /**
   * The form for a command on the wire without SMTPUTF8: A-label domain, local part quoted if
   * needed.
   */
  public String wire() {
    return quotedLocal() + "@" + domain.ascii();
  }

  /**
   * Full case folding, between two NFC. The JDK has none, but lower of upper of lower of each
   * character gives the same classes for all of Unicode, the dotless i excepted: its upper case is
   * the plain I, and two people would become one.
   */
  private static String folded(String local) {
    StringBuilder folded = new StringBuilder();
    Normalizer.normalize(local, Normalizer.Form.NFC)
        .codePoints()
        .forEach(c ->
            folded.append(
                c == DOTLESS_I
                    ? Character.toString(c)
                    : Character.toString(c)
                        .toLowerCase(Locale.ROOT)
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT)));
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  private int octets() {
    return wire().getBytes(StandardCharsets.UTF_8).length;
  }

  private String quotedLocal() {
    boolean plain = !local.isEmpty() && !local.startsWith(".") && !local.endsWith(".");
    for (int i = 0; plain && i < local.length(); i++) {
      char c = local.charAt(i);
      plain = c == '.' ? local.charAt(i - 1) != '.' : isAtomText(c);
    }
    return plain ? local : '"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String plainLocal(String local) {
    if (!local.startsWith("\"")) {
      for (int i = 0; i < local.length(); i++) {
        char c = local.charAt(i);
        boolean misplacedDot =
            c == '.' && (i == 0 || i == local.length() - 1 || local.charAt(i - 1) == '.');
        if (misplacedDot || c != '.' && !isAtomText(c)) {
          throw new BadAddress("the local part holds a character that needs quotes");
        }
      }
      return local;
    }
    if (local.length() < 3 || !local.endsWith("\"")) {
      throw new BadAddress("a quoted local part does not end");
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 1; i < local.length() - 1; i++) {
      char c = local.charAt(i);
      if (c == '\\' && i + 1 < local.length() - 1) {
        c = local.charAt(++i);
      } else if (c == '"' || c == '\\') {
        throw new BadAddress("a quote inside a quoted local part");
      }
      plain.append(c);
    }
    return plain.toString();
  }

  private static boolean isAtomText(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0
        || c > 0x9f && !Character.isSpaceChar(c);
  }

  /**
   * No control characters, half surrogates, or characters that turn the writing direction and make
   * an address look like another one. Joiners stay: Persian and Indic names need them.
   */
  private static void requirePrintable(String local) {
    boolean printable =
        local
            .codePoints()
            .allMatch(c ->
                switch (Character.getType(c)) {
                  case Character.CONTROL,
                      Character.SURROGATE,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      false;
                  case Character.FORMAT -> c == 0x200c || c == 0x200d;
                  default -> true;
                });
    if (!printable) {
      throw new BadAddress("a control character in the local part");
    }
  }

  @Override
  public int compareTo(Mailbox other) {
    return key.compareTo(other.key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mailbox that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  /** The spelling it came in. */
  @Override
  public String toString() {
    return quotedLocal() + "@" + spelledDomain;
  }
}
