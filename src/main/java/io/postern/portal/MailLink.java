package io.postern.portal;

import java.net.IDN;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A link of a mail that may be followed: http, https, mailto or tel, absolute.
 *
 * @param href for the browser
 * @param destination what the reader must see: host as A-labels, address or number
 */
record MailLink(String href, String destination) {

  private static final int LONGEST = 8192;
  // What a browser would read as the host: up to a slash of either kind, query or fragment.
  private static final Pattern WEB =
      Pattern.compile("(?i)(https?)://([^/\\\\?#]{1,1000})([/?#].*)?");
  private static final Pattern NAME =
      Pattern.compile("(?i)[a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}]");
  private static final Pattern MAIL = Pattern.compile("(?i)mailto:([^?#]{1,500})(\\?.*)?");
  private static final Pattern PHONE = Pattern.compile("(?i)tel:(\\+?[0-9().\\s-]{1,40})");

  /** Something in a link's text that a reader takes for a place: a host name with two labels. */
  private static final Pattern PLACE =
      Pattern.compile(
          "(?i)[\\p{L}\\p{N}][\\p{L}\\p{N}-]{0,62}(\\.[\\p{L}\\p{N}-]{1,63})*\\.\\p{L}{2,63}");

  /** Empty for anything else: relative, script, a host that no browser agrees on. */
  static Optional<MailLink> read(String value) {
    if (value.length() > LONGEST) {
      return Optional.empty();
    }
    // Browsers drop tabs and line ends inside a URL and control characters around it.
    int from = 0;
    int to = value.length();
    while (from < to && value.charAt(from) <= ' ') {
      from++;
    }
    while (to > from && value.charAt(to - 1) <= ' ') {
      to--;
    }
    StringBuilder plain = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = value.charAt(i);
      if (c != '\t' && c != '\r' && c != '\n') {
        if (Character.isISOControl(c)) {
          return Optional.empty();
        }
        plain.append(c);
      }
    }
    String url = plain.toString();
    Matcher web = WEB.matcher(url);
    if (web.matches()) {
      String rest = web.group(3) == null ? "/" : web.group(3).replace(" ", "%20");
      return host(web.group(2))
          .map(host ->
              new MailLink(
                  web.group(1).toLowerCase(Locale.ROOT) + "://" + host.authority + rest,
                  host.name));
    }
    Matcher mail = MAIL.matcher(url);
    if (mail.matches()) {
      return Optional.of(new MailLink(url.replace(" ", "%20"), unescaped(mail.group(1))));
    }
    Matcher phone = PHONE.matcher(url);
    return phone.matches()
        ? Optional.of(new MailLink(url.replaceAll("\\s", ""), phone.group(1).strip()))
        : Optional.empty();
  }

  private record Host(String name, String authority) {}

  /** User information before the host is how one hides the host: it is left out. */
  private static Optional<Host> host(String authority) {
    String place = authority.substring(authority.lastIndexOf('@') + 1);
    String port = "";
    int colon = place.lastIndexOf(':');
    if (colon > place.lastIndexOf(']')) {
      port = place.substring(colon);
      place = place.substring(0, colon);
      if (!port.matches(":[0-9]{0,5}")) {
        return Optional.empty();
      }
    }
    try {
      String name = place.startsWith("[") ? place : IDN.toASCII(place, IDN.ALLOW_UNASSIGNED);
      String lower = name.toLowerCase(Locale.ROOT);
      return NAME.matcher(lower).matches()
          ? Optional.of(new Host(lower, lower + port))
          : Optional.empty();
    } catch (IllegalArgumentException noHost) {
      return Optional.empty();
    }
  }

  /** Whether the text already says where the link leads, and names no other place. */
  boolean isSaidBy(String text) {
    String said = text.toLowerCase(Locale.ROOT);
    if (!href.startsWith("http")) {
      return said.contains(destination.toLowerCase(Locale.ROOT));
    }
    boolean found = false;
    Matcher place = PLACE.matcher(said);
    while (place.find()) {
      if (!bare(place.group()).equals(bare(destination))) {
        // A path such as /index.html behind the right host is no other place.
        if (!found) {
          return false;
        }
      } else {
        // user@ or a longer name around it would make it another place.
        int before = place.start() - 1;
        found |= before < 0 || "@.-_".indexOf(said.charAt(before)) < 0;
      }
    }
    return found;
  }

  private static String bare(String host) {
    return host.startsWith("www.") ? host.substring(4) : host;
  }

  private static String unescaped(String address) {
    try {
      return URLDecoder.decode(address.replace("+", "%2B"), StandardCharsets.UTF_8)
          .replaceAll("\\p{C}", "");
    } catch (IllegalArgumentException notEscaped) {
      return address;
    }
  }
}
