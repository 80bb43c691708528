package io.postern.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/** HTML as text that reads well: paragraphs, lists, link targets, picture texts. */
final class HtmlText {

  private static final Set<String> PARAGRAPHS =
      Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table", "pre");
  private static final Set<String> LINES = Set.of("div", "tr", "li", "dt", "dd", "section", "hr");
  private static final Set<String> UNSEEN =
      Set.of("script", "style", "head", "title", "template", "noscript", "object", "svg", "math");

  private HtmlText() {}

  static String of(String html) {
    Document document = Jsoup.parse(html);
    Out out = new Out();
    document.filter(out);
    return out.text.toString().strip();
  }

  private static final class Out implements NodeFilter {
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> links = new ArrayList<>(); // where the open ones started
    private int preformatted;

    @Override
    public FilterResult head(Node node, int depth) {
      if (node instanceof TextNode words) {
        append(words.getWholeText());
      } else if (node instanceof Element element) {
        String name = element.normalName();
        if (UNSEEN.contains(name)) {
          return FilterResult.SKIP_ENTIRELY;
        }
        preformatted += name.equals("pre") ? 1 : 0;
        lineBreaks(name);
        switch (name) {
          case "li" -> text.append("- ");
          case "hr" -> text.append("-----\n");
          case "br" -> text.append('\n');
          case "img" -> append(element.attr("alt"));
          case "td", "th" -> append(" ");
          case "a" -> links.add(text.length());
          default -> {}
        }
      }
      return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
      if (node instanceof Element element) {
        String name = element.normalName();
        preformatted -= name.equals("pre") ? 1 : 0;
        if (name.equals("a")) {
          target(element);
        }
        lineBreaks(name);
      }
      return FilterResult.CONTINUE;
    }

    private void target(Element link) {
      int start = links.isEmpty() ? 0 : links.removeLast();
      String target = link.attr("href").strip();
      String bare = target.replaceFirst("^(?i)(https?://|mailto:|tel:)", "");
      // A long text is not searched: links within links would cost its square.
      boolean shown = text.length() - start < 4096 && text.indexOf(bare, start) >= 0;
      if (target.matches("(?i)(https?|mailto|tel):[^\\s<>]{1,500}") && !shown) {
        text.append(" <").append(target).append('>');
      }
    }

    private void lineBreaks(String name) {
      int wanted = PARAGRAPHS.contains(name) ? 2 : LINES.contains(name) ? 1 : 0;
      if (wanted == 0 || text.isEmpty()) {
        return;
      }
      int there = 0;
      int end = text.length();
      int start = Math.max(0, end - 100);
      while (end > start && there < wanted && Character.isWhitespace(text.charAt(end - 1))) {
        there += text.charAt(--end) == '\n' ? 1 : 0;
      }
      text.append("\n".repeat(Math.max(0, wanted - there)));
    }

    private void append(String words) {
      if (preformatted > 0) {
        text.append(words);
        return;
      }
      for (int i = 0; i < words.length(); i++) {
        char c = words.charAt(i) == '\u00a0' ? ' ' : words.charAt(i);
        boolean space = c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
        boolean afterSpace =
            text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1));
        if (!space) {
          text.append(c);
        } else if (!afterSpace) {
          text.append(' ');
        }
      }
    }
  }
}
