package io.postern.directory;

import io.postern.policy.HeaderRules;
import io.postern.policy.OrganisationPolicy;
import io.postern.smtp.Mailbox;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tenant.
 *
 * @param key row key; never shown outside the server
 * @param language of its pages and mails where neither message nor reader has another
 * @param postmaster who hears of reports that could not be delivered (SPEC 11.4), or null
 * @param senderCopies whether senders may read back what they sent (SPEC 12.1)
 * @param retentionDays how long content is kept
 * @param countries ISO 3166 codes whose numbers may get texts; empty for all
 * @param smsPerDay daily budget of text messages (SPEC 8.3)
 */
public record Organisation(
    long key,
    Brand brand,
    Locale language,
    @Nullable Mailbox postmaster,
    OrganisationPolicy policy,
    boolean senderCopies,
    int retentionDays,
    Set<String> countries,
    int smsPerDay,
    OrganisationKeys keys) {

  /** SPEC 17. */
  public static final int RETENTION_DAYS = 90;

  public static final int SMS_PER_DAY = 1_000;

  public Organisation {
    countries = Set.copyOf(countries);
  }

  /** What its control headers may say. */
  public HeaderRules headerRules() {
    return new HeaderRules(
        countries, HeaderRules.DEFAULT.languages(), Duration.ofDays(retentionDays));
  }

  public Organisation withBrand(Brand changed) {
    return new Organisation(
        key,
        changed,
        language,
        postmaster,
        policy,
        senderCopies,
        retentionDays,
        countries,
        smsPerDay,
        keys);
  }

  public Organisation withPolicy(OrganisationPolicy changed) {
    return new Organisation(
        key,
        brand,
        language,
        postmaster,
        changed,
        senderCopies,
        retentionDays,
        countries,
        smsPerDay,
        keys);
  }

  public Organisation withLanguage(Locale changed) {
    return new Organisation(
        key,
        brand,
        changed,
        postmaster,
        policy,
        senderCopies,
        retentionDays,
        countries,
        smsPerDay,
        keys);
  }

  public Organisation withPostmaster(@Nullable Mailbox changed) {
    return new Organisation(
        key,
        brand,
        language,
        changed,
        policy,
        senderCopies,
        retentionDays,
        countries,
        smsPerDay,
        keys);
  }

  public Organisation withSenderCopies(boolean changed) {
    return new Organisation(
        key,
        brand,
        language,
        postmaster,
        policy,
        changed,
        retentionDays,
        countries,
        smsPerDay,
        keys);
  }

  public Organisation withRetentionDays(int changed) {
    return new Organisation(
        key,
        brand,
        language,
        postmaster,
        policy,
        senderCopies,
        changed,
        countries,
        smsPerDay,
        keys);
  }

  public Organisation withCountries(Set<String> changed) {
    return new Organisation(
        key,
        brand,
        language,
        postmaster,
        policy,
        senderCopies,
        retentionDays,
        changed,
        smsPerDay,
        keys);
  }

  public Organisation withSmsPerDay(int changed) {
    return new Organisation(
        key,
        brand,
        language,
        postmaster,
        policy,
        senderCopies,
        retentionDays,
        countries,
        changed,
        keys);
  }
}
