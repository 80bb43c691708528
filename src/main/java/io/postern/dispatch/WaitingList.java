package io.postern.dispatch;

import io.postern.conversation.CopyState;
import io.postern.queue.Item;
import io.postern.seal.Addresses;
import io.postern.smtp.Domain;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in the queue, as an administrator reads it. Works on the store alone, beside a running
 * server. Thread-safe.
 */
public final class WaitingList {
  private static final int PAGE = 500;

  private final Database database;
  private final Addresses addresses;

  public WaitingList(Database database, Addresses addresses) {
    this.database = database;
    this.addresses = addresses;
  }

  /**
   * Which of what waits; every null or absent part is no condition.
   *
   * @param id public id of a copy, or of a message for all of its copies
   * @param organisation the sender's
   * @param recipientDomain where it goes
   * @param state queued or held
   * @param account who wrote it
   * @param credential what it was submitted with
   * @param senderDomain domain of who wrote it
   */
  public record Wanted(
      @Nullable String id,
      @Nullable Long organisation,
      @Nullable Domain recipientDomain,
      @Nullable CopyState state,
      @Nullable Long account,
      @Nullable Long credential,
      @Nullable Domain senderDomain) {

    public static final Wanted ALL = new Wanted(null, null, null, null, null, null, null);

    public static Wanted ofAccount(long account) {
      return new Wanted(null, null, null, null, account, null, null);
    }

    public static Wanted ofCredential(long credential) {
      return new Wanted(null, null, null, null, null, credential, null);
    }

    public static Wanted ofSenderDomain(long organisation, Domain domain) {
      return new Wanted(null, organisation, null, null, null, null, domain);
    }
  }

  /**
   * One that waits.
   *
   * @param copy row key, for the operations; null for a mail of our own
   * @param id public id of the copy, or null for a mail of our own
   * @param message public id of its message, or null likewise
   * @param what {@code message}, or what kind of mail of our own
   * @param recipient address, or the number of a text message
   * @param state of the copy; null for a mail of our own
   * @param held why an administrator has to decide, or null
   * @param attempts that failed
   * @param underWay whether an attempt is under way
   * @param nextTry when it is tried next; when a held one bounces
   * @param reason why the last attempt failed, or null
   */
  public record Entry(
      @Nullable Long copy,
      @Nullable String id,
      @Nullable String message,
      String what,
      long organisation,
      String recipient,
      @Nullable CopyState state,
      @Nullable String held,
      int attempts,
      boolean underWay,
      Instant queuedAt,
      Instant nextTry,
      @Nullable String reason) {}

  /** Those that fit, oldest first, at most so many. */
  public List<Entry> list(Wanted wanted, int most) {
    List<Entry> found = new ArrayList<>();
    long after = Long.MIN_VALUE;
    while (true) {
      List<Row> page = page(wanted, after);
      for (Row row : page) {
        after = row.key;
        if (fits(wanted, row) && found.size() < most) {
          found.add(entry(row));
        }
      }
      if (page.size() < PAGE || found.size() >= most) {
        return found;
      }
    }
  }

  /** Row keys of all copies that fit. */
  public List<Long> copies(Wanted wanted) {
    List<Long> keys = new ArrayList<>();
    long after = Long.MIN_VALUE;
    List<Row> page;
    do {
      page = page(wanted, after);
      for (Row row : page) {
        after = row.key;
        if (row.kind == Item.Kind.COPY && fits(wanted, row)) {
          keys.add(row.subject);
        }
      }
    } while (page.size() == PAGE);
    return keys;
  }

  private List<Row> page(Wanted wanted, long after) {
    Domain to = wanted.recipientDomain;
    CopyState state = wanted.state;
    Long destination = to == null ? null : addresses.destination(to);
    return database.read(
        tx -> page(tx, wanted, after, destination, state == null ? null : state.name()));
  }

  private static List<Row> page(
      Tx tx, Wanted wanted, long after, @Nullable Long destination, @Nullable String state) {
    return tx.list(
        """
        SELECT q.key, q.kind, q.subject, q.organisation, q.attempts, q.leased, q.created_at,
          q.next_try, c.public_id, m.public_id, c.recipient, c.state, c.held, m.sender,
          (SELECT e.detail FROM copy_event e WHERE e.copy = c.key AND e.what = 'deferred'
            ORDER BY e.key DESC LIMIT 1),
          o.kind, o.recipient
        FROM queue q
          LEFT JOIN copy c ON q.kind = 1 AND c.key = q.subject
          LEFT JOIN message m ON m.key = c.message
          LEFT JOIN own_mail o ON q.kind = 2 AND o.key = q.subject
        WHERE q.key > ?
          AND (CAST(? AS BIGINT) IS NULL OR q.organisation = ?)
          AND (CAST(? AS BIGINT) IS NULL OR q.destination = ?)
          AND (CAST(? AS TEXT) IS NULL OR c.state = ?)
          AND (CAST(? AS TEXT) IS NULL OR c.public_id = ? OR m.public_id = ?)
          AND (CAST(? AS BIGINT) IS NULL OR m.sender_account = ?)
          AND (CAST(? AS BIGINT) IS NULL OR m.credential = ?)
        ORDER BY q.key LIMIT ?
        """,
        Row::of,
        after,
        wanted.organisation,
        wanted.organisation,
        destination,
        destination,
        state,
        state,
        wanted.id,
        wanted.id,
        wanted.id,
        wanted.account,
        wanted.account,
        wanted.credential,
        wanted.credential,
        PAGE);
  }

  /** What a condition on sealed addresses says: the keyed number alone is no proof. */
  private boolean fits(Wanted wanted, Row row) {
    Domain to = wanted.recipientDomain;
    Domain from = wanted.senderDomain;
    byte[] recipient = row.recipient;
    byte[] sender = row.sender;
    return (to == null || (recipient != null && addresses.open(recipient).domain().equals(to)))
        && (from == null || (sender != null && addresses.open(sender).domain().equals(from)));
  }

  private Entry entry(Row row) {
    boolean ours = row.kind == Item.Kind.OWN_MAIL;
    byte[] recipient = ours ? row.ownRecipient : row.recipient;
    String state = row.state;
    return new Entry(
        ours ? null : row.subject,
        row.copyId,
        row.messageId,
        ours ? String.valueOf(row.ownKind).toLowerCase(java.util.Locale.ROOT) : "message",
        row.organisation,
        recipient == null ? "" : addresses.openText(recipient),
        state == null ? null : CopyState.valueOf(state),
        Custody.RELEASED.equals(row.held) ? null : row.held,
        row.attempts,
        row.leased,
        row.queuedAt,
        row.nextTry,
        row.reason);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Row(
      long key,
      Item.Kind kind,
      long subject,
      long organisation,
      int attempts,
      boolean leased,
      Instant queuedAt,
      Instant nextTry,
      @Nullable String copyId,
      @Nullable String messageId,
      byte @Nullable [] recipient,
      @Nullable String state,
      @Nullable String held,
      byte @Nullable [] sender,
      @Nullable String reason,
      @Nullable String ownKind,
      byte @Nullable [] ownRecipient) {
    static Row of(ResultSet r) throws SQLException {
      return new Row(
          r.getLong(1),
          Item.Kind.of(r.getInt(2)),
          r.getLong(3),
          r.getLong(4),
          r.getInt(5),
          r.getInt(6) == 1,
          Instant.ofEpochMilli(r.getLong(7)),
          Instant.ofEpochMilli(r.getLong(8)),
          r.getString(9),
          r.getString(10),
          r.getBytes(11),
          r.getString(12),
          r.getString(13),
          r.getBytes(14),
          r.getString(15),
          r.getString(16),
          r.getBytes(17));
    }
  }
}
