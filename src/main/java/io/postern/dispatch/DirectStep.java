package io.postern.dispatch;

import io.postern.conversation.Contents;
import io.postern.conversation.LoopMarker;
import io.postern.conversation.MessageRow;
import io.postern.delivery.Courier;
import io.postern.delivery.Outcome;
import io.postern.mime.HeaderField;
import io.postern.mime.PartTree;
import io.postern.policy.Choice;
import io.postern.seal.DataKey;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Objects;

/** Tries to hand over the message itself. */
final class DirectStep {
  private static final int LONGEST_LINE = 998;

  private final Courier courier;
  private final Contents contents;
  private final LoopMarker loopMarker;

  DirectStep(Courier courier, Contents contents, LoopMarker loopMarker) {
    this.courier = courier;
    this.contents = contents;
    this.loopMarker = loopMarker;
  }

  Outcome carry(Case at, DataKey key, Choice.Direct choice, Way way) {
    String path = at.message().reversePath();
    Courier.Errand errand =
        new Courier.Errand(
            at.copy().publicId(),
            at.recipient().domain(),
            way.to(),
            path.isEmpty() ? ReversePath.none() : ReversePath.of(Mailbox.of(path)),
            List.of(at.recipient()),
            new Content(at, key, way.stamps()),
            choice.requirement(),
            false);
    return Objects.requireNonNull(courier.carry(errand).get(at.recipient()));
  }

  private static byte[] before(HeaderField marker, List<HeaderField> stamps) {
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    before.writeBytes(marker.raw());
    stamps.forEach(stamp -> before.writeBytes(stamp.raw()));
    return before.toByteArray();
  }

  /** The sealed message as a letter: our own fields, then its bytes as they were kept. */
  private final class Content implements Courier.Letter {
    private final MessageRow message;
    private final DataKey key;
    private final byte[] before;
    private final PartTree parts;

    Content(Case at, DataKey key, List<HeaderField> stamps) {
      this.message = at.message();
      this.key = key;
      this.before = before(loopMarker.field(at.recipient()), stamps);
      this.parts = contents.parts(message, key);
    }

    @Override
    public InputStream open() throws IOException {
      return new SequenceInputStream(
          new ByteArrayInputStream(before), contents.from(message, key, 0, message.size()));
    }

    @Override
    public long size() {
      return before.length + message.size();
    }

    @Override
    public boolean eightBit() {
      return message.is(MessageRow.EIGHT_BIT);
    }

    @Override
    public boolean overlongLines() {
      return parts.longestLine() > LONGEST_LINE;
    }

    @Override
    public boolean smtpUtf8() {
      return message.is(MessageRow.SMTP_UTF8);
    }

    @Override
    public boolean requireTls() {
      return message.is(MessageRow.REQUIRE_TLS);
    }
  }
}
