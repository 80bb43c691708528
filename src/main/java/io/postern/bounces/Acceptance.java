package io.postern.bounces;

import io.postern.listener.Connection;
import io.postern.report.ReportReader;
import io.postern.report.Returned;
import io.postern.returnpath.BounceToken;
import io.postern.smtp.DataFault;
import io.postern.smtp.DataLimits;
import io.postern.smtp.DataReader;
import io.postern.smtp.Reply;
import io.postern.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From DATA to its reply: the beginning is read, the rest counted and thrown away, and what follows
 * is done before {@code 250}. What was returned is never looked at and never kept (SPEC 2.6).
 */
final class Acceptance {
  private static final Logger log = LoggerFactory.getLogger(Acceptance.class);

  private static final Reply GO_ON = Reply.of(354, "End data with <CRLF>.<CRLF>");
  private static final Reply THANKS = Reply.of(250, "2.0.0", "Ok: noted");
  private static final Reply TOO_BIG = Reply.of(552, "5.3.4", "The message is too big");
  private static final Reply NOT_NOW = Reply.of(451, "4.3.0", "This cannot be noted now");

  private final BiConsumer<BounceToken.Names, ReportReader.Reading> aftermath;
  private final Reply reportsOnly;
  private final BouncesLimits limits;
  private final InstantSource clock;

  /**
   * @param aftermath does what follows; may throw {@link StoreException}
   */
  Acceptance(
      BiConsumer<BounceToken.Names, ReportReader.Reading> aftermath,
      URI portal,
      BouncesLimits limits,
      InstantSource clock) {
    this.aftermath = aftermath;
    this.reportsOnly =
        Reply.of(
            550,
            "5.7.1",
            "Only mail systems write to this address. Answer with the button in the message: "
                + portal);
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * How it ended.
   *
   * @param reply to send; null when nobody is there to hear it
   * @param what came, for the log
   * @param goOn whether the connection is still in step
   */
  record Ended(@Nullable Reply reply, String what, long size, boolean goOn) {}

  Ended run(Connection connection, List<BounceToken.Names> recipients, boolean toNobody)
      throws IOException {
    connection.reply(GO_ON);
    DataReader data =
        new DataReader(connection.inbound(), DataLimits.of(limits.messageBytes()), clock);
    ReportReader.Reading reading;
    try {
      reading = ReportReader.read(data, toNobody);
      data.transferTo(OutputStream.nullOutputStream());
    } catch (IOException failed) {
      DataFault fault = data.fault();
      if (fault == null) {
        throw failed;
      }
      return faulty(fault, data);
    }
    return new Ended(answer(recipients, reading), what(reading.returned()), data.size(), true);
  }

  private Reply answer(List<BounceToken.Names> recipients, ReportReader.Reading reading) {
    if (reading.returned() instanceof Returned.Letter) {
      return reportsOnly;
    }
    try {
      recipients.forEach(names -> aftermath.accept(names, reading));
      return THANKS;
    } catch (StoreException down) {
      log.error("what came back cannot be noted", down);
      return NOT_NOW;
    }
  }

  private static String what(Returned returned) {
    return switch (returned) {
      case Returned.Report _ -> "report";
      case Returned.AutoReply _ -> "auto-reply";
      case Returned.Receipt _ -> "receipt";
      case Returned.Letter _ -> "letter";
    };
  }

  private Ended faulty(DataFault fault, DataReader data) {
    long size = data.size();
    return switch (fault.kind()) {
      case BARE_LINE_END -> {
        data.drain(limits.messageBytes());
        // SPEC 1.7: then close
        yield new Ended(
            Reply.of(550, "5.5.2", "A bare CR or LF in the message: lines end in CRLF"),
            "fault",
            size,
            false);
      }
      case TOO_BIG -> new Ended(TOO_BIG, "fault", size, data.drain(limits.messageBytes()));
      case LINE_TOO_LONG ->
          new Ended(
              Reply.of(550, "5.6.0", "A line is too long"),
              "fault",
              size,
              data.drain(limits.messageBytes()));
      case TOO_SLOW ->
          new Ended(Reply.of(421, "4.4.2", "The message comes too slowly"), "fault", size, false);
      case CUT_OFF -> new Ended(null, "fault", size, false);
    };
  }
}
