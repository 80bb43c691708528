package io.postern.policy;

import java.time.Duration;
import java.util.Set;

/**
 * What an organisation's control headers may say.
 *
 * @param countries ISO 3166 codes of the countries whose numbers may get text messages; empty for
 *     all
 * @param languages the language codes that notification and portal have
 * @param retention the longest a message may ask to be kept (SPEC 5.5)
 */
public record HeaderRules(Set<String> countries, Set<String> languages, Duration retention) {

  /** SPEC 17. */
  public static final HeaderRules DEFAULT =
      new HeaderRules(Set.of(), Set.of("nl", "en"), Duration.ofDays(90));

  public HeaderRules {
    countries = Set.copyOf(countries);
    languages = Set.copyOf(languages);
  }
}
