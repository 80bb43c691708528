package io.postern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.demo.Running.End;
import io.postern.demo.Running.Way;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SPEC 8.6 in a real browser that runs scripts: the editor, the draft, files over a bad line. */
@Tag("browser")
@Timeout(240)
class EditorTest {
  private static LiveGateway live;
  private static Trap trap;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.isInstalled(), "chromium and chromedriver are not installed");
    live = LiveGateway.start();
    trap = new Trap();
  }

  @AfterAll
  static void stop() {
    if (live != null) {
      live.close();
    }
    if (trap != null) {
      trap.close();
    }
  }

  private static Browser browser(String name, Browser.Screen screen) throws Exception {
    return Browser.open(
        Files.createDirectories(live.folder().resolve("editor-" + name)),
        screen,
        true,
        trap.port());
  }

  /** A message that opens with an access code: the same way in as often as one likes. */
  private static URI handIn(String guest, String code) throws Exception {
    long before = live.now();
    String message =
        """
        From: Mila Bakker <%s>
        To: %s
        Subject: Hoe gaat het met de knie?
        Message-ID: <editor.%s@stanna.example>
        zivver-access-right: %s access-code %s
        Content-Type: text/plain; charset=utf-8

        Laat u het weten?
        """
            .formatted(LiveGateway.SENDER, guest, guest.replace('@', '.'), guest, code);
    live.went(live.submit(guest, message), guest, End.NOTIFIED, Way.CUSTOM_ACCESS_CODE);
    return live.link(guest, before);
  }

  private static void enter(Browser browser, URI link, String code) {
    browser.go(link);
    browser.click("form .btn.main");
    browser.type("input[name=code]", code);
    browser.click("form .btn.main");
    browser.find("#editor[contenteditable=true]");
  }

  @Test
  void aFormattedDraftSurvivesTheBrowserAndGoesOut() throws Exception {
    URI link = handIn("joris@home.example", "reiger-1948");
    try (Browser phone = browser("joris-1", Browser.Screen.PHONE)) {
      enter(phone, link, "reiger-1948");
      assertThat(phone.property(phone.find("#text"), "disabled")).isEqualTo("true");
      phone.type("#editor", "Beste dokter, het gaat ");
      phone.click("button[data-edit=bold]");
      phone.type("#editor", "veel beter");
      assertThat(phone.all("button[data-edit=bold][aria-pressed=true]")).hasSize(1);
      phone.screenshot("editor-phone-writing");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> phone.text(".kept").startsWith("Draft kept at"));
    }
    try (Browser desk = browser("joris-2", Browser.Screen.DESK)) {
      enter(desk, link, "reiger-1948");
      assertThat(desk.text("#editor")).isEqualTo("Beste dokter, het gaat veel beter");
      assertThat(desk.text("#editor b, #editor strong")).isEqualTo("veel beter");
      desk.click("#editor");
      desk.script(
          """
          const range = document.createRange();
          range.selectNodeContents(document.querySelector('#editor b, #editor strong'));
          range.collapse(false);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          """);
      desk.click("button[data-edit=insertUnorderedList]");
      desk.click("button[data-edit=link]");
      desk.type("#linkto", "knie.example");
      desk.click("#linkadd");
      desk.screenshot("editor-desk-restored");
      desk.click("form.reply .btn.main");
      assertThat(desk.text("h1")).isEqualTo("Your answer has been sent");
      desk.click("a.btn.main");
      desk.enterFrame("article:last-of-type iframe");
      assertThat(desk.text("body")).contains("veel beter").contains("knie.example");
      assertThat(desk.all("b, strong")).isNotEmpty();
      desk.leaveFrame();
      assertThat(desk.text("#editor")).as("the draft went with the answer").isEmpty();
    }
    assertThat(trap.asked()).isEmpty();
  }

  @Test
  void aFileGoesOnAfterTheLineBrokeAndAfterThePageWasLeft() throws Exception {
    URI link = handIn("bram@home.example", "kievit-1951");
    byte[] octets = new byte[24_000_000];
    new Random(7).nextBytes(octets);
    Path file = Files.write(live.folder().resolve("film van de knie.mp4"), octets);
    try (Browser desk = browser("bram", Browser.Screen.DESK)) {
      enter(desk, link, "kievit-1951");
      // A slow line, so that there is a middle to break in.
      desk.line(false, 4_000_000);
      desk.type("#files", file.toString());
      await().atMost(Duration.ofSeconds(30)).until(() -> percent(desk) >= 20);
      desk.screenshot("editor-desk-uploading");
      desk.line(true, 4_000_000);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> desk.text(".says").contains("The line is broken"));
      int before = percent(desk);
      desk.line(false, 4_000_000);
      await().atMost(Duration.ofSeconds(60)).until(() -> percent(desk) > Math.max(before, 50));
      // The page is left in the middle, and the same file chosen again.
      desk.go(link.resolve("/read"));
      assertThat(desk.text("#enclosed")).contains("stopped at");
      desk.screenshot("editor-desk-half-way");
      desk.line(false, -1);
      desk.type("#files", file.toString());
      await().atMost(Duration.ofSeconds(60)).until(() -> desk.text("#enclosed").contains("added"));
      assertThat(desk.all("#enclosed li")).hasSize(1);
      desk.type("#editor", "Hier is de film.");
      desk.click("form.reply .btn.main");
      assertThat(desk.text("h1")).isEqualTo("Your answer has been sent");
      desk.click("a.btn.main");
      desk.click("article:last-of-type a.btn[download]");
      assertThat(desk.download("film van de knie.mp4")).hasBinaryContent(octets);
    }
  }

  private static int percent(Browser browser) {
    String value =
        browser
            .script(
                """
                const bar = document.querySelector('#enclosed progress');
                return String(bar ? bar.value : -1);
                """)
            .asString();
    return Integer.parseInt(value);
  }

  @Test
  void aFileThatIsDroppedComesAndCanBeTakenAway() throws Exception {
    URI link = handIn("fenna@home.example", "wulp-1953");
    try (Browser phone = browser("fenna", Browser.Screen.PHONE)) {
      enter(phone, link, "wulp-1953");
      phone.script(
          """
          const data = new DataTransfer();
          data.items.add(new File(['abc'], 'briefje.txt', { type: 'text/plain' }));
          const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
          document.getElementById('answer').dispatchEvent(drop);
          """);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> phone.text(".says").equals("briefje.txt has been added."));
      phone.screenshot("editor-phone-file");
      phone.click("#enclosed .remove");
      assertThat(phone.text(".says")).isEqualTo("briefje.txt has been removed.");
      phone.go(link.resolve("/read"));
      phone.find("#editor[contenteditable=true]");
      assertThat(phone.all("#enclosed li")).isEmpty();
    }
  }
}
