package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.policy.Verification;
import io.postern.smtp.Domain;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The people and messages of the design's mock-ups. */
final class Samples {
  static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
  static final Instant SENT = Instant.parse("2026-11-23T09:42:00Z");
  static final Instant UNTIL = Instant.parse("2027-02-21T09:42:00Z");
  static final Mailbox BAKKER = Mailbox.of("m.bakker@stanna.example.org");
  static final Mailbox ANNIE = Mailbox.of("annie.devries@home.example.net");
  static final Mailbox NO_REPLY = Mailbox.of("mailer-daemon@rp.stanna.example.org");
  static final URI LINK =
      URI.create("https://post.stanna.example.org/m/9Qm4VfB0sYc2Jr7NwXeT1kLhPa6uZd8oGi3RtKbW5Ec");
  static final URI TALK = URI.create("https://post.stanna.example.org/sent/P-7K4M-92QX");

  /** One white pixel. */
  static final Logo LOGO =
      new Logo(
          java.util.Base64.getDecoder()
              .decode(
                  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsQxeVAAAAABJRU5ErkJggg=="),
          128,
          40);

  private Samples() {}

  static Stationery stationery() {
    return new Stationery(
        Domain.of("mx.stanna.example.org"),
        () -> Instant.parse("2026-11-23T09:42:05Z"),
        new SecureRandom());
  }

  static Brand brand(Locale language) {
    return new Brand(
        language.getLanguage().equals("nl") ? "St. Anna Ziekenhuis" : "St. Anna Hospital",
        "o1",
        "#7A2E6E",
        "088 000 12 34");
  }

  static Notification.Facts notification(Locale language, Verification verification) {
    return notification(language, verification, "Dr. Marieke Bakker", "Annie de Vries", null, LOGO);
  }

  static Notification.Facts notification(
      Locale language,
      Verification verification,
      String senderName,
      @Nullable String toName,
      @Nullable String intro,
      @Nullable Logo logo) {
    return new Notification.Facts(
        brand(language),
        logo,
        senderName,
        BAKKER,
        null,
        ANNIE,
        toName,
        LINK,
        SENT,
        UNTIL,
        verification,
        language,
        AMSTERDAM,
        "c-81f2",
        intro,
        null);
  }

  static AnswerNotice.Facts answer(Locale language) {
    return new AnswerNotice.Facts(
        brand(language),
        null,
        "Annie de Vries",
        ANNIE,
        Mailbox.of("x7d2@rp.stanna.example.org"),
        BAKKER,
        "Dr. Marieke Bakker",
        TALK,
        SENT,
        UNTIL,
        language,
        AMSTERDAM,
        "c-81f2");
  }

  static CodeMail.Facts code(Locale language) {
    return new CodeMail.Facts(
        brand(language),
        LOGO,
        NO_REPLY,
        ANNIE,
        "482913",
        Instant.parse("2026-11-23T09:46:00Z"),
        Instant.parse("2026-11-23T10:01:00Z"),
        language,
        AMSTERDAM);
  }

  static TroubleNotice.Facts trouble(
      Locale language, TroubleNotice.Trouble trouble, @Nullable Instant lockedUntil) {
    return new TroubleNotice.Facts(
        brand(language),
        null,
        NO_REPLY,
        BAKKER,
        "Annie de Vries",
        ANNIE,
        trouble,
        SENT,
        Instant.parse("2026-11-23T09:52:00Z"),
        lockedUntil,
        TALK,
        language,
        AMSTERDAM,
        "c-81f2");
  }

  static Dsn.Recipient koster(Locale language) {
    boolean dutch = language.getLanguage().equals("nl");
    return new Dsn.Recipient(
        Dsn.Action.FAILED,
        Mailbox.of("r.koster@oudeveste.example.com"),
        "R. Koster",
        "rfc822;R.Koster@oudeveste.example.com",
        EnhancedStatus.of("5.7.5"),
        "220 2.0.0 Ready to start TLS",
        "mx1.oudeveste.example.com",
        SENT,
        null,
        dutch
            ? List.of(
                row(
                    "Account",
                    Dsn.Verdict.DOES_NOT_APPLY,
                    "R. Koster heeft geen account met inloggen in twee stappen."),
                row(
                    "NTA 7516",
                    Dsn.Verdict.DOES_NOT_APPLY,
                    "oudeveste.example.com heeft geen NTA 7516-record."),
                row(
                    "Transportbeveiliging",
                    Dsn.Verdict.NOT_GOOD_ENOUGH,
                    "De mailserver mx1.oudeveste.example.com toonde een certificaat dat hij zelf heeft ondertekend."),
                row(
                    "Code per e-mail",
                    Dsn.Verdict.NOT_ALLOWED,
                    "De code zou langs diezelfde server gaan. Dat is een regel van St. Anna Ziekenhuis."))
            : List.of(
                row(
                    "Account",
                    Dsn.Verdict.DOES_NOT_APPLY,
                    "R. Koster has no account with two-step sign-in."),
                row(
                    "NTA 7516",
                    Dsn.Verdict.DOES_NOT_APPLY,
                    "oudeveste.example.com has no NTA 7516 record."),
                row(
                    "Access right",
                    Dsn.Verdict.DOES_NOT_APPLY,
                    "Your message named no phone number and no code for R. Koster."),
                row(
                    "Transport security",
                    Dsn.Verdict.NOT_GOOD_ENOUGH,
                    "The mail server mx1.oudeveste.example.com showed a certificate that it signed itself, so we cannot know that it is the real server."),
                row(
                    "SMS",
                    Dsn.Verdict.DOES_NOT_APPLY,
                    "Nobody at St. Anna Hospital has reached R. Koster by text message before."),
                row(
                    "Access code",
                    Dsn.Verdict.DOES_NOT_APPLY,
                    "Nobody at St. Anna Hospital has used one with R. Koster before."),
                row(
                    "E-mail code",
                    Dsn.Verdict.NOT_ALLOWED,
                    "The code would travel to that same server. This is a rule of St. Anna Hospital.")),
        List.of(Advice.ADD_MOBILE_NUMBER, Advice.AGREE_ACCESS_CODE, Advice.PHONE),
        List.of(
            "mx1.oudeveste.example.com [192.0.2.44], 23 Nov 2026 10:42:09 +0100",
            "TLS 1.2, ECDHE-RSA-AES256-GCM-SHA384",
            "Certificate: CN=mail.local, self-signed, name does not match"));
  }

  private static Dsn.Tried row(String row, Dsn.Verdict verdict, String sentence) {
    return new Dsn.Tried(row, verdict, sentence);
  }

  static Dsn.Recipient simple(
      Dsn.Action action, String address, String status, @Nullable String words) {
    return new Dsn.Recipient(
        action,
        Mailbox.of(address),
        null,
        null,
        EnhancedStatus.of(status),
        words,
        words == null ? null : "mx.example.net",
        null,
        action == Dsn.Action.DELAYED ? Instant.parse("2026-11-25T07:52:00Z") : null,
        List.of(),
        action == Dsn.Action.FAILED
            ? List.of(Advice.CHECK_ADDRESS, Advice.ASK_RECIPIENT)
            : List.of(),
        List.of());
  }

  static Dsn.Report report(
      Locale language, int others, boolean withSubject, Dsn.Recipient... recipients) {
    return new Dsn.Report(
        brand(language),
        Domain.of("mx.stanna.example.org"),
        NO_REPLY,
        BAKKER,
        "QQ314159",
        SENT,
        "P-7K4M-92QX",
        TALK,
        language,
        AMSTERDAM,
        List.of(recipients),
        others,
        original(),
        name -> name.equals("x-our-secret"),
        withSubject);
  }

  static HeaderSection original() {
    return HeaderSection.of(
        List.of(
            HeaderField.of("From", "\"Dr. Marieke Bakker\" <m.bakker@stanna.example.org>"),
            HeaderField.of("To", "r.koster@oudeveste.example.com"),
            HeaderField.of("Bcc", "canary-bcc@example.net"),
            HeaderField.of("Subject", "canary-subject about Mrs De Vries"),
            HeaderField.of("Thread-Topic", "canary-subject about Mrs De Vries"),
            HeaderField.of("Date", "Mon, 23 Nov 2026 10:42:00 +0100"),
            HeaderField.of("Message-ID", "<1@stanna.example.org>"),
            HeaderField.of(
                "Zivver-Access-Right", "r.koster@oudeveste.example.com sms canary-number"),
            HeaderField.of("postern-language", "canary-control"),
            HeaderField.of("X-Our-Secret", "canary-control"),
            HeaderField.of("X-Postern-Loop", "canary-control")));
  }
}
