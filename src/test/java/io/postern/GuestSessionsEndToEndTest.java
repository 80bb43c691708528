package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyState;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 8.2: how long an open door stays open. */
class GuestSessionsEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static Visitor.Page opened(Visitor visitor, String guest) throws IOException {
    String id = town.submit(Letter.to(guest));
    town.await(id, guest, CopyState.NOTIFIED);
    return town.openByMail(visitor, guest, town.link(guest));
  }

  private static boolean reads(Visitor visitor, URI where) throws IOException {
    Visitor.Page page = visitor.get(where);
    return page.status() == 200 && page.at().getPath().equals("/read");
  }

  @Test
  void aSessionEndsAfterHalfAnHourOfSilence() throws IOException {
    Visitor visitor = town.visitor();
    URI reading = opened(visitor, "silent@home.example").at();
    town.pass(Duration.ofMinutes(29));
    assertThat(reads(visitor, reading)).isTrue();
    town.pass(Duration.ofMinutes(29));
    assertThat(reads(visitor, reading)).isTrue();
    town.pass(Duration.ofMinutes(31));
    assertThat(reads(visitor, reading)).isFalse();
  }

  @Test
  void aSessionEndsAfterEightHoursHoweverBusy() throws IOException {
    Visitor visitor = town.visitor();
    URI reading = opened(visitor, "busy@home.example").at();
    for (int quarters = 1; quarters < 32; quarters++) {
      town.pass(Duration.ofMinutes(15));
      assertThat(reads(visitor, reading)).as("after %d quarters", quarters).isTrue();
    }
    town.pass(Duration.ofMinutes(16));
    assertThat(reads(visitor, reading)).isFalse();
  }

  @Test
  void aSessionOfOneMessageOpensNoOther() throws IOException {
    String words = town.canaries().word("the other body");
    Visitor visitor = town.visitor();
    URI reading = opened(visitor, "first.of.two@home.example").at();
    String guest = "second.of.two@home.example";
    String other = town.submit(Letter.to(guest).text(words));
    town.await(other, guest, CopyState.NOTIFIED);
    town.link(guest);
    assertThat(visitor.read(visitor.get(reading))).doesNotContain(words);
  }

  @Test
  void leavingClosesTheDoorForTheCookieToo() throws IOException {
    Visitor visitor = town.visitor();
    Visitor.Page page = opened(visitor, "leaving@home.example");
    Visitor.Page closed = visitor.press(page, page.form("/leave"), null, java.util.Map.of());
    assertThat(closed.status()).isEqualTo(200);
    assertThat(reads(visitor, page.at())).isFalse();
  }
}
