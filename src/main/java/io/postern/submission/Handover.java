package io.postern.submission;

import io.postern.intake.Intake;
import io.postern.intake.Receipt;
import io.postern.intake.Submitter;
import io.postern.listener.Connection;
import io.postern.smtp.DataFault;
import io.postern.smtp.DataLimits;
import io.postern.smtp.DataReader;
import io.postern.smtp.Envelope;
import io.postern.smtp.Reply;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From DATA to its reply: the message goes to intake, and what became of it becomes one reply. The
 * only place that knows which (SPEC 1.6, 1.7, 16).
 */
final class Handover {
  private static final Logger log = LoggerFactory.getLogger(Handover.class);

  private static final Reply GO_ON = Reply.of(354, "End data with <CRLF>.<CRLF>");
  private static final Reply NOT_NOW = Reply.of(451, "4.3.0", "The message cannot be stored now");
  private static final Reply TOO_BIG = Reply.of(552, "5.3.4", "The message is too big");

  private final Intake intake;
  private final SubmissionLimits limits;
  private final InstantSource clock;

  /**
   * How it ended.
   *
   * @param reply to send; null when nobody is there to hear it
   * @param messageId the message's, when it was accepted
   * @param size octets intake read
   * @param goOn whether the connection is still in step
   */
  record Ended(@Nullable Reply reply, @Nullable String messageId, long size, boolean goOn) {}

  Handover(Intake intake, SubmissionLimits limits, InstantSource clock) {
    this.intake = intake;
    this.limits = limits;
    this.clock = clock;
  }

  Ended run(String session, Connection connection, Envelope envelope, Submitter submitter)
      throws IOException {
    connection.reply(GO_ON);
    DataReader data =
        new DataReader(connection.inbound(), DataLimits.of(limits.messageBytes()), clock);
    Receipt receipt;
    try {
      receipt = intake.receive(envelope, submitter, data);
    } catch (IOException | RuntimeException e) {
      if (data.fault() == null) {
        // Ours: the store is full, or we have a bug. Nothing was promised, nothing is lost.
        log.error("intake failed session={}", session, e);
      }
      receipt = new Receipt.Refused(NOT_NOW);
    }
    // What was wrong with the data outranks whatever intake made of it.
    DataFault fault = data.fault();
    return fault != null ? faulty(fault, data) : sound(receipt, data);
  }

  private Ended sound(Receipt receipt, DataReader data) {
    long size = data.size();
    boolean whole = data.isFinished();
    boolean inStep = data.drain(limits.discardBytes());
    return switch (receipt) {
      case Receipt.Accepted(String id) -> {
        if (!whole) {
          log.error("intake accepted a message it had not read to its end message={}", id);
        }
        yield new Ended(Reply.of(250, "2.0.0", "Ok: queued as " + id), id, size, inStep);
      }
      case Receipt.Refused(Reply reply) -> new Ended(reply, null, size, inStep);
    };
  }

  private Ended faulty(DataFault fault, DataReader data) {
    long size = data.size();
    return switch (fault.kind()) {
      case BARE_LINE_END -> {
        data.drain(limits.discardBytes());
        Reply reply = Reply.of(550, "5.5.2", "A bare CR or LF in the message: lines end in CRLF");
        yield new Ended(reply, null, size, false); // SPEC 1.7: then close
      }
      case TOO_BIG -> new Ended(TOO_BIG, null, size, data.drain(limits.discardBytes()));
      case LINE_TOO_LONG -> {
        boolean inStep = data.drain(limits.discardBytes());
        yield new Ended(Reply.of(550, "5.6.0", "A line is too long"), null, size, inStep);
      }
      case TOO_SLOW ->
          new Ended(Reply.of(421, "4.4.2", "The message comes too slowly"), null, size, false);
      case CUT_OFF -> new Ended(null, null, size, false);
    };
  }
}
