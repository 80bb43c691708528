package io.postern.webapp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.AccountDoor.Line;
import io.postern.conversation.AccountDoor.SignIn;
import io.postern.conversation.Answered;
import io.postern.conversation.CopyState;
import io.postern.portal.Texts;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAppTest {

  private static final String FORM = "__Host-postern-form";
  private static final String PENDING = "__Host-postern-pending";
  private static final String SESSION = "__Host-postern-account";
  private static final byte[] PDF = "%PDF-1.7 invented results".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

  private static AppFixture app;

  @BeforeAll
  static void start(@TempDir Path folder) {
    app = new AppFixture(folder);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @BeforeEach
  void afresh() {
    app.jar.clear();
    app.fill(PDF, PNG);
    app.door.calls.clear();
    app.door.nextSignIn = null;
    app.door.nextSecondFactor = null;
    app.door.nextAnswer = null;
    app.door.endAllSessions();
  }

  private static String location(HttpResponse<?> answer) {
    return answer.headers().firstValue("Location").orElse("(none)");
  }

  // ── signing in ──

  @Test
  void aPasswordAndThenACodeLeadToTheInbox() {
    HttpResponse<String> first = app.password();
    assertThat(first.statusCode()).isEqualTo(303);
    assertThat(location(first)).isEqualTo("/sign-in/code");
    HttpResponse<String> second =
        app.press(app.get("/sign-in/code").body(), "/sign-in/code", "code=482913");
    assertThat(second.statusCode()).isEqualTo(303);
    assertThat(location(second)).isEqualTo("/inbox");
    assertThat(app.jar).containsOnlyKeys(SESSION);
    HttpResponse<String> inbox = app.get("/inbox");
    assertThat(inbox.statusCode()).isEqualTo(200);
    assertThat(inbox.body()).contains("Dr. Marieke Bakker", "Annie de Vries", "St. Anna Hospital");
    assertThat(app.get("/sign-in").statusCode()).as("already in").isEqualTo(303);
  }

  @Test
  void everyCookieIsSecureHiddenFromScriptsAndOursAlone() {
    app.get("/sign-in");
    assertThat(app.lastCookies).hasSize(1).allMatch(set -> set.startsWith(FORM + "="));
    assertProtected();
    app.password();
    assertThat(app.lastCookies).hasSize(1).allMatch(set -> set.startsWith(PENDING + "="));
    assertProtected();
    app.press(app.get("/sign-in/code").body(), "/sign-in/code", "code=482913");
    assertThat(app.lastCookies)
        .hasSize(3)
        .anyMatch(set ->
            set.startsWith(SESSION + "=") && !set.contains("Expires") && !set.contains("Max-Age"))
        .anyMatch(set -> set.startsWith(FORM + "=;") && set.contains("1970"))
        .anyMatch(set -> set.startsWith(PENDING + "=;") && set.contains("1970"));
    assertProtected();
  }

  private static void assertProtected() {
    assertThat(app.lastCookies)
        .allSatisfy(set ->
            assertThat(set)
                .contains("Path=/", "Secure", "HttpOnly", "SameSite=Lax")
                .doesNotContain("Domain"));
  }

  @Test
  void eachStepGetsAnotherSecretSoAFixedOneOpensNothing() {
    app.get("/sign-in");
    String planted = app.jar.get(FORM);
    app.password();
    String pending = java.util.Objects.requireNonNull(app.jar.get(PENDING));
    app.press(app.get("/sign-in/code").body(), "/sign-in/code", "code=482913");
    assertThat(app.jar.get(SESSION)).isNotIn(planted, pending);
  }

  @Test
  void anUnknownAddressAndAWrongPasswordGetTheSamePage() {
    String form = app.get("/sign-in").body();
    HttpResponse<String> wrong =
        app.press(form, "/sign-in", "username=" + FakeAccountDoor.ADDRESS + "&password=guess");
    HttpResponse<String> unknown =
        app.press(form, "/sign-in", "username=nobody@stanna.example.org&password=guess");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(unknown.statusCode()).isEqualTo(422);
    assertThat(wrong.body().replace(FakeAccountDoor.ADDRESS, "X"))
        .isEqualTo(unknown.body().replace("nobody@stanna.example.org", "X"))
        .contains("<title>Problem: that did not work", "Look at your e‑mail address")
        .doesNotContain("guess");
    assertThat(app.jar).containsOnlyKeys(FORM);
  }

  @Test
  void tooManyTriesSayFromWhichClockTimeItGoesAgain() {
    app.door.nextSignIn = new SignIn.Later(Instant.parse("2026-11-23T10:20:30Z"));
    HttpResponse<String> first =
        app.press(app.get("/sign-in").body(), "/sign-in", "username=a@b.example&password=x");
    assertThat(first.statusCode()).isEqualTo(429);
    assertThat(first.body()).contains("from 11:21");
    assertThat(first.headers().firstValue("Retry-After")).hasValue("751");
    app.door.nextSignIn = null;
    app.password();
    app.door.nextSecondFactor = new SignIn.Later(Instant.parse("2026-11-24T10:20:00Z"));
    HttpResponse<String> second =
        app.press(app.get("/sign-in/code").body(), "/sign-in/code", "code=1");
    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(second.body()).contains("from tomorrow, 11:20");
  }

  @Test
  void aWrongCodeCanBeMendedAndAnEmptyOneBurnsNoTry() {
    app.password();
    String page = app.get("/sign-in/code").body();
    HttpResponse<String> wrong = app.press(page, "/sign-in/code", "code=000000");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("role=\"alert\"").doesNotContain("000000");
    app.door.calls.clear();
    assertThat(app.press(page, "/sign-in/code", "code=+").statusCode()).isEqualTo(422);
    assertThat(app.door.calls).isEmpty();
    assertThat(location(app.press(page, "/sign-in/code", "code=482913"))).isEqualTo("/inbox");
  }

  @Test
  void aFormWithoutItsBrowsersTokenNeverReachesTheDoor() {
    String form = "username=" + FakeAccountDoor.ADDRESS + "&password=correct+horse";
    HttpResponse<String> bare = app.post("/sign-in", form);
    assertThat(bare.statusCode()).isEqualTo(403);
    assertThat(bare.body()).contains("name=\"csrf\"", FakeAccountDoor.ADDRESS);
    String foreign = AppFixture.csrf(app.get("/sign-in").body());
    app.jar.clear();
    app.get("/sign-in");
    assertThat(app.post("/sign-in", "csrf=" + foreign + "&" + form).statusCode()).isEqualTo(403);
    assertThat(app.door.calls).isEmpty();

    app.password();
    app.door.calls.clear();
    assertThat(location(app.post("/sign-in/code", "code=482913"))).isEqualTo("/sign-in");
    assertThat(location(app.post("/sign-in/code", "csrf=" + foreign + "&code=482913")))
        .isEqualTo("/sign-in");
    assertThat(app.door.calls).isEmpty();
  }

  // ── nothing without the second factor ──

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/inbox",
        "/inbox/sent",
        "/c/" + FakeAccountDoor.OWN,
        "/c/" + FakeAccountDoor.OWN + "/frame/m1",
        "/c/" + FakeAccountDoor.OWN + "/file/m1/2",
        "/c/" + FakeAccountDoor.OWN + "/eml/m1"
      })
  void aPasswordAloneOpensNothing(String path) {
    app.password();
    String pending = java.util.Objects.requireNonNull(app.jar.get(PENDING));
    app.jar.put(SESSION, pending);
    HttpResponse<String> answer = app.get(path);
    assertThat(answer.statusCode()).isIn(303, 403);
    if (answer.statusCode() == 303) {
      assertThat(location(answer)).startsWith("/sign-in");
    }
    assertThat(answer.body()).doesNotContain("blood", "Annie", "Bakker");
    app.jar.clear();
    assertThat(app.get(path).statusCode()).isIn(303, 403);
    assertThat(app.post("/c/" + FakeAccountDoor.OWN + "/answer", "text=x").statusCode())
        .isEqualTo(403);
    assertThat(app.door.calls).doesNotContain("answer " + FakeAccountDoor.OWN);
  }

  // ── where it goes on ──

  @Test
  void aConversationThatWasAskedForIsReachedAfterSigningIn() {
    HttpResponse<String> asked = app.get("/c/" + FakeAccountDoor.OWN);
    assertThat(asked.statusCode()).isEqualTo(303);
    assertThat(location(asked)).isEqualTo("/sign-in?to=/c/" + FakeAccountDoor.OWN);
    String form = app.get(location(asked)).body();
    assertThat(form).contains("href=\"/sign-in?to=/c/" + FakeAccountDoor.OWN + "&amp;lang=nl\"");
    HttpResponse<String> first =
        app.press(
            form,
            "/sign-in",
            "to="
                + hidden(form)
                + "&username="
                + FakeAccountDoor.ADDRESS
                + "&password=correct+horse");
    assertThat(location(first)).isEqualTo("/sign-in/code?to=/c/" + FakeAccountDoor.OWN);
    String code = app.get(location(first)).body();
    HttpResponse<String> second =
        app.press(code, "/sign-in/code", "to=" + hidden(code) + "&code=482913");
    assertThat(location(second)).isEqualTo("/c/" + FakeAccountDoor.OWN);
    assertThat(app.get(location(second)).statusCode()).isEqualTo(200);
  }

  private static String hidden(String page) {
    Matcher to = Pattern.compile("name=\"to\" value=\"([^\"]*)\"").matcher(page);
    assertThat(to.find()).isTrue();
    return to.group(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/c/x",
        "//evil.example/c/x",
        "/\\evil.example",
        "/c//evil.example",
        "/c/x/../../m/y",
        "/c/x%0d%0aLocation:%20https://evil.example",
        "/c/x?y=1",
        "/c/",
        "/c/x/answer",
        "/sign-out",
        "javascript:alert(1)",
        "c/x"
      })
  void noTargetLeavesTheSite(String evil) {
    assertThat(Target.of(evil).path()).isEmpty();
    String encoded = java.net.URLEncoder.encode(evil, StandardCharsets.UTF_8);
    String form = app.get("/sign-in?to=" + encoded).body();
    assertThat(hidden(form)).isEmpty();
    assertThat(form).doesNotContain("evil");
    app.password();
    HttpResponse<String> in =
        app.press(
            app.get("/sign-in/code?to=" + encoded).body(),
            "/sign-in/code?to=" + encoded,
            "to=" + encoded + "&code=482913");
    assertThat(location(in)).isEqualTo("/inbox");
    assertThat(location(app.get("/sign-in?to=" + encoded))).as("signed in").isEqualTo("/inbox");
  }

  // ── reading ──

  @Test
  void theListsShowWhoWhatAndWhereItStands() {
    app.signIn();
    String inbox = app.get("/inbox").body();
    assertThat(inbox)
        .contains("/c/" + FakeAccountDoor.GOT, "Your question about the &lt;tablets&gt;", "New<")
        .doesNotContain("<tablets>", "Older");
    String sent = app.get("/inbox/sent").body();
    assertThat(sent)
        .contains(
            "and 3 others",
            "Not reached 1 of 4",
            "Answered 1 of 4",
            "Opened 1 of 4",
            "Delivered 1 of 4");
    assertThat(sent.indexOf("Not reached")).as("first").isLessThan(sent.indexOf("Answered"));
  }

  @Test
  void longListsHavePages() {
    Line line = app.door.inbox.getFirst();
    for (int i = 0; i < 45; i++) {
      app.door.inbox.add(line);
    }
    app.signIn();
    assertThat(app.get("/inbox").body()).contains("/inbox?page=1").doesNotContain("Newer");
    assertThat(app.get("/inbox?page=1").body())
        .contains("href=\"/inbox?page=0\"")
        .doesNotContain("Older");
    assertThat(app.get("/inbox?page=-1").statusCode()).isEqualTo(200);
    assertThat(app.get("/inbox?page=99999999999").statusCode()).isEqualTo(200);
  }

  @Test
  void theOriginalSenderSeesTheStateOfEachRecipientAndNobodyElseDoes() {
    app.signIn();
    String own = app.get("/c/" + FakeAccountDoor.OWN).body();
    assertThat(own)
        .contains("Where is it now?", "Answered</span>", "Notified</span>", "Delivered</span>")
        .contains("Not reached</span>", "No safe way was found", "Lindenhof Practice");
    String got = app.get("/c/" + FakeAccountDoor.GOT).body();
    assertThat(got)
        .contains("Who can read this", "May I stop the tablets?")
        .doesNotContain("Where is it now?", "Notified", "Delivered");
  }

  @ParameterizedTest
  @EnumSource(CopyState.class)
  void everyStateHasAWordAndASentenceInEveryLanguage(CopyState state) {
    for (String language : List.of("nl", "en")) {
      Texts texts = Texts.of(Locale.of(language));
      assertThat(texts.say(StateTag.key(state))).isNotBlank();
      assertThat(texts.say(StateTag.key(state) + ".what")).endsWith(".");
    }
  }

  @Test
  void aConversationOfOthersIsAPageThatHelpsAndSaysNothing() {
    app.signIn();
    HttpResponse<String> none = app.get("/c/zzzzzzzzzzzzzzzzzzzz");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.body()).contains("There is no such conversation for you", "href=\"/inbox\"");
    assertThat(app.get("/c/zzzz/file/m1/2").statusCode()).isEqualTo(404);
    assertThat(app.get("/c/" + FakeAccountDoor.OWN + "/file/m1/99").statusCode()).isEqualTo(404);
    assertThat(app.get("/c/" + FakeAccountDoor.OWN + "/file/q1/1").statusCode()).isEqualTo(404);
  }

  @Test
  void filesComeWholeAndInPieces() {
    app.signIn();
    String page = app.get("/c/" + FakeAccountDoor.OWN).body();
    Matcher link =
        Pattern.compile("href=\"(/c/" + FakeAccountDoor.OWN + "/file/m1/[^\"]+)\"").matcher(page);
    assertThat(link.find()).isTrue();
    HttpResponse<byte[]> whole =
        app.send(app.to(link.group(1)).GET(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(whole.body()).isEqualTo(PDF);
    assertThat(whole.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment; filename=\"Blood-results-20-November.pdf\"");
    HttpResponse<String> piece = app.send(app.to(link.group(1)).header("Range", "bytes=5-7").GET());
    assertThat(piece.statusCode()).isEqualTo(206);
    assertThat(piece.body()).isEqualTo("1.7");
    assertThat(piece.headers().firstValue("Content-Range")).hasValue("bytes 5-7/" + PDF.length);
    assertThat(app.send(app.to(link.group(1)).header("Range", "bytes=9999-").GET()).statusCode())
        .isEqualTo(416);
    HttpResponse<String> eml = app.get("/c/" + FakeAccountDoor.OWN + "/eml/m1");
    assertThat(eml.statusCode()).isEqualTo(200);
    assertThat(eml.body()).contains("Content-Type: multipart/mixed");
  }

  @Test
  void anothersHtmlStandsInItsOwnFrameWithPicturesByTicket() {
    app.door.own.set(0, io.postern.portal.FakeMessage.text("m1", true, AppFixture.NOW, "x"));
    app.door.got.add(io.postern.portal.FakeMessage.bloodResults(PDF, PNG));
    app.signIn();
    HttpResponse<String> frame = app.get("/c/" + FakeAccountDoor.GOT + "/frame/m1");
    assertThat(frame.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("sandbox", "default-src 'none'");
    assertThat(frame.body()).doesNotContain("<script", "tracker.example");
    Matcher picture = Pattern.compile("\"(/c/image/[^\"]+)\"").matcher(frame.body());
    assertThat(picture.find()).isTrue();
    app.jar.clear();
    HttpResponse<byte[]> png =
        app.send(app.to(picture.group(1)).GET(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(png.body()).isEqualTo(PNG);
    app.door.endAllSessions();
    assertThat(app.get(picture.group(1)).statusCode()).as("signed out").isEqualTo(404);
  }

  // ── answering ──

  private static HttpResponse<String> sendAnswer(String id, String csrf, String to, String text) {
    String form =
        """
        --b
        Content-Disposition: form-data; name="csrf"

        CSRF
        --b
        Content-Disposition: form-data; name="to"

        TO
        --b
        Content-Disposition: form-data; name="text"

        TEXT
        --b
        Content-Disposition: form-data; name="files"; filename="knee.txt"
        Content-Type: text/plain

        a very small file
        --b--
        """
            .replace("CSRF", csrf)
            .replace("TO", to)
            .replace("TEXT", text)
            .replace("\n", "\r\n");
    return app.send(
        app.to("/c/" + id + "/answer")
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  @Test
  void anAnswerWithAFileJoinsTheConversation() {
    app.signIn();
    String page = app.get("/c/" + FakeAccountDoor.GOT).body();
    HttpResponse<String> sent =
        sendAnswer(FakeAccountDoor.GOT, AppFixture.csrf(page), "all", "Do not stop yet.");
    assertThat(sent.statusCode()).isEqualTo(303);
    assertThat(location(sent)).isEqualTo("/c/" + FakeAccountDoor.GOT + "?answered=1");
    assertThat(app.door.lastToAll).isTrue();
    assertThat(new String(app.door.letter, StandardCharsets.US_ASCII))
        .contains("multipart/mixed", "filename=\"knee.txt\"");
    String after = app.get(location(sent)).body();
    assertThat(after)
        .contains("Your answer has been sent at 11:08.", "Do not stop yet.", "knee.txt");
    assertThat(app.get("/c/" + FakeAccountDoor.OWN + "?answered=1").body())
        .as("nothing of hers is the newest here")
        .doesNotContain("Your answer has been sent");
  }

  @Test
  void theSendersOwnAnswerGoesToWhoWroteLastOrToEverybody() {
    app.signIn();
    String choice = app.get("/c/" + FakeAccountDoor.OWN).body();
    assertThat(choice)
        .contains("Only Annie de Vries<", "Everyone here (4 people)")
        .doesNotContain("Only Dr. Marieke Bakker");
    app.door.own.removeLast();
    String all = app.get("/c/" + FakeAccountDoor.OWN).body();
    assertThat(all)
        .contains("Your answer goes to everyone here (4 people).")
        .doesNotContain("type=\"radio\"");
  }

  @Test
  void anAnswerThatWasNotSentKeepsItsTextAndSaysWhy() {
    app.signIn();
    String csrf = AppFixture.csrf(app.get("/c/" + FakeAccountDoor.GOT).body());
    app.door.nextAnswer = new Answered.TooBig(1_000_000);
    HttpResponse<String> big = sendAnswer(FakeAccountDoor.GOT, csrf, "sender", "Do not stop yet.");
    assertThat(big.statusCode()).isEqualTo(413);
    assertThat(big.body())
        .contains("The files are too large.", "Do not stop yet.", "<title>Problem:");
    app.door.nextAnswer = new Answered.NotHere();
    assertThat(sendAnswer(FakeAccountDoor.GOT, csrf, "sender", "x").statusCode()).isEqualTo(403);
  }

  @Test
  void anAnswerWithAnothersTokenIsNotSent() {
    app.signIn();
    assertThat(sendAnswer(FakeAccountDoor.GOT, "x".repeat(43), "all", "x").statusCode())
        .isEqualTo(403);
    assertThat(app.door.calls).doesNotContain("answer " + FakeAccountDoor.GOT);
  }

  // ── signing out ──

  @Test
  void signingOutEndsTheSessionAndNeedsTheToken() {
    app.signIn();
    String session = java.util.Objects.requireNonNull(app.jar.get(SESSION));
    String page = app.get("/inbox").body();
    assertThat(app.post("/sign-out", "csrf=x").statusCode()).isEqualTo(403);
    assertThat(app.get("/sign-out").statusCode()).as("a link cannot").isEqualTo(405);
    assertThat(app.door.isOpen(session)).isTrue();
    HttpResponse<String> out = app.press(page, "/sign-out", "");
    assertThat(out.body()).contains("You are signed out");
    assertThat(app.door.isOpen(session)).isFalse();
    assertThat(app.jar).isEmpty();
    app.jar.put(SESSION, session);
    assertThat(location(app.get("/inbox"))).isEqualTo("/sign-in");
  }

  @Test
  void pagesHoldNoInlineScriptNoInlineStyleAndNothingFromElsewhere() {
    List<String> pages = new java.util.ArrayList<>(List.of(app.get("/sign-in").body()));
    app.password();
    pages.add(app.get("/sign-in/code").body());
    app.signIn();
    pages.add(app.get("/inbox").body());
    pages.add(app.get("/inbox/sent").body());
    pages.add(app.get("/c/" + FakeAccountDoor.OWN).body());
    pages.add(app.get("/c/none").body());
    assertThat(pages)
        .allSatisfy(page ->
            // The one script is the answer's editor, a file of our own origin.
            assertThat(page.replaceAll("<script src=\"/[^/\"][^\"]*\" defer></script>", ""))
                .contains("<h1>", "lang=\"en\"")
                .doesNotContain("<script", "<style", " style=", "onclick", "src=\"http"));
  }

  @Test
  void theReadersLanguageIsTheAccountsUntilAnotherIsPressed() {
    app.signIn();
    assertThat(app.get("/inbox/sent").body()).contains("Not reached 1 of 4");
    String dutch = app.get("/inbox/sent?lang=nl").body();
    assertThat(dutch).contains("Niet bereikt 1 van 4", "en 3 anderen", "Uitloggen");
    assertThat(app.get("/c/" + FakeAccountDoor.OWN).body()).contains("Waar is het nu?");
  }
}
