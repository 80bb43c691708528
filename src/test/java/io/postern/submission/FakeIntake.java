package io.postern.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.intake.Intake;
import io.postern.intake.Receipt;
import io.postern.intake.Submitter;
import io.postern.smtp.Envelope;
import io.postern.smtp.Reply;
import io.postern.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** An intake that keeps what it got and does what a test says. */
final class FakeIntake implements Intake {

  record Got(Envelope envelope, Submitter submitter, String message) {}

  /** What a test can make it do. */
  enum Mood {
    ACCEPT,
    REFUSE,
    REFUSE_UNREAD,
    STORE_FAILS,
    DISK_FAILS,
    BUG,
    SWALLOWS_FAULTS
  }

  final List<Got> got = new CopyOnWriteArrayList<>();
  volatile Mood mood = Mood.ACCEPT;
  volatile Reply refusal = Reply.of(550, "5.6.0", "no");

  /** When set, nothing is accepted before it opens. */
  volatile CountDownLatch gate = new CountDownLatch(0);

  @Override
  public Receipt receive(Envelope envelope, Submitter submitter, InputStream data)
      throws IOException {
    switch (mood) {
      case REFUSE_UNREAD -> {
        return new Receipt.Refused(refusal);
      }
      case SWALLOWS_FAULTS -> {
        try {
          data.readAllBytes();
        } catch (IOException swallowed) {
          // As a careless intake would.
        }
        return new Receipt.Accepted("SWALLOWED");
      }
      default -> {}
    }
    String message = new String(data.readAllBytes(), ISO_8859_1);
    switch (mood) {
      case REFUSE -> {
        return new Receipt.Refused(refusal);
      }
      case STORE_FAILS -> throw new StoreException("the scripted disk is full");
      case DISK_FAILS -> throw new IOException("the scripted disk is gone");
      case BUG -> throw new IllegalStateException("a scripted bug");
      default -> {}
    }
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    got.add(new Got(envelope, submitter, message));
    return new Receipt.Accepted("M" + got.size());
  }
}
