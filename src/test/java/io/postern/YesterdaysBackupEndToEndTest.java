package io.postern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.admin.NotDone;
import io.postern.conversation.Contents;
import io.postern.conversation.CopyRow;
import io.postern.conversation.CopyState;
import io.postern.conversation.GivenRights;
import io.postern.conversation.MessageRow;
import io.postern.conversation.Slots;
import io.postern.demo.Posture;
import io.postern.policy.Right;
import io.postern.seal.DataKey;
import io.postern.seal.FileKeyService;
import io.postern.seal.KeyGone;
import io.postern.seal.KeyService;
import io.postern.smtp.Mailbox;
import io.postern.store.ContentLog;
import io.postern.store.SqliteDatabase;
import io.postern.store.StoreSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * SPEC 14.1, 14.2: with sender copies off and guests only, whoever has yesterday's data folder and
 * the master key opens nothing of what has left the queue since.
 */
class YesterdaysBackupEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  @Test
  void aBackupTakenWhileCopiesWaitedOpensNothingOnceTheHoursKeyIsGone(@TempDir Path outside)
      throws IOException, NotDone, KeyGone {
    town.gateway().gateway().administration().policies().senderCopies(town.organisation(), false);
    String words = town.canaries().word("body");
    String phone = town.canaries().phone("number");
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String named = "named@" + host.domain();
      String plain = "plain@" + host.domain();
      String id = town.submit(Letter.to(named, plain).sms(named, phone).text(words));
      town.await("both tried", () -> town.deferrals(id, named) + town.deferrals(id, plain) == 2);
      town.settle();

      copy(town.data(), outside.resolve("data"));
      copy(town.keys().resolve("queue"), outside.resolve("queue"));
      Files.copy(town.keys().resolve("master.key"), outside.resolve("master.key"));

      // The control: while the hour's key is there, the backup opens.
      try (Thief thief = new Thief(outside, outside.resolve("queue"))) {
        assertThat(thief.content(id)).contains(words);
        assertThat(thief.right(id, named)).isInstanceOf(Right.Sms.class);
        assertThat(thief.notification(id, named)).contains("/m/");
      }

      host.becomes(Posture.NO_STARTTLS);
      town.pass(Duration.ofMinutes(2));
      town.await(id, named, CopyState.NOTIFIED);
      town.await(id, plain, CopyState.NOTIFIED);
      town.settle();
      town.pass(Duration.ofMinutes(80));
      town.tidy();

      try (Thief thief = new Thief(outside, town.keys().resolve("queue"))) {
        assertThatThrownBy(() -> thief.content(id)).isInstanceOf(KeyGone.class);
        assertThatThrownBy(() -> thief.right(id, named)).isInstanceOf(KeyGone.class);
        assertThatThrownBy(() -> thief.notification(id, named)).isInstanceOf(KeyGone.class);
        assertThat(thief.message(id).senderSlot()).isNull();
      }
      // And the recipients' own links still open.
      Visitor visitor = town.visitor();
      assertThat(visitor.read(town.openByMail(visitor, plain, town.link(plain)))).contains(words);
    }
  }

  @Test
  void whatIsQueuedNowStillOpensAfterHousekeeping() throws IOException {
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String guest = "waiting@" + host.domain();
      String id = town.submit(Letter.to(guest));
      town.await("tried", () -> town.deferrals(id, guest) == 1);
      town.settle();
      // 80 minutes on: its hour is over, its copy waits on.
      town.pass(Duration.ofMinutes(80));
      town.settle();
      town.tidy();
      host.becomes(Posture.VALID_CERTIFICATE);
      town.pass(Duration.ofMinutes(61));
      town.await(id, guest, CopyState.DELIVERED);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** Somebody with a data folder, the master key, and such queue keys as there are. */
  private static final class Thief implements AutoCloseable {
    private final FileKeyService keys;
    private final SqliteDatabase database;
    private final ContentLog log;

    Thief(Path backup, Path queueKeys) throws IOException {
      keys =
          FileKeyService.open(
              backup.resolve("master.key"),
              queueKeys,
              backup.resolve("data"),
              town.clock(),
              new SecureRandom());
      database = SqliteDatabase.open(backup.resolve("data/postern.db"), StoreSettings.defaults());
      log = ContentLog.open(backup.resolve("data/contents"), town.clock());
    }

    MessageRow message(String id) {
      return database.read(tx -> MessageRow.byPublicId(tx, id)).orElseThrow();
    }

    private CopyRow copy(String id, String recipient) {
      byte[] hash = new io.postern.seal.Addresses(keys).hash(Mailbox.of(recipient));
      long message = message(id).key();
      List<CopyRow> copies = database.read(tx -> CopyRow.ofMessage(tx, message));
      return copies.stream()
          .filter(one -> Arrays.equals(one.recipientHash(), hash))
          .findFirst()
          .orElseThrow();
    }

    String content(String id) throws KeyGone, IOException {
      MessageRow message = message(id);
      try (DataKey key =
              keys.openQueueSlot(
                  there(message.queueKey()), there(message.queueSlot()), Slots.queue(id));
          InputStream in = new Contents(log).from(message, key, 0, message.size())) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    Object right(String id, String recipient) throws KeyGone {
      return there(new GivenRights(keys).open(message(id), copy(id, recipient)));
    }

    String notification(String id, String recipient) throws KeyGone {
      CopyRow copy = copy(id, recipient);
      return new String(
          keys.openFromQueue(
              new KeyService.Queued(there(copy.pendingKey()), there(copy.pending())),
              Slots.pending(copy.publicId())),
          StandardCharsets.UTF_8);
    }

    private static <T> T there(@org.jspecify.annotations.Nullable T part) {
      assertThat(part).isNotNull();
      return java.util.Objects.requireNonNull(part);
    }

    @Override
    public void close() throws IOException {
      log.close();
      database.close();
      keys.close();
    }
  }
}
