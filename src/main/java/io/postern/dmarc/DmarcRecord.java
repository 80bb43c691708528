package io.postern.dmarc;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A DMARC policy record (RFC 9989 section 4.7 and 4.8).
 *
 * @param policy {@code p}: for the domain it stands at, and below where nothing else is said
 * @param subdomains {@code sp}: for domains below that exist
 * @param nowhere {@code np}: for domains below that do not
 * @param suffix {@code psd}: whether it stands at a public suffix; {@code UNKNOWN} where it does
 *     not say
 * @param testing {@code t=y}: asks for one step less than it says
 */
public record DmarcRecord(
    Policy policy,
    Optional<Policy> subdomains,
    Optional<Policy> nowhere,
    Suffix suffix,
    boolean testing) {
  private static final int LONGEST = 8 * 1024;

  /** What to do with mail that fails; from weak to strong. */
  public enum Policy {
    NONE,
    QUARANTINE,
    REJECT;

    /** As it stands in a record. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Policy> of(String word) {
      for (Policy policy : values()) {
        if (policy.word().equals(word.toLowerCase(Locale.ROOT))) {
          return Optional.of(policy);
        }
      }
      return Optional.empty();
    }
  }

  /** Whether a name is a public suffix, as its record says. */
  public enum Suffix {
    YES,
    NO,
    UNKNOWN
  }

  /** Reads a TXT record; empty when it is no DMARC policy record. Never throws. */
  public static Optional<DmarcRecord> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    String[] specs = text.split(";", -1);
    // Section 4.8: the version stands first, and in this case.
    if (!isVersion(specs[0])) {
      return Optional.empty();
    }
    Map<String, String> tags = new HashMap<>();
    for (int i = 1; i < specs.length; i++) {
      int equals = specs[i].indexOf('=');
      if (equals > 0) {
        tags.putIfAbsent(
            specs[i].substring(0, equals).strip().toLowerCase(Locale.ROOT),
            specs[i].substring(equals + 1).strip());
      }
    }
    Optional<Policy> policy = Policy.of(tags.getOrDefault("p", ""));
    if (policy.isEmpty()) {
      // Section 4.7: a record that only wants reports is one of p=none.
      boolean reports = tags.getOrDefault("rua", "").toLowerCase(Locale.ROOT).contains("mailto:");
      if (!reports) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new DmarcRecord(
            policy.orElse(Policy.NONE),
            Policy.of(tags.getOrDefault("sp", "")),
            Policy.of(tags.getOrDefault("np", "")),
            switch (tags.getOrDefault("psd", "u").toLowerCase(Locale.ROOT)) {
              case "y" -> Suffix.YES;
              case "n" -> Suffix.NO;
              default -> Suffix.UNKNOWN;
            },
            tags.getOrDefault("t", "n").equalsIgnoreCase("y")));
  }

  /** Whether a TXT record says that it is one, well-formed or not. */
  static boolean isVersion(String firstSpec) {
    return firstSpec.strip().matches("v[ \t]*=[ \t]*DMARC1");
  }

  /** What it asks for a domain below the one it stands at. */
  Policy below(boolean exists) {
    Policy forExisting = subdomains.orElse(policy);
    return exists ? forExisting : nowhere.orElse(forExisting);
  }
}
