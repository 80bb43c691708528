package io.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.transport.TestCa;
import io.postern.transport.TlsRequirement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** One courier, used again, and a message larger than memory should hold. */
class ManyMailsTest {

  private static final String MX = "mx.recipient.example";

  @Test
  void everyConnectionIsJudgedOnWhatItShowsItself() throws IOException {
    try (MailWorld world = new MailWorld();
        SmtpCourier courier = world.courier()) {
      var errand =
          MailWorld.errand(
              TestLetter.plain(), TlsRequirement.CERTIFICATE, false, "bob@" + MailWorld.DOMAIN);
      ScriptedMx honest = world.host(MX);
      assertThat(courier.carry(errand).values()).allMatch(Outcome.Delivered.class::isInstance);
      assertThat(courier.carry(errand).values()).allMatch(Outcome.Delivered.class::isInstance);
      honest.close();
      world.hosts.clear();
      // The same name and address, and now somebody else is there.
      ScriptedMx impostor = world.host(MX, TestCa.selfSigned(MX));
      assertThat(courier.carry(errand).values()).allMatch(Outcome.Unprotected.class::isInstance);
      assertThat(impostor.heardOfAMail()).isFalse();
    }
  }

  @Test
  void aLargeMessageStreamsInConstantMemory() throws IOException {
    long size = 150_000_000;
    try (MailWorld world = new MailWorld()) {
      ScriptedMx mx = world.host(MX).forgetful();
      Stream letter = new Stream(size);
      assertThat(world.outcome(letter, TlsRequirement.CERTIFICATE, false))
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(mx.octets()).isGreaterThanOrEqualTo(size);
      // What was in memory of the message at once: one block of it, never more.
      assertThat(letter.largestRead).isLessThanOrEqualTo(64 * 1024);
      assertThat(letter.opened).isEqualTo(1);
    }
  }

  /** Lines without an end, made when they are read. */
  private static final class Stream implements Courier.Letter {
    private static final byte[] LINE =
        "The quick brown fox jumps over the lazy dog.....\r\n".getBytes(StandardCharsets.US_ASCII);
    private final long size;
    private int largestRead;
    private int opened;

    Stream(long size) {
      this.size = size;
    }

    @Override
    public InputStream open() {
      opened++;
      return new InputStream() {
        private long at;

        @Override
        public int read() {
          return at == size ? -1 : LINE[(int) (at++ % LINE.length)];
        }

        @Override
        public int read(byte[] into, int from, int length) {
          largestRead = Math.max(largestRead, length);
          int n = (int) Math.min(length, size - at);
          for (int i = 0; i < n; i++) {
            into[from + i] = LINE[(int) ((at + i) % LINE.length)];
          }
          at += n;
          return n == 0 ? -1 : n;
        }
      };
    }

    @Override
    public long size() {
      return size;
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
