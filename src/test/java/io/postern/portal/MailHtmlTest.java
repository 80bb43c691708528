package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailHtmlTest {

  private static final Path HOSTILE = Path.of("../shared/data/html");
  private static final String OURS = "/c/secret/";
  private static final Set<String> HARMLESS =
      Set.of(
          "a",
          "abbr",
          "address",
          "article",
          "aside",
          "b",
          "bdo",
          "big",
          "blockquote",
          "br",
          "caption",
          "center",
          "cite",
          "code",
          "col",
          "colgroup",
          "dd",
          "del",
          "dfn",
          "div",
          "dl",
          "dt",
          "em",
          "figcaption",
          "figure",
          "font",
          "footer",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "header",
          "hr",
          "i",
          "img",
          "ins",
          "kbd",
          "li",
          "main",
          "mark",
          "ol",
          "p",
          "pre",
          "q",
          "s",
          "samp",
          "section",
          "small",
          "span",
          "strike",
          "strong",
          "sub",
          "sup",
          "table",
          "tbody",
          "td",
          "tfoot",
          "th",
          "thead",
          "time",
          "tr",
          "tt",
          "u",
          "ul",
          "var",
          "wbr");
  private static final Set<String> LOADING =
      Set.of(
          "src",
          "srcset",
          "background",
          "poster",
          "data",
          "action",
          "formaction",
          "xlink:href",
          "ping",
          "cite",
          "longdesc",
          "usemap",
          "profile",
          "classid",
          "codebase",
          "archive",
          "manifest",
          "icon",
          "lowsrc",
          "dynsrc",
          "srcdoc",
          "http-equiv",
          "id",
          "name",
          "class");

  private static String clean(String html) {
    return MailHtml.clean(
        html, id -> id.startsWith("known") ? Optional.of(OURS + id) : Optional.empty());
  }

  private static String body(String html) {
    String document = clean(html);
    assertHarmless(document);
    return document.replaceAll("(?s)^.*<body dir=\"auto\">|</body></html>\n$", "");
  }

  /** What a browser would run, fetch or leave the frame with. */
  private static void assertHarmless(String html) {
    Document document = Jsoup.parse(html);
    assertThat(document.head().children())
        .extracting(Element::normalName)
        .containsExactly("meta", "title", "meta", "meta", "style");
    for (Element element : document.body().select("*")) {
      if (element == document.body()) {
        assertThat(element.attributes().size()).isEqualTo(1);
        continue;
      }
      assertThat(HARMLESS).as(html).contains(element.normalName());
      for (Attribute attribute : element.attributes()) {
        String name = attribute.getKey().toLowerCase(Locale.ROOT);
        String value = attribute.getValue().toLowerCase(Locale.ROOT).strip();
        assertThat(name).as(html).doesNotStartWith("on");
        if (name.equals("href")) {
          assertThat(element.normalName()).isEqualTo("a");
          assertThat(value).as(html).matches("(?s)(https?://|mailto:|tel:).*");
          assertThat(element.attr("target")).isEqualTo("_blank");
          assertThat(element.attr("rel")).isEqualTo("noopener noreferrer nofollow");
        } else if (name.equals("src")) {
          assertThat(value).as(html).startsWith(OURS);
        } else {
          assertThat(LOADING).as(html).doesNotContain(name);
        }
        if (name.equals("style")) {
          assertThat(value)
              .as(html)
              .doesNotContain(
                  "url",
                  "expression",
                  "javascript",
                  "@",
                  "binding",
                  "behavior",
                  "\\",
                  "position",
                  "attr(");
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> nothingOfTheHostileItemsSurvives() throws IOException {
    assumeTrue(Files.isDirectory(HOSTILE), "skipped: no hostile HTML in " + HOSTILE);
    List<String> payloads = new ArrayList<>();
    collect(
        "h5sc-items.js", Pattern.compile("'data'\\s*:\\s*'((?:[^'\\\\]++|\\\\.)*+)'"), payloads);
    int first = payloads.size();
    collect(
        "dompurify-expect.mjs",
        Pattern.compile("\"payload\"\\s*:\\s*\"((?:[^\"\\\\]++|\\\\.)*+)\""),
        payloads);
    assertThat(first).isGreaterThan(100);
    assertThat(payloads.size() - first).isGreaterThan(100);
    return payloads.stream()
        .map(payload ->
            DynamicTest.dynamicTest(
                "item " + payload.strip().lines().findFirst().orElse(""),
                () -> {
                  assertHarmless(clean(payload));
                  assertHarmless(clean("<table><tr><td><style>" + payload));
                  assertHarmless(clean("<svg><title>" + payload + "</title></svg>"));
                }));
  }

  private static void collect(String file, Pattern pattern, List<String> payloads)
      throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(HOSTILE.resolve(file)));
    while (matcher.find()) {
      String payload = unescape(matcher.group(1));
      payloads.add(
          payload
              .replaceAll("%js_uri[a-z_]*%", "javascript:alert(1)")
              .replaceAll(
                  "%html_[a-z_]*%|%svg_[a-z_]*%|%[a-z]+_uri[a-z_]*%", "https://evil.example/x")
              .replaceAll("%[a-z]+_[a-z_]+%", "alert(1)"));
    }
  }

  private static String unescape(String literal) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = literal.charAt(++i);
      switch (escape) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'v' -> out.append('\u000b');
        case '0' -> out.append('\0');
        case 'u' -> {
          out.append((char) Integer.parseInt(literal.substring(i + 1, i + 5), 16));
          i += 4;
        }
        case 'x' -> {
          out.append((char) Integer.parseInt(literal.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> out.append(escape);
      }
    }
    return out.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          <p>plain <b>bold</b> &amp; <i>more</i></p> | <p>plain <b>bold</b> &amp; <i>more</i></p>
          <script>alert(1)</script>text | text
          <style>p{color:red}</style>text | text
          <form action=x><input name=y>text</form> | text
          <p onclick=alert(1) id=a class=b>x</p> | <p>x</p>
          <img src=https://evil.example/1.gif alt="our logo">x | our logox
          <img src=https://evil.example/1.gif width=1 height=1>x | x
          <img src=data:image/png;base64,AAAA alt=d> | d
          <img src="cid:unknown@x" alt="a picture"> | a picture
          <font color=red size=4>x</font> | <font color="red" size="4">x</font>
          <a href="javascript:alert(1)">x</a> | x
          <a href="/relative">x</a> | x
          <a href="//evil.example/">x</a> | x
          """)
  void keepsWhatIsHarmless(String html, String wanted) {
    assertThat(body(html)).isEqualTo(wanted);
  }

  @Test
  void ordinaryMailKeepsItsLooks() {
    String mail =
        """
        <table width="100%" cellpadding="0" cellspacing="0" bgcolor="#f4f4f4"><tr><td align="center" \
        valign="top" colspan="2" style="padding:20px;background-color:#ffffff;color:#333333;\
        font-family:Arial,sans-serif;font-size:14px;border:1px solid #cccccc;text-align:center;\
        line-height:20px;width:600px;border-collapse:collapse">Hi</td></tr></table>\
        """;
    Document document = Jsoup.parse(clean(mail));
    Element table = document.expectFirst("table");
    assertThat(table.attr("bgcolor")).isEqualTo("#f4f4f4");
    assertThat(table.attr("width")).isEqualTo("100%");
    assertThat(table.attr("cellpadding")).isEqualTo("0");
    Element cell = document.expectFirst("td");
    assertThat(cell.attr("align") + cell.attr("valign") + cell.attr("colspan"))
        .isEqualTo("centertop2");
    assertThat(cell.attr("style"))
        .contains(
            "padding:20px",
            "background-color:#ffffff",
            "color:#333333",
            "font-size:14px",
            "border:1px solid #cccccc",
            "text-align:center",
            "line-height:20px",
            "width:600px",
            "border-collapse:collapse")
        .containsIgnoringCase("arial");
  }

  @Test
  void picturesTheMailBroughtAreShownByOurUrl() {
    Element picture =
        Jsoup.parse(clean("<img src=\"CID:known@x\" width=10 onerror=alert(1)>"))
            .expectFirst("img");
    assertThat(picture.attr("src")).isEqualTo(OURS + "known@x");
    assertThat(picture.attr("width")).isEqualTo("10");
    assertThat(picture.hasAttr("alt")).isTrue();
  }

  @Test
  void aUrlFromOurSideCannotBreakOut() {
    String html = MailHtml.clean("<img src=cid:a>", id -> Optional.of("/c/\"><script>"));
    assertThat(html).doesNotContain("<script>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "background:url(https://evil.example/x)",
        "background-image:u\\72l(https://evil.example/x)",
        "list-style:url('https://evil.example')",
        "width:expression(alert(1))",
        "behavior:url(#x)",
        "position:fixed;top:0",
        "content:url(x)",
        "font:12px/1 url(x)",
        "color:red;/*",
        "cursor:url(https://evil.example/c.cur),auto",
        "background:image-set('https://evil.example' 1x)"
      })
  void stylesFetchNothing(String style) {
    assertThat(body("<p style=\"" + style + "\">x</p>")).doesNotContain("evil", "url");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          # href | text | destination shown
          https://bank.example/login | https://bank.example/login | no
          https://bank.example/a/index.html | bank.example/a/index.html | no
          https://www.bank.example/ | Bank.example | no
          https://evil.example/ | Click here | evil.example
          https://evil.example/ | https://bank.example/ | evil.example
          https://evil.example/ | www.bank.example evil.example | evil.example
          https://bank.example.evil.example/ | bank.example | bank.example.evil.example
          https://bank.example@evil.example/ | bank.example | evil.example
          https://bank.example:443@evil.example:8443/x | x | evil.example
          https://bаnk.example/ | bаnk.example | xn--bnk-6cd.example
          https://192.0.2.1/ | here | 192.0.2.1
          https://[2001:db8::1]:8443/ | here | [2001:db8::1]
          mailto:a@b.example | a@b.example | no
          mailto:a%40b.example?subject=x | write me | a@b.example
          tel:+31201234567 | call | +31201234567
          """)
  void showsWhereALinkLeads(String href, String text, String shown) {
    Document document = Jsoup.parse(clean("<a href=\"" + href + "\">" + text + "</a>"));
    assertThat(document.select("a[href]")).hasSize(1);
    assertThat(document.select("small").text())
        .isEqualTo(shown.equals("no") ? "" : "[" + shown + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\u0001javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "http:evil",
        "https:///evil.example",
        "https:\\\\evil.example",
        "https://a%2eb/",
        "https://",
        "https://a b.example/",
        "#x",
        "?x",
        "ftp://x",
        "https://bank.example\\.evil.example/",
        "blob:https://x/1",
        "tel:javascript"
      })
  void linksToElsewhereAreOnlyText(String href) {
    assertThat(Jsoup.parse(clean("<a href=\"" + href + "\">x</a>")).select("a[href]"))
        .allMatch(a -> a.attr("href").matches("https://bank\\.example.*"));
  }

  @Test
  void theTextOfAPictureLinkCounts() {
    assertThat(clean("<a href='https://evil.example/'><img alt='bank.example' src=x></a>"))
        .contains("bank.example</a>", "[evil.example]");
  }

  @Test
  void hostileSizesTakeNoLongTime() {
    List<String> units =
        List.of(
            "<div>",
            "<b><i>",
            "<table>",
            "<a href=x>",
            "<",
            "<!--",
            "&",
            "&#x",
            "<p style='color:red;x:",
            "<img src=cid:known alt='",
            "<p a='>' ",
            "</p>",
            "<a href=https://x.example/>a.b",
            "<li><table><td>",
            "<font color=\"",
            "a=b ",
            "a ");
    for (String unit : units) {
      String html = "<p " + unit.repeat((5 << 20) / unit.length());
      Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> clean(html), unit);
    }
  }

  @Test
  void largeButOrdinaryMailIsShownWhole() {
    String row =
        "<tr><td style=\"color:red;padding:1px\" align='left' width=10>text &amp; more</td></tr>";
    String html =
        "<table>"
            + row.repeat(20_000)
            + "</table>the end<img alt=p src='data:image/png;base64,"
            + "A".repeat(2 << 20)
            + "'>!";
    assertThat(clean(html)).contains("the endp!");
    assertThat(clean("x".repeat(6 << 20))).hasSizeBetween(5 << 20, (5 << 20) + 2000);
  }
}
