package io.postern.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.policy.Verification;
import io.postern.smtp.Mailbox;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every mail of ours, in both languages, and what each says. */
class OwnMailsTest {
  private static final Locale DUTCH = Locale.of("nl");
  private static final Stationery STATIONERY = Samples.stationery();

  static Stream<Arguments> everyMail() {
    List<Arguments> all = new ArrayList<>();
    for (Locale language : List.of(Locale.ENGLISH, DUTCH)) {
      String tag = language.getLanguage();
      for (Verification verification : Verification.values()) {
        all.add(
            Arguments.of(
                tag + " notification " + verification,
                tag,
                new Notification(STATIONERY).write(Samples.notification(language, verification))));
      }
      all.add(
          Arguments.of(
              tag + " answer", tag, new AnswerNotice(STATIONERY).write(Samples.answer(language))));
      all.add(
          Arguments.of(tag + " code", tag, new CodeMail(STATIONERY).write(Samples.code(language))));
      for (TroubleNotice.Trouble trouble : TroubleNotice.Trouble.values()) {
        all.add(
            Arguments.of(
                tag + " trouble " + trouble,
                tag,
                new TroubleNotice(STATIONERY)
                    .write(Samples.trouble(language, trouble, Samples.UNTIL))));
      }
      all.add(
          Arguments.of(
              tag + " locked for good",
              tag,
              new TroubleNotice(STATIONERY)
                  .write(Samples.trouble(language, TroubleNotice.Trouble.LOCKED, null))));
      all.add(
          Arguments.of(
              tag + " report failed",
              tag,
              new Dsn(STATIONERY)
                  .write(Samples.report(language, 3, false, Samples.koster(language)))));
      all.add(
          Arguments.of(
              tag + " report delayed",
              tag,
              new Dsn(STATIONERY)
                  .write(
                      Samples.report(
                          language,
                          1,
                          false,
                          Samples.simple(
                              Dsn.Action.DELAYED, "planning@thuiszorg.example", "4.4.1", null)))));
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyMail")
  void aCarefulParserReadsItAndMachinesDoNotAnswerIt(String name, String tag, Composed mail) {
    ReadMail read = ReadMail.of(mail);
    assertThat(read.header("Auto-Submitted"))
        .isEqualTo(name.contains("report") ? "auto-replied" : "auto-generated");
    assertThat(read.header("X-Auto-Response-Suppress")).isEqualTo("All");
    assertThat(read.header("MIME-Version")).isEqualTo("1.0");
    assertThat(read.header("Content-Language")).isEqualTo(tag);
    assertThat(read.header("Date")).contains("23 Nov 2026");
    assertThat(read.header("Message-ID")).matches("<[0-9a-f]{32}@mx\\.stanna\\.example\\.org>");
    assertThat(read.header("Subject")).isNotBlank().doesNotContain("{");
    assertThat(mail.smtpUtf8()).isFalse();
    assertThat(mail.eightBit()).isFalse();
    assertThat(read.text()).doesNotContain("{").doesNotContain("null");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyMail")
  void itsLinesAreLinesOnTheWire(String name, String tag, Composed mail) {
    String wire = new String(mail.bytes(), StandardCharsets.ISO_8859_1);
    assertThat(wire.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
    assertThat(wire.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(998));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyMail")
  void itsHtmlIsSmallAndAsksNobodyElseForAnything(String name, String tag, Composed mail) {
    String html = ReadMail.of(mail).html();
    assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(15_000);
    Document page = Jsoup.parse(html);
    assertThat(page.select("html").attr("lang")).isEqualTo(tag);
    assertThat(page.select("h1")).hasSize(1);
    assertThat(page.select("script,link,iframe,form,object,video,audio")).isEmpty();
    assertThat(page.select("img").eachAttr("src"))
        .allMatch(src -> src.equals("cid:" + Letter.LOGO));
    assertThat(page.select("img").eachAttr("alt")).allMatch(alt -> !alt.isBlank());
    assertThat(html).doesNotContain("url(").doesNotContain("@import");
    assertThat(page.select("a[href]").eachAttr("href"))
        .allMatch(href -> href.startsWith("https://post.stanna.example.org/"));
    assertThat(page.select("table").eachAttr("role")).allMatch(role -> role.equals("presentation"));
    assertThat(html).contains("<!--[if mso]>");
    // The bonus for phones and dark mode: a doubled at sign once made it dead letters.
    assertThat(html)
        .contains("\n@media (max-width: 619px)", "\n@media (prefers-color-scheme: dark)");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyMail")
  void bothHalvesSayTheSame(String name, String tag, Composed mail) {
    ReadMail read = ReadMail.of(mail);
    String text = read.text().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    Document page = Jsoup.parse(read.html());
    page.select("[style*=display:none]").remove();
    for (String said : page.select("h1,h2,b,a").eachText()) {
      assertThat(text).contains(said.toLowerCase(Locale.ROOT));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "en, 'Dr. Marieke Bakker (St. Anna Hospital)', A protected message from St. Anna Hospital",
    "nl, 'Dr. Marieke Bakker (St. Anna Ziekenhuis)', Een beschermd bericht van St. Anna Ziekenhuis",
  })
  void aNotificationComesFromThePersonAndHasANeutralSubject(
      String tag, String name, String subject) {
    ReadMail read =
        ReadMail.of(
            new Notification(STATIONERY)
                .write(Samples.notification(Locale.of(tag), Verification.SMS)));
    assertThat(read.header("From")).isEqualTo("\"" + name + "\" <m.bakker@stanna.example.org>");
    assertThat(read.header("To")).isEqualTo("Annie de Vries <annie.devries@home.example.net>");
    assertThat(read.header("Subject")).isEqualTo(subject);
    assertThat(read.header("X-Postern-Conversation")).isEqualTo("c-81f2");
    assertThat(read.leaves())
        .extracting(ReadMail.Leaf::type)
        .containsExactly("text/plain", "text/html", "image/png");
    assertThat(read.leaf("image/png").bytes()).isEqualTo(Samples.LOGO.png());
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "nl"})
  void aNotificationShowsItsWholeLinkAndTheSameHostToCheck(String tag) {
    ReadMail read =
        ReadMail.of(
            new Notification(STATIONERY)
                .write(Samples.notification(Locale.of(tag), Verification.SMS)));
    assertThat(read.text().lines()).contains(Samples.LINK.toString());
    assertThat(read.text()).contains(" https://post.stanna.example.org/\n");
    Document page = Jsoup.parse(read.html());
    assertThat(page.select("a").eachAttr("href")).containsOnly(Samples.LINK.toString()).hasSize(2);
    assertThat(page.text()).contains(Samples.LINK.toString());
  }

  @Test
  void anAccountIsAskedToSignIn() {
    ReadMail read =
        ReadMail.of(
            new Notification(STATIONERY)
                .write(Samples.notification(Locale.ENGLISH, Verification.ACCOUNT)));
    assertThat(read.text()).contains("Sign in and open the message:").doesNotContain("code. It");
  }

  @Test
  void lessThanAWeekIsSaidWithItsTime() {
    Notification.Facts facts = Samples.notification(Locale.ENGLISH, Verification.SMS);
    ReadMail read =
        ReadMail.of(
            new Notification(STATIONERY)
                .write(
                    new Notification.Facts(
                        facts.brand(),
                        null,
                        facts.senderName(),
                        facts.from(),
                        null,
                        facts.to(),
                        null,
                        facts.link(),
                        Samples.SENT,
                        Samples.SENT.plusSeconds(3600),
                        Verification.EMAIL,
                        facts.language(),
                        facts.zone(),
                        "c",
                        null,
                        null)));
    assertThat(read.text()).contains("Open until: Monday 23 November 2026, 11:42");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Eve\r\nBcc: victim@example.net",
        "Eve\nX-Evil: 1",
        "Eve\u2028Bcc: victim@example.net",
        "Eve\u0000\u000b",
        "\u202egro.elpmaxe@sknab",
        "<script>alert(1)</script>",
        "\" <evil@example.net>, \"",
        "Ève Ünal 🏥",
      })
  void aNameCanBreakNeitherHeaderNorPage(String name) {
    Composed mail =
        new Notification(STATIONERY)
            .write(
                Samples.notification(
                    Locale.ENGLISH, Verification.SMS, name, name, name + "\n" + name, null));
    ReadMail read = ReadMail.of(mail);
    assertThat(read.header().keySet())
        .containsExactlyInAnyOrder(
            "from",
            "to",
            "subject",
            "date",
            "message-id",
            "content-language",
            "auto-submitted",
            "x-auto-response-suppress",
            "x-postern-conversation",
            "mime-version",
            "content-type");
    assertThat(read.header("From")).endsWith("<m.bakker@stanna.example.org>");
    assertThat(read.header("To")).endsWith("<annie.devries@home.example.net>");
    assertThat(Jsoup.parse(read.html()).select("script")).isEmpty();
    assertThat(read.html() + read.text() + read.header()).doesNotContain("\u202e", "\u0000");
  }

  @Test
  void aNameWithQuotesDoesNotBecomeASecondSender() throws Exception {
    ReadMail read =
        ReadMail.of(
            new Notification(STATIONERY)
                .write(
                    Samples.notification(
                        Locale.ENGLISH,
                        Verification.SMS,
                        "\" <evil@example.net>, \"x",
                        null,
                        null,
                        null)));
    assertThat(read.header("From"))
        .isEqualTo(
            "\"\\\" <evil@example.net>, \\\"x (St. Anna Hospital)\" <m.bakker@stanna.example.org>");
  }

  @Test
  void aColourThatIsNoneReachesNoStyle() {
    Notification.Facts facts = Samples.notification(Locale.ENGLISH, Verification.SMS);
    var brand =
        new io.postern.directory.Brand("X", "o", "red;background:url(https://t.example)", null);
    ReadMail read =
        ReadMail.of(
            new Notification(STATIONERY)
                .write(
                    new Notification.Facts(
                        brand,
                        null,
                        facts.senderName(),
                        facts.from(),
                        null,
                        facts.to(),
                        null,
                        facts.link(),
                        facts.sentAt(),
                        facts.readableUntil(),
                        facts.verification(),
                        facts.language(),
                        facts.zone(),
                        "c",
                        null,
                        null)));
    assertThat(read.html()).doesNotContain("t.example");
  }

  @Test
  void anAddressThatIsNotAsciiAsksForSmtpUtf8AndOnlyThen() {
    CodeMail.Facts facts = Samples.code(Locale.ENGLISH);
    Composed local =
        new CodeMail(STATIONERY)
            .write(
                new CodeMail.Facts(
                    facts.brand(),
                    null,
                    facts.from(),
                    Mailbox.of("jürgen@example.net"),
                    "482913",
                    facts.askedAt(),
                    facts.validUntil(),
                    facts.language(),
                    facts.zone()));
    assertThat(local.smtpUtf8()).isTrue();
    Composed domain =
        new CodeMail(STATIONERY)
            .write(
                new CodeMail.Facts(
                    facts.brand(),
                    null,
                    facts.from(),
                    Mailbox.of("info@bücher.example"),
                    "482913",
                    facts.askedAt(),
                    facts.validUntil(),
                    facts.language(),
                    facts.zone()));
    assertThat(domain.smtpUtf8()).isFalse();
    assertThat(ReadMail.of(domain).header("To")).isEqualTo("info@xn--bcher-kva.example");
  }

  @ParameterizedTest
  @CsvSource({
    "en, 'Your code from St. Anna Hospital, 10:46'",
    "nl, 'Uw code van St. Anna Ziekenhuis, 10:46'",
  })
  void aCodeMailHasTheDigitsOnALineOfTheirOwnAndNoLink(String tag, String subject) {
    ReadMail read = ReadMail.of(new CodeMail(STATIONERY).write(Samples.code(Locale.of(tag))));
    assertThat(read.header("Subject")).isEqualTo(subject);
    assertThat(read.text().lines().filter(line -> line.contains("482913")))
        .containsExactly("482913");
    assertThat(read.text()).doesNotContainPattern("https?:|www\\.").contains("10:46", "11:01");
    Document page = Jsoup.parse(read.html());
    assertThat(page.select("a")).isEmpty();
    assertThat(page.body().text()).containsOnlyOnce("482913").doesNotContainPattern("https?:");
    assertThat(read.header().toString()).doesNotContain("482913");
  }

  @ParameterizedTest
  @CsvSource({
    "en, Annie de Vries via St. Anna Hospital",
    "nl, Annie de Vries via St. Anna Ziekenhuis",
  })
  void anAnswerComesFromTheOrganisationAndAReplyGoesToTheGuest(String tag, String name) {
    ReadMail read = ReadMail.of(new AnswerNotice(STATIONERY).write(Samples.answer(Locale.of(tag))));
    assertThat(read.header("From")).contains(name).endsWith("<x7d2@rp.stanna.example.org>");
    assertThat(read.header("Reply-To")).endsWith("<annie.devries@home.example.net>");
    assertThat(read.text().lines()).contains(Samples.TALK.toString());
  }

  @ParameterizedTest
  @EnumSource(TroubleNotice.Trouble.class)
  void aTroubleNoticeSaysWhoAndWhatToDo(TroubleNotice.Trouble trouble) {
    ReadMail read =
        ReadMail.of(
            new TroubleNotice(STATIONERY)
                .write(
                    Samples.trouble(
                        Locale.ENGLISH, trouble, Instant.parse("2026-11-24T09:52:00Z"))));
    assertThat(read.header("Subject")).contains("annie.devries@home.example.net");
    assertThat(read.text()).contains("Annie de Vries", "WHAT YOU CAN DO NOW", "\nA. ", "\nB. ");
    assertThat(read.text().contains("Tuesday 24 November 2026, 10:52"))
        .isEqualTo(trouble == TroubleNotice.Trouble.LOCKED);
  }

  @Test
  void factsAndMailsDoNotPrintTheirSecrets() {
    Pattern secret = Pattern.compile("482913|9Qm4Vf");
    assertThat(Samples.code(DUTCH).toString()).doesNotContainPattern(secret);
    assertThat(Samples.notification(DUTCH, Verification.SMS).toString())
        .doesNotContainPattern(secret);
    assertThat(new CodeMail(STATIONERY).write(Samples.code(DUTCH)).toString())
        .doesNotContainPattern(secret);
  }
}
