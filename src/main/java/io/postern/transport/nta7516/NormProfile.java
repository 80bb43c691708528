package io.postern.transport.nta7516;

import io.postern.mime.HeaderField;
import io.postern.setting.Setting;
import io.postern.smtp.Domain;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/**
 * The norm's own particulars, so that its successor is a change of settings.
 *
 * @param stamp a whole field; see {@link #stampField}
 */
public record NormProfile(
    @Setting(
            value =
                "Where a mail domain declares that it takes part: below this label. None: at the"
                    + " domain itself, as NTA 7516 has it.",
            example = "_secure-mail")
        Optional<Domain> label,
    @Setting(value = "What the record's v tag says.", byDefault = "NTA7516-1") String version,
    @Setting(
            value =
                "What a sender's domain must have besides the record. Taking one away makes this"
                    + " gateway's word worth less than the norm.",
            byDefault = "[dnssec, spf, dkim, dmarc]")
        Set<SenderCheck> senderChecks,
    @Setting(
            value = "A header field that messages bear which leave under the norm.",
            example = "\"X-Secure-Mail: NTA7516\"")
        Optional<String> stamp,
    @Setting(
            value = "Where the days of the record's period begin and end.",
            byDefault = "Europe/Amsterdam")
        ZoneId zone) {

  /** NTA 7516 itself. */
  public static final NormProfile NTA_7516 =
      new NormProfile(
          Optional.empty(),
          "NTA7516-1",
          Set.of(SenderCheck.values()),
          Optional.empty(),
          ZoneId.of("Europe/Amsterdam"));

  public NormProfile {
    senderChecks = Set.copyOf(senderChecks);
    if (!version.matches("[A-Za-z0-9.-]{1,40}")) {
      throw new IllegalArgumentException("version: letters, digits, dots and hyphens, at most 40");
    }
    stamp.ifPresent(NormProfile::field);
  }

  /** What a message bears that leaves under the norm, if anything. */
  public Optional<HeaderField> stampField() {
    return stamp.map(NormProfile::field);
  }

  /** Where a mail domain's record stands. */
  public Domain recordName(Domain domain) {
    return label.map(l -> Domain.of(l.ascii() + "." + domain.ascii())).orElse(domain);
  }

  private static HeaderField field(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("stamp: a header field such as X-Secure-Mail: NTA7516");
    }
    // SPEC 3.4: what begins so is ours alone, and is stripped from what comes in.
    if (text.regionMatches(true, 0, "X-Postern-", 0, 10)) {
      throw new IllegalArgumentException("stamp: not a field that begins with X-Postern-");
    }
    return HeaderField.of(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
  }
}
