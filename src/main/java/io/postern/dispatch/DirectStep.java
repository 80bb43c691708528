package io.postern.dispatch;

import io.postern.conversation.Contents;
import io.postern.conversation.MessageRow;
import io.postern.delivery.Courier;
import io.postern.delivery.Outcome;
import io.postern.departure.Departure;
import io.postern.departure.Rope;
import io.postern.dispatch.Openings.Opening;
import io.postern.mime.PartTree;
import io.postern.policy.Choice;
import io.postern.returnpath.BounceToken;
import io.postern.returnpath.ReturnPaths;
import io.postern.seal.DataKey;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries to hand over the message itself. */
final class DirectStep {
  private static final Logger log = LoggerFactory.getLogger(DirectStep.class);
  private static final EnhancedStatus UNREADABLE = EnhancedStatus.of("4.3.0");
  private static final int LONGEST_LINE = 998;

  private final Courier courier;
  private final Contents contents;
  private final Openings openings;
  private final ReturnPaths returnPaths;
  private final LinkStep links;
  private final long linkFrom;
  private final SecureRandom random;

  /**
   * @param linkFrom an attachment of so many octets or more becomes a link (SPEC 10.1)
   */
  DirectStep(
      Courier courier,
      Contents contents,
      Openings openings,
      ReturnPaths returnPaths,
      LinkStep links,
      long linkFrom,
      SecureRandom random) {
    this.courier = courier;
    this.contents = contents;
    this.openings = openings;
    this.returnPaths = returnPaths;
    this.links = links;
    this.linkFrom = linkFrom;
    this.random = random;
  }

  Outcome carry(Case at, DataKey key, Choice.Direct choice, Way way) {
    Courier.Letter letter;
    try {
      letter = new Content(at, key, choice, openings.of(at, key, way));
    } catch (IOException unreadable) {
      log.error("message {} cannot be read", at.message().publicId(), unreadable);
      return new Outcome.Deferred(UNREADABLE, "the message cannot be read", false, null, List.of());
    }
    String path = at.message().reversePath();
    Courier.Errand errand =
        new Courier.Errand(
            at.copy().publicId(),
            at.recipient().domain(),
            way.to(),
            returnPaths.of(
                at.sender(),
                path.isEmpty() ? ReversePath.none() : ReversePath.of(Mailbox.of(path)),
                new BounceToken.Names.Copy(at.copy().publicId())),
            List.of(at.recipient()),
            letter,
            choice.requirement(),
            false);
    return Objects.requireNonNull(courier.carry(errand).get(at.recipient()));
  }

  /**
   * The sealed message as a letter: our own fields, then the form of the stored message that the
   * host takes ({@link Departure}).
   */
  private final class Content implements Courier.Letter {
    private final MessageRow message;
    private final DataKey key;
    private final Opening opening;
    private final PartTree parts;
    private final Departure departure;

    Content(Case at, DataKey key, Choice.Direct choice, Opening opening) {
      this.message = at.message();
      this.key = key;
      this.opening = opening;
      this.parts = contents.parts(message, key);
      this.departure =
          new Departure(
              parts,
              contents.bytes(message, key),
              message.size(),
              linkFrom,
              links.of(at, key, choice.requirement()),
              random);
    }

    @Override
    public Courier.Fit fitting(Courier.Takes host) throws IOException {
      OptionalLong limit = host.sizeLimit();
      OptionalLong room = limit.isEmpty() ? limit : OptionalLong.of(limit.getAsLong() - ours());
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

    /** How many octets our own fields add. */
    private long ours() {
      return (long) opening.before().length - opening.skip();
    }

    private InputStream open(Rope rope) throws IOException {
      return new SequenceInputStream(
          new ByteArrayInputStream(opening.before()),
          skipping(rope.open(contents.bytes(message, key)), opening.skip()));
    }

    @Override
    public long size() {
      return ours() + message.size();
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

  private static InputStream skipping(InputStream in, int octets) throws IOException {
    in.skipNBytes(octets);
    return in;
  }

  /** The form of it that one host takes. */
  private record Fitted(Content content, Rope rope, boolean eightBit) implements Courier.Letter {
    @Override
    public InputStream open() throws IOException {
      return content.open(rope);
    }

    @Override
    public long size() {
      return content.ours() + rope.size();
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
