package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.Answered;
import io.postern.conversation.Doorstep;
import io.postern.conversation.GuestDoor;
import io.postern.policy.Verification;
import io.postern.seal.LinkSecret;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuestPortalTest {

  private static WebFixture web;

  @BeforeAll
  static void start(@TempDir Path folder) {
    web = new WebFixture(folder, 3_000_000);
  }

  @AfterAll
  static void stop() {
    web.close();
  }

  @BeforeEach
  void tidy() {
    web.forgetCookie();
    web.door.nextAsk = null;
    web.door.nextProof = null;
    web.door.nextAnswer = null;
    web.door.mayAnswerAll = true;
    web.door.alsoAddressed.clear();
    web.door.messages.clear();
    web.door.messages.add(FakeMessage.bloodResults(PDF, PNG));
    web.door.messages.add(
        FakeMessage.text("m2", false, WebFixture.NOW.minusSeconds(60), "Thank you doctor <3"));
    web.door.messages.add(
        FakeMessage.text("m3", true, WebFixture.NOW, "Please send me a photo of the left knee."));
  }

  private static final byte[] PNG = "\u0089PNG not really".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] PDF = new byte[10_000];

  static {
    for (int i = 0; i < PDF.length; i++) {
      PDF[i] = (byte) (i * 31);
    }
  }

  private static String path(LinkSecret link) {
    return "/m/" + link.segment();
  }

  // ── the link ──

  @ParameterizedTest
  @EnumSource(Verification.class)
  void lookingChangesNothingHoweverOften(Verification by) {
    String path = path(web.door.link(by));
    int before = web.door.changes.get();
    for (int i = 0; i < 5; i++) {
      HttpResponse<String> page = web.get(path);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
      assertThat(page.body()).contains("Dr. Marieke Bakker has sent you a message");
      HttpResponse<String> head =
          web.send(web.to(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
    }
    assertThat(web.door.changes.get()).isEqualTo(before);
  }

  @Test
  void theLinksSecretStandsNowhereOnThePageNorInWhatFollows() {
    LinkSecret link = web.door.link(Verification.SMS);
    assertThat(web.get(path(link)).body()).doesNotContain(link.segment());
    HttpResponse<String> entered = web.post(path(link), "");
    assertThat(entered.statusCode()).isEqualTo(303);
    assertThat(entered.headers().firstValue("Location")).hasValue("/door");
    assertThat(web.get("/door").body()).doesNotContain(link.segment());
  }

  @Test
  void onePressTradesTheLinkForACookieAndAsksForTheCode() {
    int before = web.door.asked.get();
    HttpResponse<String> entered = web.post(path(web.door.link(Verification.SMS)), "");
    assertThat(entered.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("__Host-postern-guest=")
        .contains("Secure", "HttpOnly", "SameSite=Strict", "Path=/")
        .doesNotContain("Domain", "Max-Age");
    assertThat(web.door.asked.get()).isEqualTo(before + 1);
    assertThat(web.get("/door").body())
        .contains("At <strong>10:46</strong> we sent a text message")
        .contains("ends in <strong>14</strong>")
        .contains("The code works until 10:51.")
        .contains("inputmode=\"numeric\" autocomplete=\"one-time-code\"");
  }

  @Test
  void anAccessCodeIsNotAskedForButTyped() {
    int before = web.door.asked.get();
    web.post(path(web.door.link(Verification.ACCESS_CODE)), "");
    assertThat(web.door.asked.get()).isEqualTo(before);
    assertThat(web.get("/door").body())
        .contains("Type your access code", "The word on the yellow card");
    HttpResponse<String> opened =
        web.press("/door", "/door/proof", "code=" + FakeGuestDoor.ACCESS_CODE);
    assertThat(opened.headers().firstValue("Location")).hasValue("/read");
  }

  @Test
  void unknownMalformedAndForeignLinksAreOnePage() {
    String unknown = web.get(path(LinkSecret.fresh(new SecureRandom()))).body();
    for (String path : List.of("/m/x", "/m/", "/m/" + "A".repeat(200), "/m/a/b", "/nothing", "/")) {
      HttpResponse<String> page = web.get(path);
      assertThat(page.statusCode()).as(path).isEqualTo(404);
      assertThat(page.body()).as(path).isEqualTo(unknown);
    }
    HttpResponse<String> pressed = web.post(path(LinkSecret.fresh(new SecureRandom())), "");
    assertThat(pressed.statusCode()).isEqualTo(404);
    assertThat(pressed.body()).isEqualTo(unknown);
    assertThat(pressed.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "EXPIRED,The time to read it is over",
    "REVOKED,withdrawn",
    "BOUNCED,came back",
    "SUPERSEDED,newer e‑mail"
  })
  void aLinkThatOpensNoMoreSaysWhat(Doorstep.Why why, String words) {
    LinkSecret link =
        web.door.ended(
            new Doorstep.Gone(
                FakeGuestDoor.ST_ANNA, Instant.parse("2026-11-20T09:00:00Z"), why, Locale.ENGLISH));
    HttpResponse<String> page = web.get(path(link));
    assertThat(page.statusCode()).isEqualTo(410);
    assertThat(page.body())
        .contains(
            "St. Anna Hospital", words, "Friday 20 November 2026", "Ask for the message again");
    HttpResponse<String> asked = web.post(path(link), "wish=again");
    assertThat(asked.statusCode()).isEqualTo(410);
    assertThat(asked.body()).contains("We have told the sender");
  }

  @Test
  void aLockedMessageSaysUntilWhen() {
    LinkSecret link =
        web.door.ended(
            new Doorstep.Locked(
                web.door.door(Verification.SMS), WebFixture.NOW.plusSeconds(86_400)));
    HttpResponse<String> page = web.get(path(link));
    assertThat(page.statusCode()).isEqualTo(410);
    assertThat(page.body())
        .contains("We have locked this message until tomorrow, 10:46", "088 000 12 34");
  }

  // ── the door ──

  @Test
  void aWrongCodeKeepsWhatWasTypedAndSaysHowManyTriesAreLeft() {
    web.post(path(web.door.link(Verification.SMS)), "");
    HttpResponse<String> page = web.press("/door", "/door/proof", "code=482931");
    assertThat(page.statusCode()).isEqualTo(422);
    assertThat(page.body())
        .contains("<title>Problem: that code is not right – St. Anna Hospital</title>")
        .contains("role=\"alert\"", "You can try 4 more times", "sent at 10:46")
        .contains("value=\"482931\" aria-invalid=\"true\"");
  }

  @Test
  void typedTextIsEscaped() {
    web.post(path(web.door.link(Verification.ACCESS_CODE)), "");
    assertThat(web.press("/door", "/door/proof", "code=%22%3E%3Cb%3Ex").body())
        .doesNotContain("\"><b>x")
        .contains("&#34;");
  }

  @Test
  void everyAnswerToACodeHasItsWords() {
    web.post(path(web.door.link(Verification.SMS)), "");
    web.door.nextProof = new GuestDoor.Proof.TooOld(WebFixture.NOW.minusSeconds(60));
    assertThat(web.press("/door", "/door/proof", "code=1").body())
        .contains("This code worked until 10:45");
    web.door.nextProof = new GuestDoor.Proof.Wrong(1);
    assertThat(web.press("/door", "/door/proof", "code=1").body())
        .contains("You can try 1 more time.");
    web.door.nextProof = null;
    assertThat(web.press("/door", "/door/proof", "code=").body()).contains("The field is empty");
  }

  @Test
  void askingTooSoonSaysFromWhenAndKeepsTheField() {
    web.post(path(web.door.link(Verification.SMS)), "");
    web.door.nextAsk = new GuestDoor.Asked.TooSoon(WebFixture.NOW.plusSeconds(60));
    HttpResponse<String> asked = web.press("/door", "/door/code", "");
    assertThat(asked.statusCode()).isEqualTo(303);
    assertThat(web.get(asked.headers().firstValue("Location").orElseThrow()).body())
        .contains("From 10:47 you can ask for another code", "name=\"code\"");
  }

  @Test
  void theSenderIsToldWhatDoesNotWork() {
    web.door.reports.clear();
    web.post(path(web.door.link(Verification.SMS)), "wish=trouble");
    assertThat(web.get("/door/trouble").body()).contains("only Dr. Marieke Bakker can change");
    HttpResponse<String> told = web.press("/door/trouble", "/door/report", "trouble=NOT_MY_NUMBER");
    assertThat(told.headers().firstValue("Location")).hasValue("/door/trouble?told=1");
    assertThat(web.door.reports).containsExactly(GuestDoor.Trouble.NOT_MY_NUMBER);
    assertThat(web.get("/door/trouble?told=1").body()).contains("We have told Dr. Marieke Bakker");
    assertThat(web.press("/door/trouble", "/door/report", "trouble=ELSE").statusCode())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/door/code", "/door/proof", "/door/report", "/leave"})
  void aPressWithoutThisSessionsTokenChangesNothing(String path) {
    web.post(path(web.door.link(Verification.SMS)), "");
    String foreign = WebFixture.csrf(web.get("/door").body());
    web.post(path(web.door.link(Verification.SMS)), "");
    int before = web.door.changes.get();
    for (String form :
        List.of("", "csrf=", "csrf=" + foreign, "csrf=x&code=" + FakeGuestDoor.CODE)) {
      assertThat(web.post(path, form).statusCode()).as(form).isEqualTo(403);
    }
    web.forgetCookie();
    assertThat(web.post(path, "csrf=" + foreign).statusCode()).isEqualTo(403);
    assertThat(web.door.changes.get()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/door", "/read", "/read/frame/m1", "/read/file/m1/2", "/read/eml/m1", "/sent"})
  void nothingIsReadWithoutASession(String path) {
    assertThat(web.get(path).statusCode()).isEqualTo(403);
    web.post(path(web.door.link(Verification.SMS)), "");
    HttpResponse<String> before = web.get(path);
    assertThat(before.body()).doesNotContain("blood results", "Thank you doctor");
  }

  // ── the room ──

  @Test
  void showsTheThreadWithWhoMayRead() {
    web.open();
    HttpResponse<String> page = web.get("/read");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("<h1>Your blood results and the plan for December</h1>")
        .contains("src=\"/read/frame/m1\"")
        .contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\"")
        .contains("Thank you doctor &lt;3")
        .contains("Please send me a photo")
        .contains("Everyone here (3 people)")
        .contains("Blood-results-20-November.pdf", "Précis")
        .contains("You can read this until <strong>Sunday 21 February 2027</strong>");
  }

  @Test
  void aMessageIsReadAsPlainTextAndBack() {
    web.open();
    assertThat(web.get("/read").body()).contains("href=\"/read?text=m1#mm1\"");
    assertThat(web.get("/read?text=m1").body())
        .doesNotContain("<iframe")
        .contains("Your blood results of 20 November are in", "href=\"/read#mm1\"")
        .contains("href=\"https://stanna.example.org/results\"");
  }

  @Test
  void aBccGuestCannotAnswerAllAndSeesToAndCcAsText() {
    web.door.mayAnswerAll = false;
    web.door.alsoAddressed.add("Sanne de Vries <sanne.devries@home.example.net>");
    web.open();
    assertThat(web.get("/read").body())
        .doesNotContain("value=\"all\"")
        .contains("Sanne de Vries &lt;sanne.devries@home.example.net&gt;");
  }

  @Test
  void theSendersHtmlStandsInAnOriginOfItsOwn() {
    web.open();
    HttpResponse<String> frame = web.get("/read/frame/m1");
    assertThat(frame.statusCode()).isEqualTo(200);
    assertThat(frame.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("sandbox allow-popups allow-popups-to-escape-sandbox;")
        .contains("default-src 'none'; img-src 'self'; style-src 'unsafe-inline'")
        .contains("frame-ancestors 'self'")
        .doesNotContain("allow-scripts", "allow-same-origin");
    assertThat(frame.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(frame.body())
        .contains("Dear Mrs. de Vries")
        .doesNotContain("<script", "tracker.example", "cid:");
  }

  @Test
  void aPictureInTheFrameIsFetchedByItsTicketWithoutCookie() {
    web.open();
    Matcher image =
        Pattern.compile("src=\"(/read/image/[^\"]+)\"").matcher(web.get("/read/frame/m1").body());
    assertThat(image.find()).isTrue();
    web.forgetCookie();
    HttpResponse<byte[]> picture =
        web.send(web.to(image.group(1)).GET(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.body()).isEqualTo(PNG);
    assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(picture.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("sandbox");
    web.now.set(WebFixture.NOW.plusSeconds(700));
    assertThat(web.get(image.group(1)).statusCode()).isEqualTo(404);
    web.now.set(WebFixture.NOW);
  }

  private String fileHref(String name) {
    Matcher href =
        Pattern.compile(
                "(?s)href=\"(/read/file/[^\"]+)\"[^>]*>(?:(?!</a>).)*" + Pattern.quote(name))
            .matcher(web.get("/read").body());
    assertThat(href.find()).as(name).isTrue();
    return href.group(1);
  }

  @Test
  void filesAreSavedNeverShown() {
    web.open();
    HttpResponse<byte[]> html =
        web.send(web.to(fileHref("html")).GET(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(html.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    assertThat(html.headers().firstValue("Content-Disposition"))
        .hasValue(
            "attachment; filename=\"Pr_cis _x_.html\"; filename*=UTF-8''Pr%C3%A9cis%20_x_.html");
    assertThat(html.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(html.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("sandbox; default-src 'none'");
  }

  @Test
  void aDownloadGoesOnWhereItStopped() {
    web.open();
    String href = fileHref("Blood-results-20-November.pdf");
    HttpResponse<byte[]> whole =
        web.send(web.to(href).GET(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(whole.body()).isEqualTo(PDF);
    String etag = whole.headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> rest =
        web.send(
            web.to(href).header("Range", "bytes=9000-").header("If-Range", etag).GET(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(rest.statusCode()).isEqualTo(206);
    assertThat(rest.headers().firstValue("Content-Range")).hasValue("bytes 9000-9999/10000");
    assertThat(rest.body()).isEqualTo(java.util.Arrays.copyOfRange(PDF, 9000, 10_000));
    HttpResponse<String> beyond = web.send(web.to(href).header("Range", "bytes=10000-").GET());
    assertThat(beyond.statusCode()).isEqualTo(416);
    HttpResponse<String> head =
        web.send(web.to(href).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.headers().firstValue("Content-Length")).hasValue("10000");
  }

  @Test
  void theMessageIsSavedAsItWasSealed() {
    web.open();
    HttpResponse<byte[]> eml =
        web.send(web.to("/read/eml/m1").GET(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(eml.body()).isEqualTo(((FakeMessage) web.door.messages.getFirst()).octets());
    assertThat(eml.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment; filename=\"Your blood results and the plan for December.eml\"");
    assertThat(web.get("/read/eml/other").statusCode()).isEqualTo(404);
    assertThat(web.get("/read/file/m1/99").statusCode()).isEqualTo(404);
    assertThat(web.get("/read/frame/m2").statusCode()).isEqualTo(404);
  }

  // ── the answer ──

  private HttpResponse<String> answer(String csrf, String to, String text, String... files) {
    StringBuilder form = new StringBuilder();
    field(form, "csrf", csrf);
    field(form, "to", to);
    field(form, "text", text);
    for (String file : files) {
      form.append("--bb\r\nContent-Disposition: form-data; name=\"files\"; filename=\"")
          .append(file)
          .append("\"\r\nContent-Type: image/jpeg\r\n\r\n")
          .append(file.isEmpty() ? "" : "octets of " + file)
          .append("\r\n");
    }
    return web.send(
        web.to("/read/answer")
            .header("Content-Type", "multipart/form-data; boundary=bb")
            .POST(HttpRequest.BodyPublishers.ofString(form + "--bb--\r\n")));
  }

  private static void field(StringBuilder form, String name, String value) {
    form.append("--bb\r\nContent-Disposition: form-data; name=\"")
        .append(name)
        .append("\"\r\n\r\n")
        .append(value)
        .append("\r\n");
  }

  @Test
  void anAnswerWithFilesBecomesALetter() throws Exception {
    web.open();
    String csrf = WebFixture.csrf(web.get("/read").body());
    HttpResponse<String> sent =
        answer(csrf, "all", "Dag dokter,\r\n\r\nhier <is> hij: één.", "knie één.jpg", "b.pdf");
    assertThat(sent.statusCode()).isEqualTo(303);
    assertThat(sent.headers().firstValue("Location")).hasValue("/sent?to=all");
    assertThat(web.door.lastToAll).isTrue();
    String letter = new String(web.door.letter, StandardCharsets.US_ASCII);
    assertThat(letter.lines()).allMatch(line -> line.length() <= 998);
    var stored = web.door.messages.getLast().reader();
    assertThat(stored.text().strip()).isEqualTo("Dag dokter,\n\nhier <is> hij: één.");
    assertThat(stored.html().orElseThrow()).contains("hier &lt;is&gt; hij: één.");
    assertThat(stored.attachments())
        .extracting("fileName")
        .containsExactly("knie één.jpg", "b.pdf");
    try (var in = stored.open(stored.attachments().getFirst().partId())) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("octets of knie één.jpg");
    }
    assertThat(web.get("/sent?to=all").body())
        .contains("Your answer has been sent", "at 10:46", "2 files went with it");
  }

  @Test
  void anAnswerWithoutFileIsOneText() throws Exception {
    web.open();
    answer(WebFixture.csrf(web.get("/read").body()), "sender", "Dank u", "");
    assertThat(web.door.lastToAll).isFalse();
    assertThat(new String(web.door.letter, StandardCharsets.US_ASCII))
        .startsWith("Content-Type: multipart/alternative");
    assertThat(web.door.messages.getLast().reader().text().strip()).isEqualTo("Dank u");
  }

  @Test
  void anAnswerWithoutItsTokenIsNotReadFurther() {
    web.open();
    int before = web.door.changes.get();
    assertThat(answer("wrong", "sender", "x", "a.jpg").statusCode()).isEqualTo(403);
    assertThat(web.door.changes.get()).isEqualTo(before);
    assertThat(
            web.send(
                    web.to("/read/answer")
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("x")))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void whatCannotBeSentComesBackWithItsTextAndSaysWhy() {
    web.open();
    String csrf = WebFixture.csrf(web.get("/read").body());
    HttpResponse<String> empty = answer(csrf, "all", "  ", "");
    assertThat(empty.statusCode()).isEqualTo(422);
    assertThat(empty.body()).contains("Problem: your answer is empty", "value=\"all\" checked");
    web.door.nextAnswer = new Answered.TooMany();
    HttpResponse<String> many = answer(csrf, "sender", "Mijn <tekst>", "");
    assertThat(many.statusCode()).isEqualTo(429);
    assertThat(many.body()).contains("many answers today", "Mijn &lt;tekst&gt;");
    web.door.nextAnswer = new Answered.TooBig(1_000_000);
    assertThat(answer(csrf, "sender", "t", "").body()).contains("1.0\u00a0MB");
  }

  @Test
  void leavingEndsTheSessionAndTakesTheCookieAway() {
    web.open();
    HttpResponse<String> left = web.press("/read", "/leave", "");
    assertThat(left.statusCode()).isEqualTo(200);
    assertThat(left.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("__Host-postern-guest=;")
        .contains("Expires=Thu, 01 Jan 1970");
    assertThat(left.body()).contains("The message is closed");
  }

  // ── languages ──

  @Test
  void theLanguageIsTheDoorsUntilTheReaderChoosesAnother() {
    String path = path(web.door.link(Verification.SMS));
    assertThat(web.send(web.to(path).header("Accept-Language", "nl").GET()).body())
        .contains("<html lang=\"en\">");
    HttpResponse<String> dutch = web.get(path + "?lang=nl");
    assertThat(dutch.body())
        .contains("<html lang=\"nl\">", "Dr. Marieke Bakker heeft u een bericht gestuurd")
        .contains("maandag 23 november 2026, 10:42");
    assertThat(dutch.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("__Host-postern-lang=nl");
    assertThat(web.send(web.to(path).header("Cookie", "__Host-postern-lang=nl").GET()).body())
        .contains("<html lang=\"nl\">");
    assertThat(web.get(path + "?lang=%3Cscript%3E").body()).contains("<html lang=\"en\">");
  }

  @Test
  void pagesOfNobodySpeakWhatTheBrowserPrefers() {
    assertThat(web.send(web.to("/m/x").header("Accept-Language", "fr, nl;q=0.8").GET()).body())
        .contains("Deze link opent geen bericht");
  }
}
