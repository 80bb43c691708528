package io.postern.policy;

import io.postern.smtp.Mailbox;
import io.postern.transport.TlsRequirement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a message's control headers ask for (SPEC 5).
 *
 * <p>They travel from the sender's software to Postern and no further: {@link #isControlHeader}
 * tells what to strip. They are understood wholly or the message is refused: ignoring a misspelt
 * one would send a weaker message than was asked. Their values are secrets (numbers, codes), so
 * neither a refusal nor {@link #toString} repeats any.
 *
 * @param rights the right given for each recipient of this envelope that has a line (SPEC 5.1, 5.2)
 * @param direct the minimum for direct delivery as given, or null (SPEC 5.3)
 * @param minimum SPEC 5.4
 * @param expiration SPEC 5.5, or null
 * @param language SPEC 5.6, or null
 */
public record ControlHeaders(
    Map<Mailbox, Right> rights,
    @Nullable TlsRequirement direct,
    MinimumVerification minimum,
    @Nullable Expiration expiration,
    @Nullable Locale language) {

  /** A message that asks for nothing. */
  public static final ControlHeaders NONE =
      new ControlHeaders(Map.of(), null, MinimumVerification.ABSENT, null, null);

  private static final List<String> PREFIXES = List.of("zivver-", "postern-");

  /**
   * Without its prefix, the header by which the vendor's plugins and mail flow rules steer mail to
   * the vendor's gateway. It asks nothing of Postern: removed, and not looked into. Any other
   * unknown name with a prefix is refused.
   */
  static final Set<String> ROUTING = Set.of("relay");

  /** Set by the vendor's mail flow rules to keep their own mail out of a loop; removed likewise. */
  private static final Set<String> SKIPS = Set.of("skip-zivver-relay", "skip-postern-relay");

  /**
   * A header field.
   *
   * @param name in any case
   * @param value unfolded, undecoded
   */
  public record Field(String name, String value) {
    /** Never the value: it may be a number or a code. */
    @Override
    public String toString() {
      return "(field)";
    }
  }

  /** What became of reading them. */
  public sealed interface Parsed {}

  /** All understood. */
  public record Valid(ControlHeaders headers) implements Parsed {}

  /**
   * One is not valid: the whole message is refused with {@code 550 5.6.0} at the end of DATA.
   *
   * @param header its name, as Postern spells it; for an unknown one, cleaned and cut
   * @param why what is wrong, without any value
   */
  public record Invalid(String header, String why) implements Parsed {}

  public ControlHeaders {
    rights = Map.copyOf(rights);
  }

  /**
   * Reads the control headers among a message's fields; others are passed over. Pure.
   *
   * @param envelope the recipients of this transaction
   * @param toAndCc who stands in To or Cc: mail servers split messages, and every part carries all
   *     lines (SPEC 5.2)
   */
  public static Parsed parse(
      List<Field> fields, Set<Mailbox> envelope, Set<Mailbox> toAndCc, HeaderRules rules) {
    return ControlHeaderReader.read(fields, envelope, toAndCc, rules);
  }

  /** Whether a header of this name is a control header: it never leaves. */
  public static boolean isControlHeader(String name) {
    return bareName(name) != null || SKIPS.contains(name.strip().toLowerCase(Locale.ROOT));
  }

  /** The name without its prefix, in lower case; null for any other header. */
  static @Nullable String bareName(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    for (String prefix : PREFIXES) {
      if (lower.startsWith(prefix)) {
        return lower.substring(prefix.length());
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return "(control headers)";
  }
}
