package io.postern.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.delivery.Courier.Fit;
import io.postern.delivery.Courier.Letter;
import io.postern.delivery.Courier.Takes;
import io.postern.dkim.Verdict;
import io.postern.dkim.Verifier;
import io.postern.dns.Answer;
import io.postern.dns.ScriptedDns;
import io.postern.seal.FileKeyService;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.standing.DkimKey;
import io.postern.standing.DkimKeys;
import io.postern.standing.Signatures;
import io.postern.store.SqliteDatabase;
import io.postern.store.StoreSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every letter is signed in the form that goes, however long it is. */
class SigningCourierTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z"));
  private static final Domain DOMAIN = Domain.of("sender.example");
  private static final byte[] HEADER =
      "From: a@sender.example\r\nSubject: x\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] LINES =
      "a line of text, and what is left of it to make it one of many \r\n"
          .repeat(16 * 1024)
          .getBytes(US_ASCII);

  @TempDir private Path folder;
  private final ScriptedDns dns = new ScriptedDns();
  private SqliteDatabase database;
  private FileKeyService keyService;
  private DkimKeys keys;

  @BeforeEach
  void publishKeys() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    SecureRandom random = new SecureRandom();
    database = SqliteDatabase.open(data.resolve("postern.db"), StoreSettings.defaults());
    keyService =
        FileKeyService.open(
            folder.resolve("keys/master"), folder.resolve("keys/queue"), data, CLOCK, random);
    keys = new DkimKeys(database, keyService, dns, CLOCK, random);
    for (DkimKey key : keys.ensure(DOMAIN)) {
      dns.txt(
          key.name().ascii(),
          Answer.found(Answer.Security.UNKNOWN, List.of(key.record()), Duration.ofDays(1)));
    }
    keys.look(DOMAIN);
  }

  @AfterEach
  void close() {
    keyService.close();
    database.close();
  }

  @Test
  void aLetterOf150MegabytesIsSignedInTheMemoryOfASmallOne() throws IOException {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Letter letter = handedOn(new Long(150));
    fitting(letter, OptionalLong.empty()); // what is made once is made
    long before = threads.getCurrentThreadAllocatedBytes();
    Letter signed = ((Fit.Goes) fitting(letter, OptionalLong.empty())).letter();
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000_000);
    assertThat(signed.size()).isGreaterThan(150L * 1024 * 1024);
    try (InputStream in = signed.open()) {
      assertThat(new Verifier(dns, CLOCK).verify(in))
          .hasSize(2)
          .allMatch(verdict -> verdict instanceof Verdict.Pass);
    }
  }

  @Test
  void aHostsSizeHoldsForWhatIsSent() throws IOException {
    Letter letter = handedOn(new Long(1));
    Fit fit = fitting(letter, OptionalLong.of(letter.size() + 100));
    assertThat(fit).isInstanceOf(Fit.Cannot.class);
    fit = fitting(letter, OptionalLong.of(letter.size() + 4096));
    Letter signed = ((Fit.Goes) fit).letter();
    assertThat(signed.size()).isBetween(letter.size() + 500, letter.size() + 4096);
    try (InputStream in = signed.open()) {
      assertThat(in.readAllBytes()).hasSize((int) signed.size());
    }
  }

  private static Fit fitting(Letter letter, OptionalLong limit) throws IOException {
    return letter.fitting(new Takes(limit, true));
  }

  /** The letter as the courier behind gets it. */
  private Letter handedOn(Letter letter) {
    AtomicReference<Letter> got = new AtomicReference<>(letter);
    Courier courier =
        new SigningCourier(
            errand -> {
              got.set(errand.letter());
              return Map.of();
            },
            new Signatures(keys, CLOCK));
    courier.carry(
        new Courier.Errand(
            "x",
            DOMAIN,
            ReversePath.none(),
            List.of(Mailbox.of("b@elsewhere.example")),
            letter,
            null,
            true));
    return got.get();
  }

  /** A letter of so many MiB that is nowhere in memory. */
  private record Long(int megabytes) implements Letter {
    @Override
    public InputStream open() {
      InputStream all = new ByteArrayInputStream(HEADER);
      return new SequenceInputStream(
          all,
          new InputStream() {
            private long left = size() - HEADER.length;

            @Override
            public int read() {
              byte[] one = new byte[1];
              return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(byte[] into, int offset, int length) {
              if (left == 0) {
                return -1;
              }
              int from = (int) ((size() - HEADER.length - left) % LINES.length);
              int some = (int) Math.min(Math.min(length, LINES.length - from), left);
              System.arraycopy(LINES, from, into, offset, some);
              left -= some;
              return some;
            }
          });
    }

    @Override
    public long size() {
      return HEADER.length + (long) megabytes * 1024 * 1024;
    }

    @Override
    public boolean eightBit() {
      return false;
    }

    @Override
    public boolean overlongLines() {
      return false;
    }

    @Override
    public boolean smtpUtf8() {
      return false;
    }

    @Override
    public boolean requireTls() {
      return false;
    }
  }
}
