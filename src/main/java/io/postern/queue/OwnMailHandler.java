package io.postern.queue;

import io.postern.delivery.Courier;
import io.postern.delivery.Outcome;
import io.postern.notice.SmsOutcome;
import io.postern.notice.SmsProvider;
import io.postern.policy.PhoneNumber;
import io.postern.policy.RequirementText;
import io.postern.seal.Addresses;
import io.postern.seal.KeyGone;
import io.postern.seal.KeyService;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands over what Postern writes itself. Stateless; one call per attempt. */
public final class OwnMailHandler implements Handler.OfOne {
  private static final Logger log = LoggerFactory.getLogger(OwnMailHandler.class);

  /** A code that comes later helps nobody: its page offers a new one. */
  private static final RetrySchedule CODES =
      new RetrySchedule(Duration.ofSeconds(20), Duration.ofMinutes(5), Duration.ofHours(1));

  private final Database database;
  private final KeyService keys;
  private final Addresses addresses;
  private final Courier courier;
  private final SmsProvider sms;
  private final RetrySchedule retries;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final List<Listener> listeners;

  public OwnMailHandler(
      Database database,
      KeyService keys,
      Addresses addresses,
      Courier courier,
      SmsProvider sms,
      RetrySchedule retries,
      InstantSource clock,
      RandomGenerator random,
      List<Listener> listeners) {
    this.database = database;
    this.keys = keys;
    this.addresses = addresses;
    this.courier = courier;
    this.sms = sms;
    this.retries = retries;
    this.clock = clock;
    this.random = random;
    this.listeners = List.copyOf(listeners);
  }

  /** Hears what became of a mail or text, within the transaction that ends it. */
  public interface Listener {
    /**
     * @param copy the copy it was about
     * @param handedOver whether somebody took it; else nobody will
     */
    void ended(Tx tx, OwnMails.Kind kind, long copy, boolean handedOver);
  }

  @Override
  public void handle(Lease lease) {
    Optional<Row> row =
        database.read(tx ->
            tx.one(
                """
                SELECT key, kind, copy, recipient, reverse_path, queue_key, body, flags, only_over
                FROM own_mail WHERE key = ?
                """,
                Row::of,
                lease.item().subject()));
    if (row.isEmpty()) {
      database.write(tx -> {
        lease.done(tx);
        return true;
      });
      return;
    }
    end(lease, row.get(), attempt(row.get()));
  }

  private Try attempt(Row row) {
    byte[] body;
    try {
      body =
          keys.openFromQueue(
              new KeyService.Queued(row.queueKey, row.body), OwnMails.context(row.key));
    } catch (KeyGone gone) {
      log.warn("own mail {} outlived its queue key and is dropped", row.key);
      return Try.OVER;
    }
    return row.kind == OwnMails.Kind.TEXT ? text(row, body) : mail(row, body);
  }

  private Try text(Row row, byte[] body) {
    PhoneNumber number = new PhoneNumber(addresses.openText(row.recipient));
    return switch (sms.send(number, new String(body, StandardCharsets.UTF_8))) {
      case SmsOutcome.Accepted _ -> Try.HANDED_OVER;
      case SmsOutcome.Deferred deferred -> {
        log.warn("text message {} waits: {}", row.key, deferred.why());
        yield Try.AGAIN;
      }
      case SmsOutcome.Refused refused -> {
        log.warn("text message {} was refused: {}", row.key, refused.why());
        yield Try.OVER;
      }
    };
  }

  private Try mail(Row row, byte[] body) {
    Mailbox to = addresses.open(row.recipient);
    ReversePath from =
        row.reversePath.isEmpty()
            ? ReversePath.none()
            : ReversePath.of(Mailbox.of(row.reversePath));
    Courier.Errand errand =
        new Courier.Errand(
            "own-" + row.key,
            to.domain(),
            from,
            List.of(to),
            new Written(body, row.flags),
            row.onlyOver == null ? null : RequirementText.decode(row.onlyOver),
            (row.flags & OwnMails.CLEARTEXT) != 0);
    return switch (Objects.requireNonNull(courier.carry(errand).get(to))) {
      case Outcome.Delivered _ -> Try.HANDED_OVER;
      case Outcome.Deferred deferred -> {
        log.info("own mail {} waits: {} {}", row.key, deferred.status(), deferred.why());
        yield Try.AGAIN;
      }
      case Outcome.Unprotected _ -> {
        log.warn("own mail {}: the next hop offers no encryption", row.key);
        yield Try.OVER;
      }
      case Outcome.Unsuitable unsuitable -> {
        log.warn("own mail {}: {} {}", row.key, unsuitable.status(), unsuitable.why());
        yield Try.OVER;
      }
      case Outcome.Failed failed -> {
        log.warn("own mail {}: {} {}", row.key, failed.status(), failed.why());
        yield Try.OVER;
      }
    };
  }

  private void end(Lease lease, Row row, Try tried) {
    Instant now = clock.instant();
    RetrySchedule schedule = row.kind.isCode() ? CODES : retries;
    boolean again = tried == Try.AGAIN && !schedule.isOver(lease.item().createdAt(), now);
    database.write(tx -> {
      if (again) {
        lease.again(tx, schedule.next(now, lease.item().attempts(), random));
        return true;
      }
      lease.done(tx);
      tx.update("DELETE FROM own_mail WHERE key = ?", row.key);
      if (row.copy != null) {
        for (Listener listener : listeners) {
          listener.ended(tx, row.kind, row.copy, tried == Try.HANDED_OVER);
        }
      }
      return true;
    });
  }

  private enum Try {
    HANDED_OVER,
    AGAIN,
    OVER
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Row(
      long key,
      OwnMails.Kind kind,
      @Nullable Long copy,
      byte[] recipient,
      String reversePath,
      String queueKey,
      byte[] body,
      int flags,
      @Nullable String onlyOver) {
    static Row of(ResultSet r) throws SQLException {
      long copy = r.getLong(3);
      return new Row(
          r.getLong(1),
          OwnMails.Kind.valueOf(r.getString(2)),
          r.wasNull() ? null : copy,
          r.getBytes(4),
          r.getString(5),
          r.getString(6),
          r.getBytes(7),
          r.getInt(8),
          r.getString(9));
    }
  }

  /** A short mail of ours, in memory. */
  private record Written(byte[] body, int flags) implements Courier.Letter {
    @Override
    public InputStream open() {
      return new ByteArrayInputStream(body);
    }

    @Override
    public long size() {
      return body.length;
    }

    @Override
    public boolean eightBit() {
      return (flags & OwnMails.EIGHT_BIT) != 0;
    }

    @Override
    public boolean smtpUtf8() {
      return (flags & OwnMails.SMTP_UTF8) != 0;
    }

    @Override
    public boolean overlongLines() {
      return false;
    }

    @Override
    public boolean requireTls() {
      return false;
    }
  }
}
