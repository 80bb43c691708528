package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.NotDone;
import io.postern.conversation.CopyRow;
import io.postern.conversation.CopyState;
import io.postern.demo.CapturedMail;
import io.postern.demo.Posture;
import io.postern.smtp.Mailbox;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 8.3, number by number, at the portal's own pages. */
class CodeLimitsEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static final Duration A_MINUTE = Duration.ofSeconds(61);

  /** A guest with a phone, at the door, a code asked for. */
  private static final class Case {
    final String guest;
    final String phone;
    final String id;
    final URI link;
    final Visitor visitor = town.visitor();
    long texts;
    Visitor.Page door;

    Case(String guest) throws IOException {
      this.guest = guest;
      phone = town.canaries().phone("number of " + guest);
      id = town.submit(Letter.to(guest).sms(guest, phone));
      town.await(id, guest, CopyState.NOTIFIED);
      link = town.link(guest);
      texts = town.textsSoFar();
      door = visitor.enter(link);
    }

    String code() {
      String code = town.textedCode(phone, texts);
      texts = town.textsSoFar();
      return code;
    }

    Visitor.Page askAgain() throws IOException {
      return visitor.press(door, door.form("/door/code"), null, Map.of());
    }

    Visitor.Page type(String code) throws IOException {
      return visitor.prove(visitor.get(door.at().resolve("/door")), code);
    }

    CopyRow copy() {
      return town.copy(id, guest);
    }

    boolean opened() {
      return copy().openedAt() != null;
    }
  }

  /** Six digits that are not these. */
  private static String wrong(String code, int which) {
    return String.format("%06d", (Integer.parseInt(code) + 1 + which) % 1_000_000);
  }

  @Test
  void aCodeIsDeadAfterFiveWrongTriesAndANewOneOpens() throws IOException {
    Case at = new Case("five.tries@home.example");
    String code = at.code();
    for (int tries = 1; tries <= 5; tries++) {
      assertThat(at.type(wrong(code, tries)).status()).isEqualTo(422);
    }
    Visitor.Page page = at.visitor.get(at.door.at().resolve("/door"));
    if (page.wantsCode()) {
      at.visitor.prove(page, code);
    }
    assertThat(at.opened()).isFalse();

    town.pass(A_MINUTE);
    at.door = at.visitor.get(at.door.at().resolve("/door"));
    at.askAgain();
    at.type(at.code());
    assertThat(at.opened()).isTrue();
  }

  @Test
  void fourWrongTriesLeaveOneThatOpens() throws IOException {
    Case at = new Case("four.tries@home.example");
    String code = at.code();
    for (int tries = 1; tries <= 4; tries++) {
      at.type(wrong(code, tries));
    }
    at.type(code.substring(0, 3) + " -" + code.substring(3));
    assertThat(at.opened()).isTrue();
    assertThat(at.copy().state()).isEqualTo(CopyState.OPENED);
  }

  @Test
  void aCodeServesOnce() throws IOException {
    Case at = new Case("once@home.example");
    String code = at.code();
    at.type(code);
    Visitor other = town.visitor();
    Visitor.Page door = other.enter(at.link);
    Visitor.Page page = door.wantsCode() ? other.prove(door, code) : door;
    assertThat(page.at().getPath()).doesNotContain("/read");
  }

  @Test
  void tenFailuresLockForADayAndTellTheSender() throws IOException {
    Case at = new Case("ten.failures@home.example");
    long mails = town.mailsSoFar();
    String code = at.code();
    for (int tries = 1; tries <= 5; tries++) {
      at.type(wrong(code, tries));
    }
    town.pass(A_MINUTE);
    at.door = at.visitor.get(at.door.at().resolve("/door"));
    at.askAgain();
    String second = at.code();
    for (int tries = 1; tries <= 5; tries++) {
      at.type(wrong(second, tries));
    }

    assertThat(town.visitor().get(at.link).status()).isEqualTo(410);
    CapturedMail told = town.mail(Letter.SENDER, mail -> mail.number() > mails);
    assertThat(told.text()).contains(at.guest);
    // A session that stood at the door has ended, and a new one does not begin.
    assertThat(at.visitor.get(at.door.at().resolve("/door")).wantsCode()).isFalse();
    town.pass(Duration.ofHours(23));
    assertThat(town.visitor().get(at.link).status()).isEqualTo(410);

    town.pass(Duration.ofMinutes(61));
    long texts = town.textsSoFar();
    Visitor person = town.visitor();
    person.prove(person.enter(at.link), town.textedCode(at.phone, texts));
    assertThat(at.opened()).isTrue();
  }

  @Test
  void theOldestOfThreeLivingCodesStillOpens() throws IOException {
    Case at = new Case("three.living@home.example");
    String first = at.code();
    town.pass(A_MINUTE);
    at.askAgain();
    String second = at.code();
    town.pass(A_MINUTE);
    at.askAgain();
    String third = at.code();
    assertThat(first).isNotEqualTo(third).isNotEqualTo(second);

    at.type(first);
    assertThat(at.opened()).isTrue();
  }

  @Test
  void aFourthCodeWithinAQuarterOfAnHourIsTooSoon() throws IOException {
    Case at = new Case("too.soon@home.example");
    at.code();
    for (int more = 0; more < 2; more++) {
      town.pass(A_MINUTE);
      at.askAgain();
      at.code();
    }
    town.pass(A_MINUTE);
    long texts = town.textsSoFar();

    Visitor.Page page = at.askAgain();
    town.settle();

    assertThat(page.at().getQuery()).isEqualTo("soon=1");
    assertThat(town.textsSoFar()).isEqualTo(texts);
    town.pass(Duration.ofMinutes(15));
    at.askAgain();
    assertThat(at.code()).hasSize(6);
  }

  @Test
  void noMoreThanTenCodesADay() throws IOException {
    Case at = new Case("ten.a.day@home.example");
    at.code();
    for (int more = 2; more <= 10; more++) {
      town.pass(Duration.ofMinutes(16));
      at.askAgain();
      at.code();
    }
    town.pass(Duration.ofMinutes(16));
    long texts = town.textsSoFar();
    at.askAgain();
    town.settle();
    assertThat(town.textsSoFar()).isEqualTo(texts);
  }

  @Test
  void aCodeAfterFiveMinutesIsTooOldAndThatIsNoFailure() throws IOException {
    Case at = new Case("too.old@home.example");
    String code = at.code();
    Visitor.Page door = at.visitor.get(at.door.at().resolve("/door"));
    town.pass(Duration.ofMinutes(5).plusSeconds(1));

    Visitor.Page page = at.visitor.prove(door, code);

    assertThat(page.status()).isEqualTo(422);
    assertThat(page.text()).containsIgnoringCase("old");
    assertThat(at.opened()).isFalse();
    assertThat(at.copy().failures()).isZero();
  }

  @Test
  void aMailedCodeLivesFifteenMinutesFromItsHandOverOn() throws IOException {
    try (Town.Host host = town.host(Posture.NO_STARTTLS)) {
      String guest = "slow.mail@" + host.domain();
      String id = town.submit(Letter.to(guest));
      town.await(id, guest, CopyState.NOTIFIED);
      URI link = town.link(guest);
      host.becomes(Posture.REPLIES_4XX);
      long mails = town.mailsSoFar();
      Visitor visitor = town.visitor();
      Visitor.Page door = visitor.enter(link);
      town.settle();
      host.becomes(Posture.NO_STARTTLS);
      town.pass(Duration.ofMinutes(10));
      String code = town.mailedCode(guest, mails);
      town.settle();
      // 24 minutes after it was asked for, 14 after it came.
      town.pass(Duration.ofMinutes(14));

      visitor.prove(visitor.get(door.at().resolve("/door")), code);

      assertThat(town.copy(id, guest).openedAt()).isNotNull();
    }
  }

  @Test
  void tenWrongAccessCodesLockForThatRecipientUntilAnAdminUnlocksAndTellTheSender()
      throws IOException, NotDone {
    String code = town.canaries().accessCode("access code");
    String guest = "guessed@home.example";
    String id = town.submit(Letter.to(guest).accessCode(guest, code));
    town.await(id, guest, CopyState.NOTIFIED);
    URI link = town.link(guest);
    long mails = town.mailsSoFar();
    Visitor visitor = town.visitor();
    Visitor.Page door = visitor.enter(link);
    for (int tries = 1; tries <= 10; tries++) {
      visitor.prove(door, "wrong-guess-" + tries);
    }

    assertThat(visitor.prove(door, code).at().getPath()).doesNotContain("/read");
    assertThat(town.copy(id, guest).openedAt()).isNull();
    CapturedMail told = town.mail(Letter.SENDER, mail -> mail.number() > mails);
    assertThat(told.text()).contains(guest);
    town.pass(Duration.ofDays(3));
    assertThat(town.visitor().get(link).status()).isEqualTo(410);

    // Per recipient and organisation: a second message is no second chance.
    String another = town.submit(Letter.to(guest).accessCode(guest, code));
    town.await(another, guest, CopyState.NOTIFIED);
    assertThat(town.visitor().get(town.link(guest)).status()).isEqualTo(410);

    town.gateway()
        .gateway()
        .administration()
        .rights()
        .unlock(town.organisation(), Mailbox.of(guest));
    Visitor person = town.visitor();
    person.prove(person.enter(link), code);
    assertThat(town.copy(id, guest).openedAt()).isNotNull();
  }

  @Test
  void nineWrongAccessCodesStillLeaveTheRightOne() throws IOException {
    String code = town.canaries().accessCode("access code");
    String guest = "clumsy@home.example";
    String id = town.submit(Letter.to(guest).accessCode(guest, code));
    town.await(id, guest, CopyState.NOTIFIED);
    Visitor visitor = town.visitor();
    Visitor.Page door = visitor.enter(town.link(guest));
    for (int tries = 1; tries <= 9; tries++) {
      visitor.prove(door, "wrong-guess-" + tries);
    }
    visitor.prove(door, code);
    assertThat(town.copy(id, guest).openedAt()).isNotNull();
  }
}
