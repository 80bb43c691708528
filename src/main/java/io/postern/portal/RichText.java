package io.postern.portal;

import java.util.regex.Pattern;
import org.owasp.html.AttributePolicy;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.HtmlSanitizer;
import org.owasp.html.HtmlStreamRenderer;
import org.owasp.html.PolicyFactory;

/**
 * An answer as it was written in the editor (SPEC 8.6): bold, italic, lists, quotes, links, and
 * nothing else. Whatever else came is taken out before anybody sees it, the writer's own page
 * included; it is so little that it may stand in our origin.
 *
 * @param html clean; empty when nothing was formatted or written
 * @param text the same without formatting, LF line ends
 */
record RichText(String html, String text) {

  static final RichText NONE = new RichText("", "");

  private static final AttributePolicy LINK =
      (element, attribute, value) -> MailLink.read(value).map(MailLink::href).orElse(null);

  private static final PolicyFactory ALLOWED =
      new HtmlPolicyBuilder()
          .allowElements("p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "blockquote", "a")
          // What browsers make of Enter.
          .allowElements((element, attributes) -> "p", "div")
          .allowAttributes("href")
          .matching(LINK)
          .onElements("a")
          .allowUrlProtocols("http", "https", "mailto", "tel")
          .toFactory();

  private static final Pattern FORMATTING =
      Pattern.compile("<(?:b|strong|i|em|ul|ol|blockquote|a)[\\s>]", Pattern.CASE_INSENSITIVE);

  /** Reads what an editor sent. */
  static RichText read(String raw) {
    String html = clean(raw);
    RichTextLines lines = new RichTextLines();
    HtmlSanitizer.sanitize(html, ALLOWED.apply(lines));
    String text = lines.text();
    return text.isEmpty() ? NONE : new RichText(html, text);
  }

  /** Only what is allowed; does nothing to what is clean. */
  static String clean(String raw) {
    StringBuilder out = new StringBuilder(raw.length());
    HtmlSanitizer.sanitize(raw, ALLOWED.apply(HtmlStreamRenderer.create(out, error -> {})));
    return out.toString();
  }

  /** Whether there is more to it than paragraphs. */
  static boolean isFormatted(String html) {
    return FORMATTING.matcher(html).find();
  }

  /** Paragraphs of a plain text. */
  static String paragraphs(String text) {
    StringBuilder out = new StringBuilder();
    for (String paragraph : text.strip().split("\n\\s*\n")) {
      if (!paragraph.isBlank()) {
        out.append("<p>")
            .append(Texts.escape(paragraph.strip()).replace("\n", "<br>\r\n"))
            .append("</p>\r\n");
      }
    }
    return out.toString();
  }
}
