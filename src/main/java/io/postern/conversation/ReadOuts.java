package io.postern.conversation;

import io.postern.policy.Verification;
import io.postern.seal.KeyService;
import io.postern.seal.OneTimeCodes;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Codes that the sender reads out by phone (SPEC 8.3). Sent codes are kept as MACs under a key from
 * the link; the server has no link any more, so these stand under a key of the key service. The
 * code opens nothing without the link, and for whoever has a link it is one code among the others:
 * same field, same tries, same lock.
 *
 * <p>Where the slot needs an access code no other code can replace it, and none is made.
 */
final class ReadOuts {
  private static final String PURPOSE = "code read out";

  /** As long as a phone call may take. */
  private static final Duration VALID = Duration.ofMinutes(15);

  private final Database database;
  private final KeyService keys;
  private final SecureRandom random;

  ReadOuts(Database database, KeyService keys, SecureRandom random) {
    this.database = database;
    this.keys = keys;
    this.random = random;
  }

  /** What is kept of a code. */
  static byte[] mac(KeyService keys, String copyId, String sixDigits) {
    return keys.digest(PURPOSE, (copyId + " " + sixDigits).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Makes one code for every link that the recipient has in the conversation: on the phone nobody
   * knows which mail the recipient opened.
   *
   * @param participant public id of one of the recipient's copies
   * @param by key of the account that reads it out, for the timeline
   */
  AccountDoor.ReadOut make(long conversation, String participant, long by, Instant now) {
    List<CopyRow> copies = database.read(tx -> copies(tx, conversation, participant));
    if (copies.isEmpty()) {
      return new AccountDoor.ReadOut.NotSo();
    }
    String code = OneTimeCodes.fresh(random);
    List<byte[]> macs = copies.stream().map(copy -> mac(keys, copy.publicId(), code)).toList();
    Instant until = now.plus(VALID);
    return database.write(tx -> {
      for (CopyRow copy : copies) {
        Optional<Instant> next = Codes.nextReadOutAt(tx, copy.key(), now);
        if (next.isPresent()) {
          return new AccountDoor.ReadOut.TooSoon(next.get());
        }
        Instant locked = CopyRow.byKey(tx, copy.key()).map(CopyRow::lockedUntil).orElse(null);
        if (locked != null && locked.isAfter(now)) {
          return new AccountDoor.ReadOut.Locked();
        }
      }
      for (int i = 0; i < copies.size(); i++) {
        long copy = copies.get(i).key();
        Codes.insertReadOut(tx, database.newKey(), copy, macs.get(i), now, until);
        CopyRow.note(tx, database.newKey(), copy, now, "code-read-out", "account " + by);
      }
      return new AccountDoor.ReadOut.Code(code, until);
    });
  }

  private static List<CopyRow> copies(Tx tx, long conversation, String participant) {
    List<CopyRow> all = CopyRow.ofConversation(tx, conversation);
    return all.stream()
        .filter(copy -> copy.publicId().equals(participant) && !copy.toOwner())
        .findFirst()
        .map(named ->
            all.stream()
                .filter(copy -> Arrays.equals(copy.recipientHash(), named.recipientHash()))
                .filter(copy -> !copy.toOwner() && mayBeReadOut(copy))
                .toList())
        .orElse(List.of());
  }

  private static boolean mayBeReadOut(CopyRow copy) {
    Verification by = copy.verification();
    return copy.slot() != null
        && (by == Verification.SMS || by == Verification.EMAIL)
        && copy.state().isReadable();
  }
}
