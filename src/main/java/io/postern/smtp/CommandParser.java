package io.postern.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one command line (RFC 5321 section 4.1, with RFC 1870, 3461, 4954, 6152, 6531, 8689).
 * Strict: what the grammar does not allow is refused, never guessed at, since a guess is what an
 * attacker and we would make differently. Thread-safe.
 */
public final class CommandParser {

  /** Other protocols' first words: a browser or proxy made to talk to us, never a mail client. */
  private static final Set<String> FOREIGN =
      Set.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "CONNECT", "PRI", "BDAT");

  private final boolean requireTlsAnnounced;

  /**
   * @param requireTlsAnnounced whether EHLO offers REQUIRETLS; if not, the parameter is refused
   */
  public CommandParser(boolean requireTlsAnnounced) {
    this.requireTlsAnnounced = requireTlsAnnounced;
  }

  /**
   * @param line without its CRLF
   */
  public Command parse(byte[] line) {
    String verb = "";
    try {
      String text = withoutTrailingSpace(decode(line));
      int space = text.indexOf(' ');
      verb = upper(space < 0 ? text : text.substring(0, space));
      String rest = space < 0 ? "" : text.substring(space + 1);
      return switch (verb) {
        case "EHLO" -> new Command.Ehlo(clientName(rest));
        case "HELO" -> new Command.Helo(clientName(rest));
        case "STARTTLS" -> alone(rest, new Command.StartTls());
        case "AUTH" -> auth(rest);
        case "MAIL" -> mail(rest);
        case "RCPT" -> rcpt(rest);
        case "DATA" -> alone(rest, new Command.Data());
        case "RSET" -> alone(rest, new Command.Rset());
        case "NOOP" -> new Command.Noop();
        case "QUIT" -> alone(rest, new Command.Quit());
        case "HELP" -> new Command.Help();
        case "VRFY" -> new Command.Vrfy();
        default -> FOREIGN.contains(verb) ? new Command.Foreign() : new Command.Unknown();
      };
    } catch (SyntaxTrouble trouble) {
      return new Command.Malformed(verb, trouble.reply());
    }
  }

  private static String decode(byte[] line) throws SyntaxTrouble {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw new SyntaxTrouble(500, "5.5.2", "A control character in a command");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new SyntaxTrouble(500, "5.5.2", "A command is ASCII or UTF-8");
    }
  }

  private static Command alone(String rest, Command command) throws SyntaxTrouble {
    if (!rest.isBlank()) {
      throw new SyntaxTrouble(501, "5.5.4", "This command takes no parameter");
    }
    return command;
  }

  /** Looser than the grammar, since clients are; tight enough to stand in a Received field. */
  private static String clientName(String rest) throws SyntaxTrouble {
    boolean fits =
        !rest.isEmpty()
            && rest.length() <= 255
            && rest.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-._:[]".indexOf(c) >= 0);
    if (!fits) {
      throw new SyntaxTrouble(501, "5.5.4", "Say EHLO and your host name");
    }
    return rest;
  }

  private static Command auth(String rest) throws SyntaxTrouble {
    String[] words = rest.split(" ", -1);
    if (words.length > 2 || !words[0].matches("[A-Za-z0-9_-]{1,20}")) {
      throw new SyntaxTrouble(501, "5.5.4", "AUTH wants a mechanism and at most one response");
    }
    String mechanism = upper(words[0]);
    if (words.length == 1) {
      return new Command.Auth(mechanism, null);
    }
    try {
      // A single equals sign is an empty response (RFC 4954 section 4).
      byte[] initial = words[1].equals("=") ? new byte[0] : Base64.getDecoder().decode(words[1]);
      return new Command.Auth(mechanism, initial);
    } catch (IllegalArgumentException notBase64) {
      throw new SyntaxTrouble(501, "5.5.2", "The response is not base64");
    }
  }

  private Command mail(String rest) throws SyntaxTrouble {
    Path path = Path.read(afterColon(rest, "FROM:"));
    Parameters given = new Parameters(path.rest());
    boolean utf8 = given.takeFlag("SMTPUTF8");
    long size = size(given.take("SIZE"));
    boolean eightBit = eightBit(given.take("BODY"));
    Envelope.Ret ret = ret(given.take("RET"));
    String envid = envid(given.take("ENVID"));
    // Who first submitted the message (RFC 4954 section 5): read, and believed by nobody.
    String submitter = given.take("AUTH");
    if (submitter != null) {
      Xtext.decode(submitter, "AUTH");
    }
    boolean requireTls = requireTlsAnnounced && given.takeFlag("REQUIRETLS");
    given.requireEmpty();
    ReversePath from =
        path.address().isEmpty()
            ? ReversePath.none()
            : ReversePath.of(mailbox(path.address(), "5.1.7", "sender"));
    if (!utf8 && !isAscii(path.address())) {
      throw new SyntaxTrouble(553, "5.6.7", "This sender address needs SMTPUTF8");
    }
    return new Command.Mail(from, size, eightBit, utf8, requireTls, ret, envid);
  }

  private static Command rcpt(String rest) throws SyntaxTrouble {
    Path path = Path.read(afterColon(rest, "TO:"));
    Parameters given = new Parameters(path.rest());
    Set<Envelope.Notify> reports = reports(given.take("NOTIFY"));
    String orcpt = orcpt(given.take("ORCPT"));
    given.requireEmpty();
    return new Command.Rcpt(mailbox(path.address(), "5.1.3", "recipient"), reports, orcpt);
  }

  private static String afterColon(String rest, String word) throws SyntaxTrouble {
    if (!rest.regionMatches(true, 0, word, 0, word.length())) {
      throw new SyntaxTrouble(501, "5.5.4", "Say " + word + "<address>");
    }
    return rest.substring(word.length());
  }

  private static Mailbox mailbox(String text, String status, String role) throws SyntaxTrouble {
    try {
      return Mailbox.of(text);
    } catch (BadAddress bad) {
      throw new SyntaxTrouble(553, status, "Bad " + role + " address: " + bad.getMessage());
    }
  }

  private static long size(@Nullable String value) throws SyntaxTrouble {
    if (value == null) {
      return -1;
    }
    if (!value.matches("[0-9]{1,20}")) {
      throw new SyntaxTrouble(501, "5.5.4", "SIZE is a number of octets");
    }
    // Twenty digits may exceed a long; so does any limit then.
    return value.length() > 18 ? Long.MAX_VALUE : Long.parseLong(value);
  }

  private static boolean eightBit(@Nullable String value) throws SyntaxTrouble {
    return switch (value == null ? "7BIT" : upper(value)) {
      case "7BIT" -> false;
      case "8BITMIME" -> true;
      default -> throw new SyntaxTrouble(501, "5.5.4", "BODY is 7BIT or 8BITMIME");
    };
  }

  private static Envelope.@Nullable Ret ret(@Nullable String value) throws SyntaxTrouble {
    if (value == null) {
      return null;
    }
    return switch (upper(value)) {
      case "FULL" -> Envelope.Ret.FULL;
      case "HDRS" -> Envelope.Ret.HDRS;
      default -> throw new SyntaxTrouble(501, "5.5.4", "RET is FULL or HDRS");
    };
  }

  private static @Nullable String envid(@Nullable String value) throws SyntaxTrouble {
    if (value == null) {
      return null;
    }
    if (value.length() > 100) { // RFC 3461 section 4.4
      throw new SyntaxTrouble(501, "5.5.4", "ENVID has at most 100 characters");
    }
    return Xtext.decode(value, "ENVID");
  }

  private static Set<Envelope.Notify> reports(@Nullable String value) throws SyntaxTrouble {
    EnumSet<Envelope.Notify> reports = EnumSet.noneOf(Envelope.Notify.class);
    if (value == null) {
      return reports;
    }
    for (String word : upper(value).split(",", -1)) {
      reports.add(
          switch (word) {
            case "NEVER" -> Envelope.Notify.NEVER;
            case "SUCCESS" -> Envelope.Notify.SUCCESS;
            case "FAILURE" -> Envelope.Notify.FAILURE;
            case "DELAY" -> Envelope.Notify.DELAY;
            default ->
                throw new SyntaxTrouble(501, "5.5.4", "NOTIFY is NEVER, or SUCCESS,FAILURE,DELAY");
          });
    }
    if (reports.contains(Envelope.Notify.NEVER) && reports.size() > 1) { // RFC 3461 section 4.1
      throw new SyntaxTrouble(501, "5.5.4", "NOTIFY=NEVER stands alone");
    }
    return reports;
  }

  private static @Nullable String orcpt(@Nullable String value) throws SyntaxTrouble {
    if (value == null) {
      return null;
    }
    int semicolon = value.indexOf(';');
    String type =
        semicolon < 0 ? "" : upper(value.substring(0, semicolon)).toLowerCase(Locale.ROOT);
    String address = value.substring(semicolon + 1);
    if (!type.matches("[a-z0-9-]{1,40}") || address.isEmpty() || value.length() > 500) {
      throw new SyntaxTrouble(501, "5.5.4", "ORCPT is an address type, a semicolon, an address");
    }
    return type
        + ";"
        + (type.equals("utf-8")
            ? Xtext.decodeUtf8Address(address, "ORCPT")
            : Xtext.decode(address, "ORCPT"));
  }

  /** RFC 5321 section 4.1.1: trailing white space is tolerated. */
  private static String withoutTrailingSpace(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  /** Only ASCII has two cases here: Unicode's upper case of a long s would be an S. */
  private static String upper(String text) {
    return isAscii(text) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}
