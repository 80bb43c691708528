package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.NotDone;
import io.postern.conversation.CopyState;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 8.3: "remember this device", where the organisation allows it. */
class RememberedDevicesEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static void allow(int days) throws NotDone {
    town.gateway().gateway().administration().policies().rememberDevices(town.organisation(), days);
  }

  @AfterEach
  void allowNothing() throws NotDone {
    allow(0);
  }

  private static URI next(String guest, String... headers) throws IOException {
    Letter letter = Letter.to(guest).text("Something to read");
    for (String header : headers) {
      letter = letter.control(header);
    }
    long before = town.mailsSoFar();
    String id = town.submit(letter);
    town.await(id, guest, CopyState.NOTIFIED);
    town.mail(guest, mail -> mail.number() > before);
    return town.link(guest);
  }

  /** Opens with a mailed code and ticks the box. */
  private static Visitor.Page remembered(Visitor visitor, String guest, URI link)
      throws IOException {
    long before = town.mailsSoFar();
    Visitor.Page door = visitor.enter(link);
    String code = town.mailedCode(guest, before);
    return visitor.press(
        door, door.form("/door/proof"), null, Map.of("code", code, "remember", "1"));
  }

  @Test
  void aRememberedDeviceOpensTheNextMessageWithoutACodeAndAnotherDeviceDoesNot() throws Exception {
    allow(30);
    String guest = "regular@home.example";
    Visitor visitor = town.visitor();
    assertThat(remembered(visitor, guest, next(guest)).text())
        .contains("This device is remembered until");
    URI second = next(guest);
    long before = town.mailsSoFar();

    Visitor.Page landing = visitor.get(second);
    Visitor.Page open = visitor.enter(second);

    assertThat(landing.text()).contains("you need no code here");
    assertThat(visitor.read(open)).contains("Something to read");
    town.settle();
    assertThat(town.mailsSoFar()).as("no code was sent").isEqualTo(before);
    Visitor stranger = town.visitor();
    assertThat(stranger.enter(second).wantsCode()).isTrue();
  }

  @Test
  void nothingIsOfferedOrRememberedWhereTheOrganisationDoesNotAllowIt() throws Exception {
    String guest = "not.allowed@home.example";
    Visitor visitor = town.visitor();
    long before = town.mailsSoFar();
    Visitor.Page door = visitor.enter(next(guest));
    assertThat(door.document().select("input[name=remember]")).isEmpty();
    String code = town.mailedCode(guest, before);
    visitor.press(door, door.form("/door/proof"), null, Map.of("code", code, "remember", "1"));
    allow(30);

    assertThat(visitor.enter(next(guest)).wantsCode()).isTrue();
  }

  @Test
  void itEndsByTimeByPolicyAndByForgetting() throws Exception {
    allow(30);
    String guest = "ending@home.example";
    Visitor visitor = town.visitor();
    Visitor.Page open = remembered(visitor, guest, next(guest));
    URI other = next(guest);
    allow(0);
    assertThat(visitor.get(other).text()).doesNotContain("you need no code here");
    allow(30);
    assertThat(visitor.get(other).text()).contains("you need no code here");

    visitor.press(open, open.form("/read/forget"), null, Map.of());
    assertThat(visitor.get(other).text()).doesNotContain("you need no code here");

    town.pass(Duration.ofMinutes(20));
    remembered(visitor, guest, other);
    assertThat(visitor.get(next(guest)).text()).contains("you need no code here");
    town.pass(Duration.ofDays(31));
    assertThat(visitor.get(next(guest)).text()).doesNotContain("you need no code here");
  }

  @Test
  void anotherNumberAnotherWayAndAnotherRecipientAskForACode() throws Exception {
    allow(30);
    String guest = "several.ways@home.example";
    Visitor visitor = town.visitor();
    URI first = next(guest, "zivver-access-right: " + guest + " sms +31612340081");
    long texts = town.textsSoFar();
    Visitor.Page door = visitor.enter(first);
    String code = town.textedCode("+31612340081", texts);
    visitor.press(door, door.form("/door/proof"), null, Map.of("code", code, "remember", "1"));

    URI same = next(guest, "zivver-access-right: " + guest + " sms +31612340081");
    URI otherNumber = next(guest, "zivver-access-right: " + guest + " sms +31612340082");
    URI accessCode = next(guest, "zivver-access-right: " + guest + " access-code reiger-4712");
    URI otherPerson = next("someone.else@home.example");

    assertThat(visitor.get(same).text()).contains("you need no code here");
    for (URI link : new URI[] {otherNumber, accessCode, otherPerson}) {
      assertThat(visitor.get(link).text()).doesNotContain("you need no code here");
      assertThat(visitor.enter(link).wantsCode()).isTrue();
    }
  }
}
