package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyRow;
import io.postern.conversation.CopyState;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 8.2: a link checker looks at everything and presses everything, and nothing happens. */
class ScannerEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static final int DEEP = 3;

  /** Pages that have been looked at, to a depth. */
  private record Seen(Visitor.Page page, int depth) {}

  /** GET, HEAD, then every button of every page that comes, some presses deep. */
  private static int scan(URI link) throws IOException {
    Visitor scanner = town.visitor();
    scanner.head(link);
    scanner.get(link);
    scanner.get(link);
    int presses = 0;
    Deque<Seen> open = new ArrayDeque<>(List.of(new Seen(scanner.get(link), 0)));
    while (!open.isEmpty()) {
      Seen seen = open.removeFirst();
      if (seen.depth < DEEP) {
        for (Visitor.Page came : scanner.pressEverything(seen.page)) {
          presses++;
          open.addLast(new Seen(came, seen.depth + 1));
        }
      }
    }
    return presses;
  }

  private static void stillClosed(String submission, String guest) {
    CopyRow copy = town.copy(submission, guest);
    assertThat(copy.state()).isEqualTo(CopyState.NOTIFIED);
    assertThat(copy.openedAt()).isNull();
    assertThat(copy.failures()).isZero();
    assertThat(copy.lockedUntil()).isNull();
  }

  private static int events(String submission, String guest, String what) {
    long key = town.copy(submission, guest).key();
    return town.read(tx ->
        tx.one(
                "SELECT COUNT(*) FROM copy_event WHERE copy = ? AND what = ?",
                r -> r.getInt(1),
                key,
                what)
            .orElse(0));
  }

  @Test
  void aScannerThatPressesEveryButtonSendsOneTextAndLeavesThePersonAbleToOpen() throws IOException {
    String words = town.canaries().word("body");
    String phone = town.canaries().phone("number");
    String guest = "scanned.sms@home.example";
    String id = town.submit(Letter.to(guest).sms(guest, phone).text(words));
    town.await(id, guest, CopyState.NOTIFIED);
    URI link = town.link(guest);
    long texts = town.textsSoFar();

    assertThat(scan(link)).isGreaterThan(5);
    town.settle();

    assertThat(town.textsSoFar() - texts).isEqualTo(1);
    assertThat(events(id, guest, "code-asked")).isEqualTo(1);
    stillClosed(id, guest);

    Visitor person = town.visitor();
    Visitor.Page door = person.enter(link);
    assertThat(door.wantsCode()).isTrue();
    Visitor.Page page = person.prove(door, town.textedCode(phone, texts));
    assertThat(person.read(page)).contains(words);
    assertThat(town.state(id, guest)).isEqualTo(CopyState.OPENED);
  }

  @Test
  void lookingAloneSendsNothingAtAll() throws IOException {
    String phone = town.canaries().phone("number");
    String guest = "looked.at@home.example";
    String id = town.submit(Letter.to(guest).sms(guest, phone));
    town.await(id, guest, CopyState.NOTIFIED);
    URI link = town.link(guest);
    long texts = town.textsSoFar();
    long mails = town.mailsSoFar();

    for (int look = 0; look < 20; look++) {
      assertThat(town.visitor().get(link).status()).isEqualTo(200);
      town.visitor().head(link);
    }
    town.settle();

    assertThat(town.textsSoFar()).isEqualTo(texts);
    assertThat(town.mailsSoFar()).isEqualTo(mails);
    stillClosed(id, guest);
  }

  @Test
  void aScannerOnALinkWithMailedCodesCausesOneCodeAndThePersonOpensWithIt() throws IOException {
    String words = town.canaries().word("body");
    String guest = "scanned.mail@home.example";
    String id = town.submit(Letter.to(guest).text(words));
    town.await(id, guest, CopyState.NOTIFIED);
    URI link = town.link(guest);
    long mails = town.mailsSoFar();

    scan(link);
    town.settle();

    assertThat(town.world().mails().to(guest).stream().filter(mail -> mail.number() > mails))
        .hasSize(1);
    stillClosed(id, guest);

    Visitor person = town.visitor();
    Visitor.Page page = person.prove(person.enter(link), town.mailedCode(guest, mails));
    assertThat(person.read(page)).contains(words);
  }

  @Test
  void aScannerOnALinkWithAnAccessCodeBurnsNoTry() throws IOException {
    String words = town.canaries().word("body");
    String code = town.canaries().accessCode("access code");
    String guest = "scanned.code@home.example";
    String id = town.submit(Letter.to(guest).accessCode(guest, code).text(words));
    town.await(id, guest, CopyState.NOTIFIED);
    URI link = town.link(guest);

    for (int again = 0; again < 5; again++) {
      scan(link);
    }
    town.settle();
    stillClosed(id, guest);

    Visitor person = town.visitor();
    Visitor.Page page = person.prove(person.enter(link), code);
    assertThat(person.read(page)).contains(words);
  }

  @Test
  void whenAMinuteHasPassedThePersonGetsACodeOfTheirOwn() throws IOException {
    String phone = town.canaries().phone("number");
    String guest = "scanned.twice@home.example";
    String id = town.submit(Letter.to(guest).sms(guest, phone));
    town.await(id, guest, CopyState.NOTIFIED);
    URI link = town.link(guest);
    scan(link);
    town.settle();
    long texts = town.textsSoFar();
    town.pass(Duration.ofSeconds(61));

    Visitor person = town.visitor();
    Visitor.Page door = person.enter(link);
    person.prove(door, town.textedCode(phone, texts));

    assertThat(town.state(id, guest)).isEqualTo(CopyState.OPENED);
    List<String> events = new ArrayList<>(List.of("opened"));
    events.forEach(what -> assertThat(events(id, guest, what)).isEqualTo(1));
  }
}
