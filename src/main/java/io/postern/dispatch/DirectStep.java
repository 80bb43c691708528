package io.postern.dispatch;

import io.postern.conversation.Contents;
import io.postern.conversation.LoopMarker;
import io.postern.conversation.MessageRow;
import io.postern.delivery.Courier;
import io.postern.delivery.Outcome;
import io.postern.departure.Departure;
import io.postern.departure.Rope;
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
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/** Tries to hand over the message itself. */
final class DirectStep {
  private static final int LONGEST_LINE = 998;

  private final Courier courier;
  private final Contents contents;
  private final LoopMarker loopMarker;
  private final SecureRandom random;

  DirectStep(Courier courier, Contents contents, LoopMarker loopMarker, SecureRandom random) {
    this.courier = courier;
    this.contents = contents;
    this.loopMarker = loopMarker;
    this.random = random;
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

  /**
   * The sealed message as a letter: our own fields, then the form of the stored message that the
   * host takes ({@link Departure}).
   */
  private final class Content implements Courier.Letter {
    private final MessageRow message;
    private final DataKey key;
    private final byte[] before;
    private final PartTree parts;
    private final Departure departure;

    Content(Case at, DataKey key, List<HeaderField> stamps) {
      this.message = at.message();
      this.key = key;
      this.before = before(loopMarker.field(at.recipient()), stamps);
      this.parts = contents.parts(message, key);
      this.departure =
          new Departure(
              parts, contents.bytes(message, key), message.size(), Long.MAX_VALUE, null, random);
    }

    @Override
    public Courier.Fit fitting(Courier.Takes host) throws IOException {
      OptionalLong limit = host.sizeLimit();
      OptionalLong room =
          limit.isEmpty() ? limit : OptionalLong.of(limit.getAsLong() - before.length);
      return switch (departure.fitting(room, host.eightBit())) {
        case Departure.Form.Goes(Rope rope, boolean eightBit, var _) ->
            new Courier.Fit.Goes(new Fitted(this, rope, eightBit));
        case Departure.Form.TooBig() ->
            new Courier.Fit.Cannot(TOO_BIG, "the message is larger than the host takes");
        case Departure.Form.NotConverted(String why) -> new Courier.Fit.Cannot(NOT_CONVERTED, why);
      };
    }

    @Override
    public InputStream open() throws IOException {
      return open(Rope.whole(message.size()));
    }

    private InputStream open(Rope rope) {
      return new SequenceInputStream(
          new ByteArrayInputStream(before), rope.open(contents.bytes(message, key)));
    }

    @Override
    public long size() {
      return before.length + message.size();
    }

    @Override
    public boolean eightBit() {
      return parts.eightBit();
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

  /** The form of it that one host takes. */
  private record Fitted(Content content, Rope rope, boolean eightBit) implements Courier.Letter {
    @Override
    public InputStream open() {
      return content.open(rope);
    }

    @Override
    public long size() {
      return content.before.length + rope.size();
    }

    @Override
    public boolean overlongLines() {
      return false;
    }

    @Override
    public boolean smtpUtf8() {
      return content.smtpUtf8();
    }

    @Override
    public boolean requireTls() {
      return content.requireTls();
    }
  }
}
