package io.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.smtp.EnhancedStatus;
import io.postern.transport.TlsRequirement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A letter is asked on the live connection which of its forms this host takes. */
@Timeout(60)
class FormOfALetterTest {

  private MailWorld world;

  @BeforeEach
  void open() throws IOException {
    world = new MailWorld();
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  /** Has a short form, and remembers what it was asked. */
  private static final class Accordion implements Courier.Letter {
    private final TestLetter whole = TestLetter.of("a: b\r\n\r\nthe whole of it é\r\n");
    private final List<Courier.Takes> asked = new ArrayList<>();

    @Override
    public Courier.Fit fitting(Courier.Takes host) throws IOException {
      asked.add(host);
      if (host.sizeLimit().orElse(Long.MAX_VALUE) < 5) {
        return new Courier.Fit.Cannot(EnhancedStatus.of("5.3.4"), "no form is that small");
      }
      if (host.sizeLimit().orElse(Long.MAX_VALUE) == 13) {
        throw new IOException("the disk is gone");
      }
      return new Courier.Fit.Goes(
          host.eightBit() ? whole.withEightBit() : TestLetter.of("a: b\r\n\r\nshort\r\n"));
    }

    @Override
    public InputStream open() {
      throw new AssertionError("only its forms are sent");
    }

    @Override
    public long size() {
      throw new AssertionError("only its forms are sent");
    }

    @Override
    public boolean eightBit() {
      return true;
    }

    @Override
    public boolean overlongLines() {
      return true;
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

  @Test
  void theSameSessionGoesOnWithTheFormThatTheHostTakes() throws IOException {
    ScriptedMx mx = world.host("mx.recipient.example").offers("SIZE 4000");
    Accordion letter = new Accordion();
    assertThat(world.outcome(letter, TlsRequirement.CERTIFICATE, false))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(letter.asked).hasSize(1);
    assertThat(letter.asked.getFirst().sizeLimit()).hasValue(4000);
    assertThat(mx.received()).hasSize(1);
    assertThat(mx.received().getFirst().mail())
        .isEqualTo("MAIL FROM:<token@sender.example> SIZE=" + "a: b\r\n\r\nshort\r\n".length());
    assertThat(new String(mx.received().getFirst().content(), StandardCharsets.UTF_8))
        .isEqualTo("a: b\r\n\r\nshort\r\n");
  }

  @Test
  void eachHostIsAskedForItself() throws IOException {
    ScriptedMx first = world.host("mx1.recipient.example").offers("SIZE 4000");
    ScriptedMx second = world.host("mx2.recipient.example").offers("8BITMIME");
    first.on("MAIL", "451 not now");
    Accordion letter = new Accordion();
    assertThat(world.outcome(letter, TlsRequirement.CERTIFICATE, false))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(letter.asked).hasSize(2);
    assertThat(second.received().getFirst().mail()).endsWith(" BODY=8BITMIME");
  }

  @Test
  void aHostThatHasNotProvenItselfIsNotWorthAForm() throws IOException {
    world.host("mx.recipient.example").withoutTls();
    Accordion letter = new Accordion();
    assertThat(world.outcome(letter, TlsRequirement.CERTIFICATE, false))
        .isInstanceOf(Outcome.Unprotected.class);
    assertThat(letter.asked).isEmpty();
  }

  @Test
  void aLetterWithoutAFormIsUnsuitableAndOneThatCannotBeReadWaits() throws IOException {
    ScriptedMx mx = world.host("mx.recipient.example").offers("SIZE 4");
    assertThat(world.outcome(new Accordion(), TlsRequirement.CERTIFICATE, false))
        .isInstanceOfSatisfying(
            Outcome.Unsuitable.class, u -> assertThat(u.why()).isEqualTo("no form is that small"));
    mx.offers("SIZE 13");
    assertThat(world.outcome(new Accordion(), TlsRequirement.CERTIFICATE, false))
        .isInstanceOfSatisfying(
            Outcome.Deferred.class,
            d -> {
              assertThat(d.status()).isEqualTo(EnhancedStatus.of("4.3.0"));
              assertThat(d.sawUnprotected()).isFalse();
            });
    assertThat(mx.heardOfAMail()).isFalse();
  }
}
