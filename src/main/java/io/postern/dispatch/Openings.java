package io.postern.dispatch;

import io.postern.conversation.Contents;
import io.postern.conversation.LoopMarker;
import io.postern.conversation.MessageRow;
import io.postern.conversation.TransportMark;
import io.postern.directory.Deployment;
import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.mime.NamedMailbox;
import io.postern.notice.Texts;
import io.postern.seal.DataKey;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says how a message begins on its way to one recipient. */
final class Openings {
  private static final int MOST_HEADER = 256 * 1024;

  private final Contents contents;
  private final LoopMarker loopMarker;
  private final TransportMark transportMark;
  private final Texts texts;
  private final Deployment deployment;

  Openings(
      Contents contents,
      LoopMarker loopMarker,
      TransportMark transportMark,
      Texts texts,
      Deployment deployment) {
    this.contents = contents;
    this.loopMarker = loopMarker;
    this.transportMark = transportMark;
    this.texts = texts;
    this.deployment = deployment;
  }

  /**
   * What stands before the stored message.
   *
   * @param before our own fields
   * @param skip octets of the stored message that they replace
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Opening(byte[] before, int skip) {}

  Opening of(Case at, DataKey key, Way way) throws IOException {
    MessageRow message = at.message();
    List<HeaderField> fields = new ArrayList<>();
    fields.add(loopMarker.field(at.recipient()));
    fields.addAll(way.stamps());
    // An answer is the organisation's to send: never From the guest's domain (SPEC 9.1).
    boolean answer = message.senderAccount() == null;
    String markedFor = way.markedFor();
    if (!answer && markedFor == null) {
      return new Opening(octets(fields), 0);
    }
    HeaderSection header = header(message, key);
    if (markedFor != null) {
      fields.addAll(
          transportMark.fields(
              markedFor, header, "<" + message.publicId() + "@" + deployment.host() + ">"));
    }
    if (!answer) {
      return new Opening(octets(fields), 0);
    }
    HeaderField first = header.fields().getFirst();
    if (!first.is("From")) {
      throw new IOException("an answer begins with its From field");
    }
    fields.add(
        HeaderField.of(
            "From", new NamedMailbox(via(at, key, message), deployment.daemon()).header()));
    fields.add(HeaderField.of("Reply-To", new NamedMailbox(null, at.sender()).header()));
    return new Opening(octets(fields), first.size());
  }

  /** {@code NAME via ORGANISATION}. */
  private String via(Case at, DataKey key, MessageRow message) {
    String name = contents.card(message, key).fromName();
    return texts
        .in(Locale.forLanguageTag(message.language()))
        .say(
            "answer.via",
            "guest",
            name.isBlank() ? at.sender().toString() : name,
            "organisation",
            at.organisation().brand().name());
  }

  private HeaderSection header(MessageRow message, DataKey key) throws IOException {
    try (InputStream in = new BufferedInputStream(contents.from(message, key, 0, message.size()))) {
      return HeaderSection.read(in, MOST_HEADER);
    }
  }

  private static byte[] octets(List<HeaderField> fields) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    fields.forEach(field -> octets.writeBytes(field.raw()));
    return octets.toByteArray();
  }
}
