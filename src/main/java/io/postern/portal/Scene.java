package io.postern.portal;

import gg.jte.Content;
import io.postern.directory.Brand;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frame of one page: language, host, title, place and time. Every template's model holds one as
 * {@code s}.
 *
 * @param host the organisation whose page it is, or null
 * @param what the page's own title, without the host
 * @param address our name as it stands in the address bar, such as {@code post.example.org}
 */
public record Scene(
    Texts texts, @Nullable Brand host, String what, String address, ZoneId zone, Instant now) {

  /** {@link Texts#say}. */
  public String t(String key, Object... namesAndValues) {
    return texts.say(key, namesAndValues);
  }

  /** {@link Texts#strong}. */
  public Content rich(String key, Object... namesAndValues) {
    return texts.strong(key, namesAndValues);
  }

  public String language() {
    return texts.language();
  }

  public List<Texts> languages() {
    return Texts.all();
  }

  /** For {@code <title>}: state, page, organisation. */
  public String title() {
    return host == null ? what : what + " – " + host.name();
  }

  /** The same frame under another title. */
  public Scene titled(String other) {
    return new Scene(texts, host, other, address, zone, now);
  }

  public String date(Instant at) {
    return texts.date(at, zone);
  }

  public String shortDate(Instant at) {
    return texts.shortDate(at, zone);
  }

  public String clock(Instant at) {
    return texts.clock(at, zone);
  }

  public String moment(Instant at) {
    return texts.moment(at, zone);
  }

  /** Clock time today, "tomorrow, 10:52", or the date with it. */
  public String when(Instant at) {
    return texts.when(at, now, zone);
  }

  /** For a list: the clock today, else the short date. */
  public String day(Instant at) {
    boolean today = at.atZone(zone).toLocalDate().equals(now.atZone(zone).toLocalDate());
    return today ? texts.say("date.today") : texts.shortDate(at, zone);
  }

  /** For a narrow column: the clock today, else day and month, with the year when it is another. */
  public String brief(Instant at) {
    return texts.brief(at, now, zone);
  }

  public String size(long octets) {
    return texts.size(octets);
  }

  /** "42 %": never rounded up to what is not there yet. */
  public String percent(long part, long whole) {
    return (whole == 0 ? 100 : part * 100 / whole) + " %";
  }

  /** The address of the stylesheet. */
  public String css() {
    return Assets.CSS.path();
  }

  /** The address of the editor's script. */
  public String editorScript() {
    return Assets.EDITOR.path();
  }

  public String iconFile() {
    return Assets.ICON.path();
  }

  /** The address of the host's colours, or null for Postern's own. */
  public @Nullable String brandCss() {
    return host == null ? null : BrandColours.path(host.accent());
  }

  /** A mail address that breaks after its at sign, where it must break. */
  public Content mail(String mailbox) {
    String escaped = Texts.escape(mailbox).replace("@", "@<wbr>");
    return output -> output.writeContent(escaped);
  }

  /** Initials for a face: "Dr. Marieke Bakker" is MB. */
  public String initials(String name) {
    return Faces.initials(name);
  }
}
