package io.postern.report;

import io.postern.mime.HeaderSection;
import io.postern.mime.HeaderTooLarge;
import io.postern.mime.MessageReader;
import io.postern.mime.Part;
import io.postern.mime.PartScanner;
import io.postern.mime.PartTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what came to a reverse-path of ours: the header, then the beginning of the body, in memory;
 * of that only status parts and text. Everything else is left where it is: the caller drains it.
 * Never throws for what stands in a message. Thread-safe.
 */
public final class ReportReader {

  /** Characters of an automatic reply that are kept. */
  public static final int MOST_TEXT = 8_000;

  private static final int MOST_HEADER = 128 * 1024;

  /** Status parts stand before what is returned. */
  private static final int MOST_BODY = 256 * 1024;

  private static final int MOST_STATUS = 64 * 1024;

  private ReportReader() {}

  /**
   * What was read.
   *
   * @param ofList whether a mailing list had its hands on it (SPEC 8.12)
   */
  public record Reading(Returned returned, boolean ofList) {}

  /**
   * Reads a message.
   *
   * @param in the message; most of it is left unread
   * @param toNobody whether its reverse-path is null, as a report's has to be
   * @throws IOException when reading fails
   */
  public static Reading read(InputStream in, boolean toNobody) throws IOException {
    HeaderSection header;
    try {
      header = HeaderSection.read(in, MOST_HEADER);
    } catch (HeaderTooLarge endless) {
      return new Reading(new Returned.Letter(), false);
    }
    byte[] body = in.readNBytes(MOST_BODY);
    PartScanner scanner = new PartScanner(header, 0);
    scanner.accept(body, 0, body.length);
    PartTree tree = scanner.finish();
    MessageReader reader =
        new MessageReader(
            tree,
            (start, end) ->
                new ByteArrayInputStream(
                    body,
                    (int) Math.min(start, body.length),
                    (int) Math.max(0, Math.min(end, body.length) - start)));
    Hints hints = new Hints(header);
    return new Reading(returned(tree, reader, hints, toNobody), hints.isOfList());
  }

  private static Returned returned(
      PartTree tree, MessageReader reader, Hints hints, boolean toNobody) throws IOException {
    List<RecipientStatus> statuses = new ArrayList<>();
    for (Part part : leaves(tree.root())) {
      // One report has one such part; the rest of a mail made of them is not listened to.
      if (statuses.isEmpty()
          && (part.mediaType().equals("message/delivery-status")
              || part.mediaType().equals("message/global-delivery-status"))) {
        statuses.addAll(DeliveryStatusPart.read(octets(reader, part)));
      }
    }
    if (!statuses.isEmpty()) {
      return new Returned.Report(statuses);
    }
    if (leaves(tree.root()).stream()
        .anyMatch(part ->
            part.mediaType().equals("message/disposition-notification")
                || part.mediaType().equals("message/global-disposition-notification"))) {
      return new Returned.Receipt();
    }
    return byWords(text(reader), hints, toNobody);
  }

  /** Without a status part, header and text have to tell. */
  private static Returned byWords(String text, Hints hints, boolean toNobody) {
    boolean surely =
        !hints.failedRecipients().isEmpty()
            || hints.isByMailSystem() && (hints.soundsLikeReport() || TextReport.saysSo(text))
            || toNobody
                && (hints.soundsLikeReport() || !hints.isAutoReply() && TextReport.saysSo(text));
    if (surely) {
      return new Returned.Report(TextReport.read(text, hints.failedRecipients()));
    }
    if (hints.isAutoReply() || toNobody || hints.isByMachine()) {
      return new Returned.AutoReply(
          hints.from().orElse(null), hints.subject(), cut(text, MOST_TEXT));
    }
    return new Returned.Letter();
  }

  private static String text(MessageReader reader) throws IOException {
    return reader.opaque() ? "" : reader.text();
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean inPair = Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, inPair ? most - 1 : most);
  }

  private static byte[] octets(MessageReader reader, Part part) throws IOException {
    try (InputStream in = reader.open(part.id())) {
      return in.readNBytes(MOST_STATUS);
    }
  }

  private static List<Part> leaves(Part part) {
    if (!part.isMultipart()) {
      return List.of(part);
    }
    List<Part> leaves = new ArrayList<>();
    part.children().forEach(child -> leaves.addAll(leaves(child)));
    return leaves;
  }
}
