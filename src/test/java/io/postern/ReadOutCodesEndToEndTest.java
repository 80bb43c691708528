package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyState;
import io.postern.smtp.Mailbox;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 8.3: the sender reads out a one-time code from the web app. */
class ReadOutCodesEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static String notified(Letter letter, String guest) throws IOException {
    String id = town.submit(letter);
    town.await(id, guest, CopyState.NOTIFIED);
    return id;
  }

  /** The sender's page of the newest conversation. */
  private static Visitor.Page conversation(Visitor sender) throws IOException {
    Visitor.Page list = town.signIn(sender, Letter.SENDER, town.gateway().portal() + "/inbox/sent");
    Visitor.Page sent = sender.get(list.at().resolve("/inbox/sent"));
    return sender.get(sent.at().resolve(sent.document().select("main a[href^=/c/]").attr("href")));
  }

  private static Visitor.Page press(Visitor sender, Visitor.Page conversation) throws IOException {
    return sender.press(conversation, conversation.form("/read-out"), null, Map.of());
  }

  private static String code(Visitor.Page shown) {
    String code = shown.document().select(".digits").text();
    assertThat(code).matches("[0-9]{3} [0-9]{3}");
    String digits = code.replace(" ", "");
    town.canaries().plantCode("a code read out", digits);
    return code;
  }

  @Test
  void aCodeReadOutOpensTheMessageOnceAndDoesNotProveTheNumber() throws IOException {
    String guest = "phoned@home.example";
    String number = "+31612340077";
    String id =
        notified(
            Letter.to(guest)
                .control("zivver-access-right: " + guest + " sms " + number)
                .text("Read this"),
            guest);
    URI link = town.link(guest);
    Visitor sender = town.visitor();
    Visitor.Page shown = press(sender, conversation(sender));
    String code = code(shown);
    Visitor visitor = town.visitor();
    Visitor.Page door = visitor.enter(link);

    Visitor.Page open = visitor.prove(door, code);

    assertThat(visitor.read(open)).contains("Read this");
    assertThat(town.state(id, guest)).isEqualTo(CopyState.OPENED);
    assertThat(events(id, guest)).contains("code-read-out").contains("opened");
    assertThat(rights(guest)).as("the number was not proven").isZero();
    // Once: another browser needs another.
    town.pass(Duration.ofMinutes(2));
    Visitor second = town.visitor();
    assertThat(second.prove(second.enter(link), code).wantsCode()).isTrue();
  }

  @Test
  void aCodeIsShownOnceAMinuteAndWorksForAQuarterOfAnHour() throws IOException {
    String guest = "slow.caller@home.example";
    notified(Letter.to(guest), guest);
    URI link = town.link(guest);
    Visitor sender = town.visitor();
    Visitor.Page conversation = conversation(sender);
    String code = code(press(sender, conversation));

    Visitor.Page again = press(sender, conversation);

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text()).contains("There is no code now");
    town.pass(Duration.ofMinutes(16));
    Visitor visitor = town.visitor();
    assertThat(visitor.prove(visitor.enter(link), code).wantsCode()).isTrue();
  }

  @Test
  void anAccessCodeCannotBeReplacedByACodeByPhone() throws IOException {
    String guest = "with.a.code@home.example";
    notified(
        Letter.to(guest).control("zivver-access-right: " + guest + " access-code reiger-4711"),
        guest);
    Visitor sender = town.visitor();

    Visitor.Page conversation = conversation(sender);

    assertThat(conversation.text()).contains("Opens with the access code only");
    assertThat(conversation.document().select("form[action$=/read-out]")).isEmpty();
    // Nor by asking for it without the button.
    Element form = new Element("form").attr("action", conversation.at() + "/read-out");
    form.attr("method", "post");
    form.append("<input name=csrf value='" + token(conversation) + "'>");
    form.append("<input name=whom value='" + town.copy(newest(), guest).publicId() + "'>");
    assertThat(sender.press(conversation, form, null, Map.of()).text())
        .contains("cannot open the message with a code by phone");
  }

  private static String token(Visitor.Page page) {
    return page.form("/answer").select("input[name=csrf]").val();
  }

  private static String newest() {
    return town.read(tx ->
            tx.one("SELECT public_id FROM message ORDER BY key DESC LIMIT 1", r -> r.getString(1)))
        .orElseThrow();
  }

  @Test
  void aWrongCodeCountsAsEverAndALockedCopyGetsNone() throws IOException {
    String guest = "guessed@home.example";
    notified(Letter.to(guest), guest);
    URI link = town.link(guest);
    Visitor sender = town.visitor();
    Visitor.Page conversation = conversation(sender);
    String code = code(press(sender, conversation));
    String wrong = code.equals("000 000") ? "000 001" : "000 000";
    Visitor visitor = town.visitor();
    Visitor.Page door = visitor.enter(link);
    for (int tries = 1; tries <= 10 && door.wantsCode(); tries++) {
      if (tries == 6) {
        // Five tries per code: a new one is asked for.
        town.pass(Duration.ofSeconds(61));
        door = visitor.press(door, door.form("/door/code"), null, Map.of());
      }
      door = visitor.prove(door, wrong);
    }
    assertThat(door.status()).isEqualTo(410);

    town.pass(Duration.ofSeconds(61));
    assertThat(press(sender, conversation).text()).contains("locked for a day");
  }

  private static String events(String submission, String guest) {
    long copy = town.copy(submission, guest).key();
    return town.read(tx ->
            tx.list(
                "SELECT what FROM copy_event WHERE copy = ? ORDER BY key",
                r -> r.getString(1),
                copy))
        .toString();
  }

  private static int rights(String guest) {
    byte[] hash = town.gateway().gateway().addresses().hash(Mailbox.of(guest));
    return town.read(tx ->
            tx.one(
                "SELECT COUNT(*) FROM proven_right WHERE recipient_hash = ?",
                r -> r.getInt(1),
                hash))
        .orElseThrow();
  }
}
