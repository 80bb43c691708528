package io.postern.queue;

import io.postern.notice.Composed;
import io.postern.policy.PhoneNumber;
import io.postern.policy.RequirementText;
import io.postern.seal.Addresses;
import io.postern.seal.KeyService;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.store.Database;
import io.postern.store.Tx;
import io.postern.transport.TlsRequirement;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What Postern writes itself and still has to hand over: code mails, reports, notices and text
 * messages. They wait sealed to the hour's queue key (SPEC 14.3). Thread-safe.
 *
 * <p>Two steps, because sealing does not belong into a transaction: {@link #mail} or {@link #text}
 * first, {@link #add} within the transaction, {@link #wake} after it.
 */
public final class OwnMails {
  static final int EIGHT_BIT = 1;
  static final int SMTP_UTF8 = 2;
  static final int CLEARTEXT = 4;

  /** Where all text messages go: to the one provider. */
  private static final long TEXT_MESSAGES = 1;

  private final Database database;
  private final Queue queue;
  private final KeyService keys;
  private final Addresses addresses;
  private final InstantSource clock;

  public OwnMails(
      Database database, Queue queue, KeyService keys, Addresses addresses, InstantSource clock) {
    this.database = database;
    this.queue = queue;
    this.keys = keys;
    this.addresses = addresses;
    this.clock = clock;
  }

  /** What it is: decides how long handing over is tried, and who hears of it. */
  public enum Kind {
    /** A one-time code by mail. */
    CODE,
    /** A one-time code by text message. */
    TEXT,
    /** A delivery status notification. */
    REPORT,
    /** Anything else we tell a sender. */
    NOTICE;

    boolean isCode() {
      return this == CODE || this == TEXT;
    }
  }

  /** A mail or text, sealed and ready to be added. */
  public static final class Sealed {
    private final long key;
    private final Kind kind;
    private final long organisation;
    private final @Nullable Long copy;
    private final byte[] recipient;
    private final long destination;
    private final String reversePath;
    private final KeyService.Queued body;
    private final int flags;
    private final @Nullable String onlyOver;

    private Sealed(
        long key,
        Kind kind,
        long organisation,
        @Nullable Long copy,
        byte[] recipient,
        long destination,
        String reversePath,
        KeyService.Queued body,
        int flags,
        @Nullable String onlyOver) {
      this.destination = destination;
      this.onlyOver = onlyOver;
      this.key = key;
      this.kind = kind;
      this.organisation = organisation;
      this.copy = copy;
      this.recipient = recipient;
      this.reversePath = reversePath;
      this.body = body;
      this.flags = flags;
    }
  }

  /**
   * Seals a mail.
   *
   * @param copy the copy it is about, if any
   * @param cleartext whether a next hop without STARTTLS may get it (SPEC 8.9)
   * @param onlyOver what a next hop must prove before it gets it (SPEC 6.3), or null
   */
  public Sealed mail(
      Kind kind,
      long organisation,
      @Nullable Long copy,
      ReversePath from,
      Mailbox to,
      Composed mail,
      boolean cleartext,
      @Nullable TlsRequirement onlyOver) {
    long key = database.newKey();
    int flags =
        (mail.eightBit() ? EIGHT_BIT : 0)
            | (mail.smtpUtf8() ? SMTP_UTF8 : 0)
            | (cleartext ? CLEARTEXT : 0);
    return new Sealed(
        key,
        kind,
        organisation,
        copy,
        addresses.seal(to),
        addresses.destination(to.domain()),
        from.address().map(Mailbox::toString).orElse(""),
        keys.sealForQueue(mail.bytes(), context(key)),
        flags,
        onlyOver == null ? null : RequirementText.encode(onlyOver));
  }

  /** Seals a text message. */
  public Sealed text(long organisation, @Nullable Long copy, PhoneNumber to, String text) {
    long key = database.newKey();
    return new Sealed(
        key,
        Kind.TEXT,
        organisation,
        copy,
        addresses.sealText(to.e164()),
        TEXT_MESSAGES,
        "",
        keys.sealForQueue(text.getBytes(StandardCharsets.UTF_8), context(key)),
        0,
        null);
  }

  /** Queues it within the caller's transaction. */
  public void add(Tx tx, Sealed own) {
    tx.update(
        """
        INSERT INTO own_mail (key, kind, organisation, copy, recipient, reverse_path, queue_key,
          body, flags, only_over, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        own.key,
        own.kind.name(),
        own.organisation,
        own.copy,
        own.recipient,
        own.reversePath,
        own.body.keyId(),
        own.body.bytes(),
        own.flags,
        own.onlyOver,
        clock.instant());
    queue.add(tx, Item.Kind.OWN_MAIL, own.key, own.organisation, own.destination, Item.ALONE);
  }

  /** Tells the runner, once the transaction has committed. */
  public void wake() {
    queue.wake();
  }

  static String context(long key) {
    return "own mail " + key;
  }
}
