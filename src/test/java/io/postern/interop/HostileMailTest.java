package io.postern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.demo.Running.End;
import io.postern.demo.Running.Way;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * HTML that attacks browsers, mailed and opened in a browser that runs scripts: nothing runs, and
 * nothing is fetched from anywhere but the portal. The payloads are others' collections; every
 * {@code alert(…)} in them is made to leave its mark in the title instead, since a sandbox would
 * swallow dialogs.
 */
@Tag("browser")
@Timeout(240)
class HostileMailTest {
  private static final Path DATA = Path.of("../shared/data/html");
  private static final Pattern DOMPURIFY =
      Pattern.compile("\"payload\":\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern H5SC = Pattern.compile("'data'\\s*:\\s*'((?:[^'\\\\]|\\\\.)*)'");
  private static final Pattern ALERT = Pattern.compile("\\balert\\((?:[^()<>]|\\([^()]*\\))*\\)");
  private static final String MARK = "4711";
  private static final int MAILS = 4;

  /** Closes what a payload left open, so that it cannot hide the next one. */
  private static final String END_OF_ANYTHING =
      "-->]]></textarea></title></style></script></noscript></noembed></xmp></svg></math>"
          + "</table></select></template></form>\n";

  private static final String GUEST = "piet@home.example";

  @Test
  void nothingRunsAndNothingIsFetchedFromElsewhere() throws Exception {
    assumeTrue(Browser.isInstalled(), "chromium and chromedriver are not installed");
    assumeTrue(Files.isDirectory(DATA), "the collections are not beside this clone");
    List<String> payloads = new ArrayList<>(payloads("h5sc-items.js", H5SC));
    payloads.addAll(payloads("dompurify-expect.mjs", DOMPURIFY));
    assertThat(payloads).hasSizeGreaterThan(150);
    // Nothing closes it: what comes after it is text.
    payloads.sort(Comparator.comparing(payload -> payload.contains("<plaintext")));

    try (LiveGateway live = LiveGateway.start();
        Trap trap = new Trap();
        Browser browser = Browser.open(live.folder(), Browser.Screen.DESK, true, trap.port())) {
      int each = (payloads.size() + MAILS - 1) / MAILS;
      for (int mail = 0; mail < MAILS; mail++) {
        List<String> these =
            payloads.subList(mail * each, Math.min(payloads.size(), (mail + 1) * each));
        opens(live, browser, these, mail);
        assertThat(trap.asked()).as("fetched by mail %d", mail).isEmpty();
      }
      theSamePayloadsWouldAttackABrowser(live, browser, trap);
    }
  }

  private static void opens(LiveGateway live, Browser browser, List<String> payloads, int mail)
      throws Exception {
    long before = live.now();
    String id = live.submit(GUEST, message(payloads));
    live.went(id, GUEST, End.NOTIFIED, Way.CUSTOM_ACCESS_CODE);
    browser.go(live.link(GUEST, before));
    browser.click("form .btn.main");
    browser.type("input[name=code]", "ooievaar-1948");
    browser.click("form .btn.main");
    browser.find("iframe");
    String title = browser.title();

    browser.script("document.querySelector('iframe').scrollIntoView()");
    browser.enterFrame("iframe");
    assertThat(browser.text("body")).as("mail %d is shown", mail).contains("Beginning of the mail");
    assertThat(browser.script("return document.title").asString()).doesNotContain(MARK);
    assertThat(browser.all("script, object, embed, iframe, form, base, meta[http-equiv=refresh]"))
        .isEmpty();
    browser.leaveFrame();
    assertThat(browser.title()).isEqualTo(title).doesNotContain(MARK);
    assertThat(browser.hasDialog()).isFalse();
    browser.screenshot("hostile-" + mail);

    // On its own, outside of the page's frame, it has only its own response's policy.
    String frame = browser.property(browser.find("iframe"), "src");
    browser.go(URI.create(frame));
    assertThat(browser.title()).doesNotContain(MARK);
    assertThat(browser.hasDialog()).isFalse();
    assertThat(browser.here()).hasToString(frame);
    assertThat(browser.requests())
        .isNotEmpty()
        .allSatisfy(
            asked -> assertThat(asked).hasAuthority(live.gateway().portal().getAuthority()));
  }

  /** Otherwise the test above would show nothing. */
  private static void theSamePayloadsWouldAttackABrowser(
      LiveGateway live, Browser browser, Trap trap) throws IOException {
    Path bare = live.folder().resolve("bare.html");
    Files.writeString(
        bare,
        "<!doctype html><title>bare</title><body>"
            + "<img src=x onerror=\"document.title="
            + MARK
            + "\">"
            + "<img src=http://tracker.example/pixel.gif>");
    browser.go(bare.toUri());
    assertThat(browser.title()).isEqualTo(MARK);
    assertThat(trap.asked()).contains("tracker.example/pixel.gif");
  }

  private static String message(List<String> payloads) {
    StringBuilder html = new StringBuilder("<html><body><p>Beginning of the mail</p>");
    payloads.forEach(
        payload -> html.append("<div>").append(payload).append("</div>").append(END_OF_ANYTHING));
    return """
    From: Mila Bakker <%s>
    To: %s
    Subject: Hostile
    zivver-access-right: %s access-code ooievaar-1948
    MIME-Version: 1.0
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: base64

    %s
    """
        .formatted(
            LiveGateway.SENDER,
            GUEST,
            GUEST,
            Base64.getMimeEncoder()
                .encodeToString(html.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> payloads(String file, Pattern literal) throws IOException {
    List<String> payloads = new ArrayList<>();
    literal
        .matcher(Files.readString(DATA.resolve(file)))
        .results()
        .map(HostileMailTest::unescaped)
        .forEach(payloads::add);
    return payloads;
  }

  private static String unescaped(MatchResult literal) {
    String html =
        literal
            .group(1)
            .replace("\\n", "\n")
            .replace("\\r", "\r")
            .replace("\\t", "\t")
            .replaceAll("\\\\(['\"/\\\\])", "$1")
            .replace("%js_uri_alert%", "javascript:alert(1)")
            .replace("%js_alert%", "alert(1)")
            .replaceAll("%\\w+%", "http://evil.example/x");
    return ALERT.matcher(html).replaceAll("document.title=" + MARK);
  }
}
