package io.postern.portal;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.owasp.html.AttributePolicy;
import org.owasp.html.CssSchema;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.HtmlSanitizer;
import org.owasp.html.HtmlStreamRenderer;
import org.owasp.html.PolicyFactory;

/**
 * Makes the HTML of a mail harmless (SPEC 8.5). Two walls, each enough alone: only listed elements,
 * attributes and style properties come through, and the answer is sent with {@link #POLICY}, under
 * which nothing runs and nothing is fetched from elsewhere.
 *
 * <p>What stays is what makes ordinary mail look right: text, tables, colours, sizes. Pictures are
 * those the mail brought along; any other is replaced by its text, so that opening a message tells
 * nobody. Links are absolute, open outside, and show where they lead. Runs in one pass, without a
 * tree in memory.
 */
public final class MailHtml {

  /** The answer that {@link #clean} makes must be sent with this Content-Security-Policy. */
  public static final String POLICY =
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self';"
          + " style-src 'unsafe-inline'";

  private static final Pattern COLOR =
      Pattern.compile("#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,25}|rgba?\\([0-9., %]{1,40}\\)");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,5}(\\.[0-9]{1,3})?(%|px)?");
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,5}");
  private static final Pattern WORD = Pattern.compile("[a-zA-Z-]{1,20}");
  private static final Pattern FACE = Pattern.compile("[\\w\\s,'\"-]{1,200}");
  private static final Pattern CID = Pattern.compile("(?i)\\s*cid:\\S{1,500}\\s*");

  /** Properties beyond the library's own that lay out mail and can fetch or cover nothing. */
  private static final Set<String> MORE_STYLE =
      Set.of("border-collapse", "border-spacing", "table-layout", "word-break", "overflow-wrap");

  private static final AttributePolicy LINK =
      (element, attribute, value) -> MailLink.read(value).map(MailLink::href).orElse(null);

  private static final PolicyFactory ALLOWED =
      new HtmlPolicyBuilder()
          .allowElements(
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
              "wbr")
          .allowAttributes("href")
          .matching(LINK)
          .onElements("a")
          .allowAttributes("src")
          .matching(CID)
          .onElements("img")
          .allowAttributes("alt")
          .onElements("img")
          .allowAttributes("title", "lang")
          .globally()
          .allowAttributes("dir", "align", "valign")
          .matching(WORD)
          .globally()
          .allowAttributes(
              "width", "height", "border", "cellpadding", "cellspacing", "hspace", "vspace")
          .matching(LENGTH)
          .onElements("table", "td", "th", "tr", "col", "colgroup", "img", "hr", "div")
          .allowAttributes("colspan", "rowspan", "span", "start", "value", "size")
          .matching(NUMBER)
          .onElements("td", "th", "col", "colgroup", "ol", "li", "font", "hr")
          .allowAttributes("bgcolor", "color")
          .matching(COLOR)
          .onElements("table", "tbody", "thead", "tfoot", "tr", "td", "th", "font", "hr")
          .allowAttributes("face")
          .matching(FACE)
          .onElements("font")
          .allowAttributes("type")
          .matching(WORD)
          .onElements("ol", "ul", "li")
          .allowAttributes("nowrap", "noshade", "reversed")
          .matching(WORD)
          .onElements("td", "th", "hr", "ol")
          .allowUrlProtocols("http", "https", "mailto", "tel", "cid")
          // No url(...) passes: the schema takes one only where a policy for it is given.
          .allowStyling(CssSchema.union(CssSchema.DEFAULT, CssSchema.withProperties(MORE_STYLE)))
          .toFactory();

  private static final String HEAD =
      """
      <!doctype html>
      <html><head><meta charset="utf-8"><title>Message</title>\
      <meta name="viewport" content="width=device-width, initial-scale=1">\
      <meta name="referrer" content="no-referrer"><style>\
      :root{color-scheme:light;background:#fff;color:#1b1b1b}\
      body{margin:12px;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\
      img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}\
      blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #bbb}\
      </style></head><body dir="auto">\
      """;

  private MailHtml() {}

  /**
   * A whole HTML document without script, forms, or anything fetched from elsewhere. Never throws.
   * What is over {@link MailHtmlBound} is not shown.
   *
   * @param html as the sender wrote it
   * @param cidToUrl content id (without {@code cid:}) to a URL on our own host, empty when unknown
   */
  public static String clean(String html, Function<String, Optional<String>> cidToUrl) {
    StringBuilder out = new StringBuilder(HEAD.length() + Math.min(html.length(), 1 << 20));
    out.append(HEAD);
    HtmlStreamRenderer renderer = HtmlStreamRenderer.create(out, error -> {});
    MailHtmlSink sink = new MailHtmlSink(renderer, cidToUrl);
    HtmlSanitizer.sanitize(html.substring(0, MailHtmlBound.of(html)), ALLOWED.apply(sink));
    return out.append("</body></html>\n").toString();
  }
}
