package io.postern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.demo.Running.End;
import io.postern.demo.Running.Way;
import io.postern.directory.Totp;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A mail is opened, read and answered in a real browser that runs no JavaScript, and the sender
 * reads the answer in one.
 */
@Tag("browser")
@Timeout(240)
class BrowserTest {
  private static final String PHONE = "+31612345678";

  private static LiveGateway live;
  private static Trap trap;
  private static byte[] picture;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.isInstalled(), "chromium and chromedriver are not installed");
    live = LiveGateway.start();
    trap = new Trap();
    picture = Pictures.png(320, 200);
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

  @Test
  void aGuestReadsAndAnswersOnAPhoneAndTheSenderReadsTheAnswer() throws Exception {
    long texts = live.world().sms().texts().size();
    URI link =
        handIn(
            "sanne@lindenhof.example",
            "zivver-access-right: sanne@lindenhof.example sms " + PHONE,
            Way.CUSTOM_SMS);
    try (Browser phone = browser("sanne", Browser.Screen.PHONE)) {
      phone.go(link);
      phone.screenshot("phone-1-landing");
      assertThat(phone.text("h1")).contains("Mila Bakker");
      assertThat(live.world().sms().texts()).as("looking sends nothing").hasSize((int) texts);

      phone.click("form .btn.main");
      if (phone.all("input[name=code]").isEmpty()) {
        phone.click("form .btn.main");
      }
      phone.find("input[name=code]");
      phone.screenshot("phone-2-code");
      phone.type("input[name=code]", "000 000");
      phone.click("form .btn.main");
      phone.screenshot("phone-3-wrong-code");
      assertThat(phone.all("input[name=code][aria-invalid=true]")).hasSize(1);

      String code = live.textedCode(PHONE, texts);
      phone.script("document.querySelector('input[name=code]').value = ''");
      phone.type("input[name=code]", code.substring(0, 3) + " " + code.substring(3));
      phone.click("form .btn.main");
      reads(phone, "phone-4-read");
      answers(phone, "phone-5-sent");
    }
    assertThat(trap.asked()).isEmpty();
    readByTheSender();
  }

  @Test
  void aGuestReadsWithAnAccessCodeAtADeskInTheDark() throws Exception {
    URI link =
        handIn(
            "piet@home.example",
            "zivver-access-right: piet@home.example access-code ooievaar-1948",
            Way.CUSTOM_ACCESS_CODE);
    try (Browser desk = browser("piet", Browser.Screen.DESK)) {
      desk.prefer("dark");
      desk.go(link);
      desk.screenshot("desk-dark-1-landing");
      desk.click("form .btn.main");
      desk.find("input[name=code]");
      desk.screenshot("desk-dark-2-access-code");
      desk.type("input[name=code]", "ooievaar-1948");
      desk.click("form .btn.main");
      reads(desk, "desk-dark-3-read");
    }
  }

  @Test
  void aGuestReadsWithACodeFromASecondMail() throws Exception {
    long before = live.now();
    URI link = handIn("annie@home.example", "X-Nothing: here", Way.EMAIL);
    long notified = live.mail("annie@home.example", before).number();
    try (Browser phone = browser("annie", Browser.Screen.PHONE)) {
      phone.go(link);
      phone.click("form .btn.main");
      if (phone.all("input[name=code]").isEmpty()) {
        phone.click("form .btn.main");
      }
      phone.type("input[name=code]", live.mailedCode("annie@home.example", notified));
      phone.screenshot("phone-email-code");
      phone.click("form .btn.main");
      reads(phone, "phone-email-read");
    }
  }

  @Test
  void theNotificationLooksWellInAMailProgram() throws Exception {
    long before = live.now();
    handIn("cor@home.example", "X-Nothing: here", Way.EMAIL);
    Path page = live.folder().resolve("notification.html");
    Files.writeString(
        page, live.mail("cor@home.example", before).firstText("text/html").orElseThrow());
    for (Browser.Screen screen : Browser.Screen.values()) {
      try (Browser browser = browser("mail-" + screen, screen)) {
        browser.go(page.toUri());
        browser.screenshot("notification-" + screen.name().toLowerCase(Locale.ROOT));
        assertThat(browser.text("body")).contains("Mila Bakker").doesNotContain("foto.png");
        assertThat(browser.requests()).as("remote content").isEmpty();
      }
    }
  }

  private static Browser browser(String name, Browser.Screen screen) throws Exception {
    return Browser.open(
        Files.createDirectories(live.folder().resolve("browser-" + name)),
        screen,
        false,
        trap.port());
  }

  /** The message, its picture in the sandboxed frame, and its attachment byte for byte. */
  private static void reads(Browser browser, String name) throws Exception {
    assertThat(browser.text("h1")).isEqualTo("Uitslag van het onderzoek – Grüße");
    browser.script("document.querySelector('iframe').scrollIntoView()");
    browser.enterFrame("iframe");
    assertThat(browser.text("body")).contains("De uitslag is goed");
    assertThat(browser.property(browser.find("img"), "naturalWidth")).isEqualTo("320");
    browser.leaveFrame();
    browser.script("scrollTo(0, 0)");
    browser.screenshot(name);
    browser.click("a.btn[download]");
    assertThat(browser.download("Bijlage één.pdf")).hasBinaryContent(attachment());
  }

  private static void answers(Browser browser, String name) throws Exception {
    Path file =
        Files.writeString(live.folder().resolve("vraag bij foto.txt"), "Mag ik weer sporten?\n");
    browser.type("textarea[name=text]", "Dank u wel! Zie de bijlage – Sanne");
    browser.type("input[type=file]", file.toString());
    browser.click("form.reply .btn.main");
    assertThat(browser.text("h1")).isEqualTo("Your answer has been sent");
    browser.screenshot(name);
    browser.click("a.btn.main");
    assertThat(browser.text("#main")).contains("Dank u wel! Zie de bijlage – Sanne");
  }

  private static void readByTheSender() throws Exception {
    URI link =
        live.mail(LiveGateway.SENDER, 0).links().stream()
            .filter(l -> l.startsWith(live.gateway().portal() + "/c/"))
            .findFirst()
            .map(URI::create)
            .orElseThrow();
    var sender =
        live.world().tenant().people().stream()
            .filter(member -> member.address().toString().equals(LiveGateway.SENDER))
            .findFirst()
            .orElseThrow();
    try (Browser desk = browser("mila", Browser.Screen.DESK)) {
      desk.go(link);
      desk.find("input[name=username]");
      desk.screenshot("desk-1-sign-in");
      desk.type("input[name=username]", LiveGateway.SENDER);
      desk.type("input[name=password]", sender.password());
      desk.click("form .btn.main");
      desk.find("input[name=code]");
      desk.screenshot("desk-2-second-factor");
      desk.type(
          "input[name=code]",
          Totp.codeAt(Totp.seedOf(sender.totpSecret().orElseThrow()), Instant.now()));
      desk.click("form .btn.main");
      desk.find("iframe");
      desk.screenshot("desk-3-conversation");
      desk.enterFrame("article iframe");
      assertThat(desk.text("body")).contains("Dank u wel! Zie de bijlage – Sanne");
      desk.leaveFrame();
      desk.click("article a.btn[download]");
      assertThat(desk.download("vraag bij foto.txt")).hasContent("Mag ik weer sporten?");
      desk.go(live.gateway().portal().resolve("/inbox"));
      desk.screenshot("desk-4-inbox");
      desk.go(live.gateway().portal().resolve("/inbox/sent"));
      desk.screenshot("desk-5-sent");
    }
  }

  private static URI handIn(String to, String control, Way way) throws Exception {
    long before = live.now();
    String message =
        """
        From: Mila Bakker <%s>
        To: %s
        Subject: =?utf-8?q?Uitslag_van_het_onderzoek_=E2=80=93_Gr=C3=BC=C3=9Fe?=
        Message-ID: <%s@stanna.example>
        %s
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=outer

        --outer
        Content-Type: multipart/related; boundary=inner

        --inner
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: 8bit

        <p>Beste cliënt,</p>
        <p>De uitslag is <b>goed</b>. Hieronder de foto van vorige week; in de bijlage staat de brief
        aan uw huisarts.</p>
        <p><img src="cid:foto@stanna" alt="De foto" width="320" height="200"></p>
        <ul><li>Blijf bewegen.</li><li>Bel bij twijfel: 020 555 01 00.</li></ul>
        <p>Met vriendelijke groet,<br>Mila Bakker</p>

        --inner
        Content-Type: image/png; name=foto.png
        Content-Disposition: inline; filename=foto.png
        Content-ID: <foto@stanna>
        Content-Transfer-Encoding: base64

        %s
        --inner--
        --outer
        Content-Type: application/pdf
        Content-Disposition: attachment; filename*=utf-8''Bijlage%%20%%C3%%A9%%C3%%A9n.pdf
        Content-Transfer-Encoding: base64

        %s
        --outer--
        """
            .formatted(
                LiveGateway.SENDER,
                to,
                to.replace('@', '.'),
                control,
                Base64.getMimeEncoder().encodeToString(picture),
                Base64.getMimeEncoder().encodeToString(attachment()));
    live.went(live.submit(to, message), to, End.NOTIFIED, way);
    return live.link(to, before);
  }

  private static byte[] attachment() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("%PDF-1.4\n".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 70_000; i++) {
      bytes.write(i * 31);
    }
    return bytes.toByteArray();
  }
}
