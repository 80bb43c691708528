package io.postern.notice;

import gg.jte.output.StringOutput;
import io.postern.directory.Brand;
import io.postern.mime.Body;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/**
 * The part that stands in a directly delivered message for attachments that did not travel along
 * (SPEC 10.2): name, size, until when, and the link, as text and as HTML. A guest in somebody
 * else's letter, so it is short, has no picture and keeps to itself. Thread-safe.
 */
public final class LargeFiles {
  private final Stationery stationery;

  public LargeFiles(Stationery stationery) {
    this.stationery = stationery;
  }

  /**
   * One file.
   *
   * @param name made fit to be shown
   * @param size octets
   */
  public record File(String name, long size, URI link) {
    @Override
    public String toString() {
      return "(file)";
    }
  }

  /**
   * What it says.
   *
   * @param brand the organisation whose pages hold the files
   * @param until when the links end
   */
  public record Facts(Brand brand, List<File> files, Instant until, Locale language, ZoneId zone) {
    public Facts {
      files = List.copyOf(files);
    }
  }

  /** What {@code mail/files.jte} prints. Public for the template alone. */
  public record Box(
      String language, String title, String lead, List<Line> lines, String proof, Palette palette) {
    @Override
    public String toString() {
      return "(files)";
    }
  }

  /** One file in the box. */
  public record Line(String name, String facts, String label, String uri) {
    @Override
    public String toString() {
      return "(file)";
    }
  }

  /** Header and body of the part. */
  public byte[] write(Facts facts) {
    Box box = box(facts);
    StringOutput page = new StringOutput();
    stationery.templates().render("mail/files.jte", box, page);
    return stationery.part(Body.alternative(Body.text(text(box)), Body.html(page.toString())));
  }

  private Box box(Facts facts) {
    Voice voice = stationery.texts().in(facts.language());
    String organisation = Stationery.line(facts.brand().name());
    String until = voice.day(facts.until(), facts.zone());
    int count = facts.files().size();
    return new Box(
        voice.language(),
        voice.count("files.title", count),
        voice.count("files.lead", count, "organisation", organisation),
        facts.files().stream()
            .map(file ->
                new Line(
                    Stationery.line(file.name()),
                    voice.say("files.facts", "size", voice.size(file.size()), "until", until),
                    voice.say("files.download"),
                    file.link().toASCIIString()))
            .toList(),
        voice.say("files.proof"),
        Palette.of(facts.brand().accent()));
  }

  private static String text(Box box) {
    StringBuilder text = new StringBuilder();
    text.append(box.title()).append("\n\n").append(box.lead()).append("\n\n");
    for (Line line : box.lines()) {
      text.append(line.name()).append('\n').append(line.facts()).append('\n');
      text.append(line.uri()).append("\n\n");
    }
    return text.append(box.proof()).append('\n').toString();
  }
}
