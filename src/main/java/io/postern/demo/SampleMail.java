package io.postern.demo;

import io.postern.demo.Running.End;
import io.postern.demo.Running.Way;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One mail of the demo, and what should become of it for each recipient.
 *
 * @param title what it shows
 * @param controls control header lines, as the sender's mail program would write them
 * @param text body; it must be found where it may be and nowhere else
 * @param padding octets of filler, to be larger than somebody's limit
 */
record SampleMail(
    String title, List<String> controls, String text, int padding, List<Wanted> wanted) {

  /** Which field a recipient stands in. */
  enum Field {
    TO,
    CC,
    BCC
  }

  /**
   * What should become of one recipient.
   *
   * @param way the row, or empty where none should be left or where it is not decided yet
   * @param room recipients with the same letter share a conversation, others do not; empty where
   *     nothing is said of it
   */
  record Wanted(String address, Field field, Optional<Way> way, End end, String room) {}

  static Builder of(String title) {
    return new Builder(title);
  }

  List<String> recipients() {
    return wanted.stream().map(Wanted::address).toList();
  }

  /** The message as it goes into DATA, with CRLF line ends. */
  byte[] bytes(String messageId, ZonedDateTime now) {
    StringBuilder message = new StringBuilder();
    line(message, "From: Mila Bakker <" + People.SENDER.address() + ">");
    addresses(message, "To", Field.TO);
    addresses(message, "Cc", Field.CC);
    line(message, "Subject: " + title);
    line(
        message,
        "Date: "
            + DateTimeFormatter.RFC_1123_DATE_TIME
                .withLocale(Locale.ROOT)
                .format(now.withZoneSameInstant(ZoneOffset.UTC)));
    line(message, "Message-ID: " + messageId);
    controls.forEach(control -> line(message, control));
    line(message, "MIME-Version: 1.0");
    line(message, "Content-Type: text/plain; charset=utf-8");
    line(message, "Content-Transfer-Encoding: 8bit");
    line(message, "");
    line(message, text);
    for (int filled = 0; filled < padding; filled += 72) {
      line(message, "0123456789".repeat(7));
    }
    return message.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void addresses(StringBuilder message, String name, Field field) {
    String list =
        wanted.stream()
            .filter(w -> w.field() == field)
            .map(Wanted::address)
            .collect(Collectors.joining(",\r\n "));
    if (!list.isEmpty()) {
      line(message, name + ": " + list);
    }
  }

  private static void line(StringBuilder message, String line) {
    message.append(line).append("\r\n");
  }

  /** Collects a mail's parts. */
  static final class Builder {
    private final String title;
    private final List<String> controls = new ArrayList<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private int padding;

    private Builder(String title) {
      this.title = title;
    }

    Builder control(String line) {
      controls.add(line);
      return this;
    }

    Builder padded(int octets) {
      padding = octets;
      return this;
    }

    Builder delivered(String address, Way way) {
      return add(address, Field.TO, Optional.of(way), End.DELIVERED, "");
    }

    Builder notified(String address, Way way) {
      return add(address, Field.TO, Optional.of(way), End.NOTIFIED, "");
    }

    Builder notified(String address, Way way, Field field, String room) {
      return add(address, field, Optional.of(way), End.NOTIFIED, room);
    }

    Builder reported(String address) {
      return add(address, Field.TO, Optional.empty(), End.FAILED, "");
    }

    Builder waiting(String address) {
      return add(address, Field.TO, Optional.empty(), End.WAITING, "");
    }

    private Builder add(String address, Field field, Optional<Way> way, End end, String room) {
      wanted.add(new Wanted(address, field, way, end, room));
      return this;
    }

    SampleMail build() {
      String text =
          "Demo mail: %s.\r\nThis sentence is confidential: heron %08x."
              .formatted(title.toLowerCase(Locale.ROOT), title.hashCode());
      return new SampleMail(title, List.copyOf(controls), text, padding, List.copyOf(wanted));
    }
  }
}
