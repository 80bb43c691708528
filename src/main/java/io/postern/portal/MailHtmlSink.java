package io.postern.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.owasp.html.HtmlStreamEventReceiver;

/**
 * What happens to elements that passed the list: pictures get our URL or become their text, links
 * open outside and are followed by where they lead.
 */
final class MailHtmlSink implements HtmlStreamEventReceiver {

  private static final int LONGEST_TEXT = 300; // bounds the search for places in it
  private static final List<String> DESTINATION_ATTRIBUTES =
      List.of(
          "dir",
          "ltr",
          "style",
          "font-size:12px;font-weight:normal;color:#595959;background-color:#fff;"
              + "text-decoration:none");

  private final HtmlStreamEventReceiver out;
  private final Function<String, Optional<String>> cidToUrl;
  private @Nullable MailLink link;
  private final StringBuilder linkText = new StringBuilder();

  MailHtmlSink(HtmlStreamEventReceiver out, Function<String, Optional<String>> cidToUrl) {
    this.out = out;
    this.cidToUrl = cidToUrl;
  }

  @Override
  public void openDocument() {
    out.openDocument();
  }

  @Override
  public void closeDocument() {
    out.closeDocument();
  }

  @Override
  public void openTag(String element, List<String> attributes) {
    switch (element) {
      case "img" -> picture(attributes);
      case "a" -> {
        link = Optional.ofNullable(value(attributes, "href")).flatMap(MailLink::read).orElse(null);
        linkText.setLength(0);
        MailLink opened = link;
        out.openTag(
            element,
            opened == null
                ? List.of()
                : List.of(
                    "href",
                    opened.href(),
                    "title",
                    opened.href(),
                    "target",
                    "_blank",
                    "rel",
                    "noopener noreferrer nofollow"));
      }
      default -> out.openTag(element, attributes);
    }
  }

  private void picture(List<String> attributes) {
    String source = value(attributes, "src");
    String alternative = Optional.ofNullable(value(attributes, "alt")).orElse("");
    Optional<String> url =
        source == null
            ? Optional.empty()
            : cidToUrl.apply(source.strip().substring("cid:".length()));
    if (url.isEmpty()) {
      text(alternative);
      return;
    }
    List<String> kept = new ArrayList<>(attributes);
    for (int i = 0; i < kept.size(); i += 2) {
      if (kept.get(i).equals("src")) {
        kept.set(i + 1, url.get());
      }
    }
    if (value(attributes, "alt") == null) {
      kept.addAll(List.of("alt", ""));
    }
    out.openTag("img", kept);
  }

  @Override
  public void closeTag(String element) {
    out.closeTag(element);
    MailLink closed = link;
    if (element.equals("a") && closed != null) {
      link = null;
      if (!closed.isSaidBy(linkText.toString())) {
        // Outside the link, with its own colours: the sender's styles do not reach it.
        out.openTag("small", DESTINATION_ATTRIBUTES);
        out.text(" [" + closed.destination() + "]");
        out.closeTag("small");
      }
    }
  }

  @Override
  public void text(String text) {
    if (link != null && linkText.length() < LONGEST_TEXT) {
      linkText.append(text, 0, Math.min(text.length(), LONGEST_TEXT - linkText.length()));
    }
    out.text(text);
  }

  private static @Nullable String value(List<String> attributes, String name) {
    for (int i = 0; i + 1 < attributes.size(); i += 2) {
      if (attributes.get(i).equals(name)) {
        return attributes.get(i + 1);
      }
    }
    return null;
  }
}
