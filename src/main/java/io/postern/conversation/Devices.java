package io.postern.conversation;

import io.postern.directory.GuestPolicies;
import io.postern.policy.Verification;
import io.postern.seal.KeyService;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Devices that recipients had remembered (SPEC 8.3). What was proven there by a sent code need not
 * be proven again there, for the same recipient, the same organisation and the same number or
 * mailbox; the link is needed as ever. It ends by time, by the organisation's policy, by a lock,
 * and with the right.
 *
 * <p>Access codes are not remembered: their slots open with nothing else, and keeping the code's
 * key for a cookie would keep the code.
 */
final class Devices {
  private final Database database;
  private final GuestPolicies policies;
  private final KeyService keys;

  Devices(Database database, GuestPolicies policies, KeyService keys) {
    this.database = database;
    this.policies = policies;
    this.keys = keys;
  }

  /** Of table {@code remembered_device}. */
  @SuppressWarnings("ArrayRecordComponent")
  record Row(
      byte[] digest,
      long organisation,
      byte[] recipientHash,
      Verification verification,
      byte[] detail,
      Instant madeAt,
      Instant expiresAt) {}

  /** For how long, where it is offered at all. */
  Optional<Duration> offered(CopyRow copy) {
    Verification by = copy.verification();
    int days = policies.rememberDays(copy.organisation());
    return days > 0 && (by == Verification.SMS || by == Verification.EMAIL)
        ? Optional.of(Duration.ofDays(days))
        : Optional.empty();
  }

  /** What to keep once the code was right. */
  Optional<Row> row(Doorsteps.Behind behind, SessionSecret device, Instant now) {
    CopyRow copy = behind.copy();
    Verification by = copy.verification();
    return by == null
        ? Optional.empty()
        : offered(copy)
            .map(time ->
                new Row(
                    digest(copy, device),
                    copy.organisation(),
                    copy.recipientHash(),
                    by,
                    detail(copy),
                    now,
                    now.plus(time)));
  }

  static void keep(Tx tx, Row row) {
    tx.update("DELETE FROM remembered_device WHERE digest = ?", row.digest);
    tx.update(
        """
        INSERT INTO remembered_device
          (digest, organisation, recipient_hash, verification, detail, made_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        row.digest,
        row.organisation,
        row.recipientHash,
        row.verification.name(),
        row.detail,
        row.madeAt,
        row.expiresAt);
  }

  /** Until when this device proves what the copy asks for. */
  Optional<Instant> knownUntil(CopyRow copy, SessionSecret device, Instant now) {
    Verification by = copy.verification();
    Optional<Duration> offered = offered(copy);
    if (by == null || offered.isEmpty()) {
      return Optional.empty();
    }
    return database
        .read(tx ->
            tx.one(
                """
                SELECT detail, made_at, expires_at FROM remembered_device
                WHERE digest = ? AND verification = ? AND expires_at > ?
                """,
                r -> new Known(r.getBytes(1), r.getLong(2), r.getLong(3)),
                digest(copy, device),
                by.name(),
                now))
        .filter(known -> MessageDigest.isEqual(known.detail, detail(copy)))
        // A shorter policy holds for what was remembered before it, too.
        .map(known -> earlier(known.expiresAt(), known.madeAt().plus(offered.get())))
        .filter(until -> until.isAfter(now));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Known(byte[] detail, long made, long expires) {
    Instant madeAt() {
      return Instant.ofEpochMilli(made);
    }

    Instant expiresAt() {
      return Instant.ofEpochMilli(expires);
    }
  }

  void forget(CopyRow copy, SessionSecret device) {
    byte[] digest = digest(copy, device);
    database.write(tx -> tx.update("DELETE FROM remembered_device WHERE digest = ?", digest));
  }

  /** Every device of a recipient: a lock, or a right that was deleted. */
  static void forgetAll(Tx tx, long organisation, byte[] recipientHash) {
    tx.update(
        "DELETE FROM remembered_device WHERE organisation = ? AND recipient_hash = ?",
        organisation,
        recipientHash);
  }

  /** Bound to organisation and recipient: two rows of one device have nothing in common. */
  private static byte[] digest(CopyRow copy, SessionSecret device) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(device.bytes());
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(copy.organisation()).flip());
      digest.update(copy.recipientHash());
      return digest.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }

  /** Another number is another proof. */
  private byte[] detail(CopyRow copy) {
    byte[] number = copy.numberSealed();
    return copy.verification() == Verification.SMS && number != null
        ? keys.digest("remembered number", keys.openSecret(number, Slots.number(copy.publicId())))
        : new byte[0];
  }
}
