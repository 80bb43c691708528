package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyState;
import io.postern.conversation.MessageRow;
import io.postern.demo.CapturedMail;
import io.postern.demo.Posture;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 5.5: after its time a message is gone for everybody who has not got it by mail. */
class ExpirationEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static final int OCTETS = 3_000_000;

  private static long stored() throws IOException {
    Path contents = town.data().resolve("contents");
    try (Stream<Path> files = Files.walk(contents)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void afterItsTimeTheLinkSaysSoTheContentIsGoneAndWhatWaitedIsReported() throws IOException {
    String words = town.canaries().word("body");
    town.canaries()
        .allow(
            "body",
            left ->
                left.mail() != null
                    && left.mail().tls() != null
                    && left.mail().recipients().contains("r.koster@oudeveste.example"));
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String guest = "in.time@home.example";
      String late = "late@home.example";
      String waiting = "waiting@" + host.domain();
      String direct = "r.koster@oudeveste.example";
      long before = stored();
      String id =
          town.submit(
              Letter.to(guest, late, waiting, direct)
                  .control("zivver-message-expiration: delete P1D")
                  .text(words)
                  .attachment(OCTETS));
      town.await(id, guest, CopyState.NOTIFIED);
      town.await(id, late, CopyState.NOTIFIED);
      town.await(id, direct, CopyState.DELIVERED);
      URI link = town.link(late);
      assertThat(stored() - before).isGreaterThan(OCTETS);
      Visitor reader = town.visitor();
      Visitor.Page reading = town.openByMail(reader, guest, town.link(guest));
      assertThat(reader.read(reading)).contains(words);
      long mails = town.mailsSoFar();

      town.pass(Duration.ofHours(24));

      // At once, whether housekeeping came by or not.
      Visitor.Page gone = town.visitor().get(link);
      assertThat(gone.status()).isEqualTo(410);
      assertThat(gone.text()).contains("St. Anna Hospital");
      assertThat(reader.get(reading.at()).text()).doesNotContain(words);

      town.tidy();
      town.settle();
      town.tidy();
      assertThat(stored() - before).isLessThan(OCTETS / 10);
      MessageRow message = town.read(tx -> MessageRow.byPublicId(tx, id)).orElseThrow();
      assertThat(message.content()).isNull();
      assertThat(message.card()).isNull();
      assertThat(message.senderSlot()).isNull();
      assertThat(message.queueSlot()).isNull();
      assertThat(town.copy(id, late).slot()).isNull();
      assertThat(town.state(id, late)).isEqualTo(CopyState.EXPIRED);
      assertThat(town.state(id, direct)).isEqualTo(CopyState.DELIVERED);
      assertThat(town.visitor().get(link).status()).isEqualTo(410);

      assertThat(town.state(id, waiting)).isEqualTo(CopyState.EXPIRED);
      CapturedMail report =
          town.mail(Letter.SENDER, mail -> mail.number() > mails && mail.raw().contains(waiting));
      assertThat(report.from()).isEmpty();
      assertThat(report.raw()).contains("Status: 5.4.7");
    }
  }

  @Test
  void theButtonOnAnExpiredLinkTellsTheSenderOnceADay() throws IOException {
    String guest = "too.late@home.example";
    String id = town.submit(Letter.to(guest).control("zivver-message-expiration: delete PT1H"));
    town.await(id, guest, CopyState.NOTIFIED);
    URI link = town.link(guest);
    town.pass(Duration.ofMinutes(61));
    town.tidy();
    long mails = town.mailsSoFar();

    for (int presses = 0; presses < 3; presses++) {
      Visitor visitor = town.visitor();
      visitor.pressEverything(visitor.get(link));
    }
    town.settle();

    assertThat(
            town.world().mails().to(Letter.SENDER).stream().filter(mail -> mail.number() > mails))
        .hasSize(1);
  }
}
