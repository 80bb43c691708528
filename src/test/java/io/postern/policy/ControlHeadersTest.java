package io.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.policy.ControlHeaders.Field;
import io.postern.policy.ControlHeaders.Invalid;
import io.postern.policy.ControlHeaders.Parsed;
import io.postern.policy.ControlHeaders.Valid;
import io.postern.smtp.Mailbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What control headers may say (SPEC 5), in two columns: good with its meaning, bad with why. */
class ControlHeadersTest {
  private static final Mailbox ANNA = Mailbox.of("anna@a.example");
  private static final Mailbox BERT = Mailbox.of("bert@b.example");
  private static final Mailbox COPIED = Mailbox.of("copied@c.example");
  private static final Set<Mailbox> ENVELOPE = Set.of(ANNA, BERT);
  private static final Set<Mailbox> TO_AND_CC = Set.of(ANNA, COPIED);
  private static final HeaderRules RULES =
      new HeaderRules(Set.of(), Set.of("nl", "en"), Duration.ofDays(90));

  /** Header lines (several with {@code ;;}) and what they mean. */
  private static final String GOOD =
      """
      zivver-access-right: anna@a.example sms +31612345678               | anna=sms
      postern-access-right: anna@a.example sms +31612345678              | anna=sms
      ZIVVER-ACCESS-RIGHT: anna@a.example SMS +31612345678               | anna=sms
      zivver-access-right: anna@a.example access-code 135789             | anna=code
      zivver-access-right: anna@a.example sharedAccessCode 135789        | anna=code
      zivver-access-right: anna@a.example SHAREDACCESSCODE 135789        | anna=code
      zivver-access-right: anna@a.example Access-Code p=q;"r's           | anna=code
      zivver-access-right:    ANNA@A.Example    sms    +31612345678      | anna=sms
      zivver-access-right: <anna@a.example> sms +31612345678             | anna=sms
      zivver-access-right: anna@a.example sms +31612345678 ;; zivver-access-right: bert@b.example access-code 1234 | anna=sms bert=code
      zivver-access-right: anna@a.example sms +31612345678 ;; postern-access-right: anna@a.example sms +31612345678 | anna=sms
      zivver-access-right: copied@c.example sms +31612345678             | nothing
      zivver-access-right: anna@a.example access-code 1234 ;; zivver-access-right: bert@b.example access-code 1234 ;; zivver-access-right: elsewhere@d.example access-code 1234 | anna=code bert=code
      zivver-direct-delivery: tls tls1.2 auth certificate-validation     | direct=tls1.2:pkix
      zivver-direct-delivery: auth certificate-validation tls tls1.2     | direct=tls1.2:pkix
      zivver-direct-delivery: tls=tls1.2 auth=certificate-validation     | direct=tls1.2:pkix
      zivver-direct-delivery: tls=tls1.3 auth dane                       | direct=tls1.3:dane
      zivver-direct-delivery: TLS TLS1.3                                 | direct=tls1.3:pkix
      zivver-direct-delivery: auth dane                                  | direct=tls1.2:dane
      zivver-direct-delivery: tls tls1.2 tls=tls1.2                      | direct=tls1.2:pkix
      zivver-direct-delivery: tls tls1.2 ;; postern-direct-delivery: auth=certificate-validation | direct=tls1.2:pkix
      zivver-minimum-recipient-verification: email-verification          | minimum=EMAIL_ALLOWED
      zivver-minimum-recipient-verification: Email-Verification          | minimum=EMAIL_ALLOWED
      zivver-minimum-recipient-verification:                             | minimum=EMAIL_FORBIDDEN
      zivver-minimum-recipient-verification: email                       | minimum=EMAIL_FORBIDDEN
      zivver-minimum-recipient-verification: email-verification please   | minimum=EMAIL_FORBIDDEN
      zivver-minimum-recipient-verification: =?utf-8?q?email-verification?= | minimum=EMAIL_FORBIDDEN
      zivver-minimum-recipient-verification: sms ;; postern-minimum-recipient-verification: none | minimum=EMAIL_FORBIDDEN
      zivver-message-expiration: delete P30D                             | expires=P30D
      zivver-message-expiration: DELETE p30d                             | expires=P30D
      zivver-message-expiration: delete PT1H                             | expires=PT3600S
      zivver-message-expiration: delete P1DT12H                          | expires=P1DT43200S
      zivver-message-expiration: delete P2W ;; postern-message-expiration: delete P14D | expires=P14D
      zivver-message-expiration: delete P90D                             | expires=P90D
      postern-language: nl                                               | language=nl
      zivver-language: en-GB                                             | language=en-GB
      zivver-relay: anything at all =?utf-8?q?here?=                     | nothing
      postern-relay: sdr                                                 | nothing
      Skip-Zivver-Relay: true                                            | nothing
      X-Zivver-Access-Right: whatever                                    | nothing
      Subject: zivver-access-right                                       | nothing
      """;

  /** Header lines and a word of why they are refused. */
  private static final String BAD =
      """
      zivver-access-right:                                               | no value
      zivver-access-right: anna@a.example                                | wants an address
      zivver-access-right: anna@a.example sms                            | wants an address
      zivver-access-right: sms +31612345678                              | wants an address
      zivver-access-right: anna@a.example fax +31612345678               | neither sms nor access-code
      zivver-access-right: anna sms +31612345678                         | the address is not one
      zivver-access-right: anna@a.example bert@b.example sms +31612345678 | the address is not one
      zivver-access-right: anna@a.example sms 0612345678                 | E.164
      zivver-access-right: anna@a.example sms 0031612345678              | E.164
      zivver-access-right: anna@a.example sms +31-612345678              | E.164
      zivver-access-right: anna@a.example sms +31 612345678              | neither sms nor access-code
      zivver-access-right: anna@a.example sms +99912345678               | country code
      zivver-access-right: anna@a.example sms +31612                     | impossible length
      zivver-access-right: anna@a.example sms +316123456789012           | impossible length
      zivver-access-right: anna@a.example sms +31900123456               | premium
      zivver-access-right: anna@a.example access-code 123                | 4 to 64
      zivver-access-right: anna@a.example access-code 12345678901234567890123456789012345678901234567890123456789012345 | 4 to 64
      zivver-access-right: anna@a.example access-code two words          | neither sms nor access-code
      zivver-access-right: anna@a.example access-code =?utf-8?q?1234?=   | encoded word
      zivver-access-right: anna@a.example sms +31612345678 ;; zivver-access-right: ANNA@a.example sms +31687654321 | different rights
      zivver-access-right: anna@a.example sms +31612345678 ;; postern-access-right: anna@a.example access-code 1234 | different rights
      zivver-access-right: elsewhere@d.example sms +31612345678          | no recipient
      zivver-access-right: anna@a.example access-code 1234 ;; zivver-access-right: elsewhere@d.example access-code 1234 | no recipient
      zivver-direct-delivery:                                            | no value
      zivver-direct-delivery: tls                                        | without a value
      zivver-direct-delivery: tls tls1.1                                 | neither tls1.2 nor tls1.3
      zivver-direct-delivery: tls any                                    | neither tls1.2 nor tls1.3
      zivver-direct-delivery: auth none                                  | neither certificate-validation nor dane
      zivver-direct-delivery: tls=tls1.2 auth=                           | neither certificate-validation nor dane
      zivver-direct-delivery: tls tls1.2 auth                            | without a value
      zivver-direct-delivery: tls auth=dane                              | without a value
      zivver-direct-delivery: verify yes                                 | neither tls nor auth
      zivver-direct-delivery: tls tls1.2 tls tls1.3                      | twice
      zivver-direct-delivery: tls tls1.2 ;; zivver-direct-delivery: tls tls1.3 | twice
      zivver-minimum-recipient-verification: email-verification ;; zivver-minimum-recipient-verification: sms | twice
      zivver-message-expiration: P30D                                    | wants the word delete
      zivver-message-expiration: archive P30D                            | wants the word delete
      zivver-message-expiration: delete 30                               | ISO 8601
      zivver-message-expiration: delete P                                | ISO 8601
      zivver-message-expiration: delete PT                               | ISO 8601
      zivver-message-expiration: delete P1DT                             | ISO 8601
      zivver-message-expiration: delete P-1D                             | ISO 8601
      zivver-message-expiration: delete -P1D                             | ISO 8601
      zivver-message-expiration: delete P99999999999D                    | ISO 8601
      zivver-message-expiration: delete PT59M                            | shorter than an hour
      zivver-message-expiration: delete P0D                              | shorter than an hour
      zivver-message-expiration: delete P91D                             | longer
      zivver-message-expiration: delete P1Y                              | longer
      zivver-message-expiration: delete P30D ;; postern-message-expiration: delete P31D | twice
      postern-language: dutch language                                   | language tag
      postern-language: tlh                                              | not offered
      postern-language: nl ;; zivver-language: en                        | twice
      zivver-acces-right: anna@a.example sms +31612345678                | spelt right
      postern-anything: x                                                | spelt right
      zivver-relays: x                                                   | spelt right
      zivver-: x                                                         | spelt right
      """;

  record Case(List<Field> fields, String expected, String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  static List<Case> good() {
    return cases(GOOD);
  }

  static List<Case> bad() {
    return cases(BAD);
  }

  private static List<Case> cases(String table) {
    List<Case> cases = new ArrayList<>();
    for (String line : table.lines().toList()) {
      int bar = line.lastIndexOf('|');
      List<Field> fields = new ArrayList<>();
      for (String header : line.substring(0, bar).split(";;", -1)) {
        int colon = header.indexOf(':');
        fields.add(
            new Field(
                header.substring(0, colon).strip(), header.substring(colon + 1).stripTrailing()));
      }
      cases.add(new Case(fields, line.substring(bar + 1).strip(), line));
    }
    return cases;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("good")
  void understands(Case good) {
    Parsed parsed = ControlHeaders.parse(good.fields(), ENVELOPE, TO_AND_CC, RULES);
    assertThat(parsed).isInstanceOf(Valid.class);
    assertThat(words(((Valid) parsed).headers())).isEqualTo(good.expected());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void refusesSayingWhyAndNeverTheValue(Case bad) {
    Parsed parsed = ControlHeaders.parse(bad.fields(), ENVELOPE, TO_AND_CC, RULES);
    assertThat(parsed).isInstanceOf(Invalid.class);
    Invalid invalid = (Invalid) parsed;
    assertThat(invalid.why()).contains(bad.expected());
    assertThat(bad.fields().stream().map(Field::name)).contains(invalid.header());
    for (Field field : bad.fields()) {
      for (String secret : field.value().strip().split("\\s+")) {
        if (secret.length() > 3
            && !secret.matches("(?i)access-code|tls1\\.[23]|P30D|delete|auth|language")) {
          assertThat(invalid.why()).doesNotContain(secret);
        }
      }
    }
  }

  @Test
  void allowsOnlyTheOrganisationsCountries() {
    HeaderRules dutch = new HeaderRules(Set.of("NL"), Set.of("nl"), Duration.ofDays(90));
    assertThat(parse("anna@a.example sms +31612345678", dutch)).isInstanceOf(Valid.class);
    assertThat(parse("anna@a.example sms +32470123456", dutch)).isInstanceOf(Invalid.class);
    assertThat(parse("anna@a.example sms +881612345678", dutch)).isInstanceOf(Invalid.class);
    HeaderRules american = new HeaderRules(Set.of("US"), Set.of("nl"), Duration.ofDays(90));
    assertThat(parse("anna@a.example sms +12125550123", american)).isInstanceOf(Valid.class);
    // +1 is no one country's: Jamaica.
    assertThat(parse("anna@a.example sms +18765550123", american)).isInstanceOf(Invalid.class);
  }

  @Test
  void everyPartOfASplitMessageCarriesAllLinesAndTakesItsOwn() {
    List<Field> lines =
        List.of(
            new Field("zivver-access-right", "anna@a.example access-code 1234"),
            new Field("zivver-access-right", "bert@b.example access-code 5678"));
    Parsed parsed =
        ControlHeaders.parse(lines, Set.of(ANNA), Set.of(ANNA, BERT), HeaderRules.DEFAULT);
    assertThat(((Valid) parsed).headers().rights()).containsOnlyKeys(ANNA);
  }

  @Test
  void keepsQuotedLocalPartsWithBlanks() {
    Mailbox quoted = Mailbox.of("\"anna maria\"@a.example");
    Parsed parsed =
        ControlHeaders.parse(
            List.of(new Field("zivver-access-right", "\"anna maria\"@a.example access-code 1234")),
            Set.of(quoted),
            Set.of(),
            RULES);
    assertThat(((Valid) parsed).headers().rights()).containsOnlyKeys(quoted);
  }

  @Test
  void aControlCharacterIsRefused() {
    assertThat(parse("anna@a.example sms\r\n +31612345678", RULES)).isInstanceOf(Invalid.class);
    assertThat(parse("anna@a.example access-code 12\u000034", RULES)).isInstanceOf(Invalid.class);
  }

  @Test
  void knowsAControlHeaderByItsName() {
    for (String name :
        List.of(
            "zivver-access-right",
            "Zivver-Anything",
            "POSTERN-language",
            "zivver-relay",
            "Skip-Zivver-Relay",
            "postern- ")) {
      assertThat(ControlHeaders.isControlHeader(name)).as(name).isTrue();
    }
    for (String name : List.of("X-Postern-Loop", "Subject", "x-zivver-a", "zivver", "")) {
      assertThat(ControlHeaders.isControlHeader(name)).as(name).isFalse();
    }
  }

  @Test
  void neverPrintsWhatItHolds() {
    Parsed parsed = parse("anna@a.example access-code geheim99", RULES);
    assertThat(parsed.toString()).doesNotContain("geheim99");
    assertThat(new Field("zivver-access-right", "geheim99").toString()).doesNotContain("geheim99");
  }

  @Test
  void expiryFollowsTheCalendarAndReadsBack() {
    Instant accepted = Instant.parse("2026-01-31T10:00:00Z");
    assertThat(Expiration.parse("P1M").from(accepted)).isEqualTo("2026-02-28T10:00:00Z");
    assertThat(Expiration.parse("P1DT90M").from(accepted)).isEqualTo("2026-02-01T11:30:00Z");
    for (String text : List.of("P1Y2M3D", "PT36H", "P2W", "P1DT1S", "P1M")) {
      Expiration read = Expiration.parse(text);
      assertThat(Expiration.parse(read.toString())).isEqualTo(read);
    }
  }

  private static Parsed parse(String accessRight, HeaderRules rules) {
    return ControlHeaders.parse(
        List.of(new Field("zivver-access-right", accessRight)), ENVELOPE, TO_AND_CC, rules);
  }

  private static String words(ControlHeaders headers) {
    List<String> words = new ArrayList<>();
    headers.rights().entrySet().stream()
        .map(e -> e.getKey().local().toLowerCase(Locale.ROOT) + "=" + kind(e.getValue()))
        .sorted()
        .forEach(words::add);
    if (headers.direct() != null) {
      words.add("direct=" + RequirementText.encode(headers.direct()));
    }
    if (headers.minimum() != MinimumVerification.ABSENT) {
      words.add("minimum=" + headers.minimum());
    }
    if (headers.expiration() != null) {
      words.add("expires=" + headers.expiration());
    }
    if (headers.language() != null) {
      words.add("language=" + headers.language().toLanguageTag());
    }
    return words.isEmpty() ? "nothing" : String.join(" ", words);
  }

  private static String kind(Right right) {
    return switch (right) {
      case Right.Sms _ -> "sms";
      case Right.Code _ -> "code";
    };
  }
}
