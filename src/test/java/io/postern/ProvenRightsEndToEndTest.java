package io.postern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.admin.AccessRights;
import io.postern.admin.NotDone;
import io.postern.conversation.CopyState;
import io.postern.directory.ProvenRight;
import io.postern.policy.Row;
import io.postern.policy.Verification;
import io.postern.smtp.Mailbox;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * SPEC 6.7: what a recipient has opened with serves again; the newest specified, if not deleted.
 */
@Tag("slow")
class ProvenRightsEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static String sent(Letter letter) throws IOException {
    // Specified one after the other: the clock stands still otherwise.
    town.pass(Duration.ofMinutes(2));
    String id = town.submit(letter);
    town.await(id, letter.envelope.getFirst(), CopyState.NOTIFIED);
    return id;
  }

  private static void openByText(URI link, String phone) throws IOException {
    Visitor visitor = town.visitor();
    long texts = town.textsSoFar();
    Visitor.Page door = visitor.enter(link);
    Visitor.Page page = visitor.prove(door, town.textedCode(phone, texts));
    assertThat(page.at().getPath()).isEqualTo("/read");
  }

  private static void openByCode(URI link, String code) throws IOException {
    Visitor visitor = town.visitor();
    assertThat(visitor.prove(visitor.enter(link), code).at().getPath()).isEqualTo("/read");
  }

  private static void wentBy(String id, String guest, Row row, Verification verification) {
    assertThat(town.copy(id, guest).rowTaken()).isEqualTo(row.code());
    assertThat(town.copy(id, guest).verification()).isEqualTo(verification);
  }

  @Test
  void aNumberThatOpenedAMessageServesTheNextOne() throws IOException {
    String phone = town.canaries().phone("number");
    String guest = "proven.sms@home.example";
    sent(Letter.to(guest).sms(guest, phone));
    openByText(town.link(guest), phone);

    String next = sent(Letter.to(guest));

    wentBy(next, guest, Row.SMS, Verification.SMS);
    openByText(town.link(guest), phone);
  }

  @Test
  void aCodeThatOpenedAMessageServesTheNextOneWithoutBeingKept() throws IOException {
    String code = town.canaries().accessCode("access code");
    String guest = "proven.code@home.example";
    sent(Letter.to(guest).accessCode(guest, code));
    openByCode(town.link(guest), code);

    String next = sent(Letter.to(guest));

    wentBy(next, guest, Row.ACCESS_CODE, Verification.ACCESS_CODE);
    openByCode(town.link(guest), code);
  }

  @Test
  void aNumberThatOpenedNothingServesItsOwnMessageOnly() throws IOException {
    String guest = "unproven@home.example";
    String first = sent(Letter.to(guest).sms(guest, town.canaries().phone("number")));
    wentBy(first, guest, Row.CUSTOM_RIGHT, Verification.SMS);

    wentBy(sent(Letter.to(guest)), guest, Row.EMAIL, Verification.EMAIL);
  }

  @Test
  void theNewestSpecifiedWinsWhateverWasOpenedLast() throws IOException {
    String older = town.canaries().phone("older number");
    String newer = town.canaries().phone("newer number");
    String guest = "two.numbers@home.example";
    sent(Letter.to(guest).sms(guest, older));
    URI first = town.link(guest);
    sent(Letter.to(guest).sms(guest, newer));
    URI second = town.link(guest);
    assertThat(first).isNotEqualTo(second);
    openByText(second, newer);
    openByText(first, older);

    sent(Letter.to(guest));

    openByText(town.link(guest), newer);
  }

  @Test
  void whatWasSpecifiedBeforeADeletionCannotBecomeProven() throws IOException, NotDone {
    String phone = town.canaries().phone("number");
    String guest = "deleted@home.example";
    sent(Letter.to(guest).sms(guest, phone));
    URI link = town.link(guest);
    town.pass(Duration.ofMinutes(1));
    AccessRights rights = town.gateway().gateway().administration().rights();
    assertThatThrownBy(
            () -> rights.delete(town.organisation(), Mailbox.of(guest), ProvenRight.Method.SMS))
        .isInstanceOf(NotDone.class);

    openByText(link, phone);

    wentBy(sent(Letter.to(guest)), guest, Row.EMAIL, Verification.EMAIL);
    // What is specified after it can.
    sent(Letter.to(guest).sms(guest, phone));
    openByText(town.link(guest), phone);
    wentBy(sent(Letter.to(guest)), guest, Row.SMS, Verification.SMS);
  }

  @Test
  void deletingARightLocksTheUnopenedMessagesThatStoodBehindItAndTellsTheirSender()
      throws IOException, NotDone {
    String phone = town.canaries().phone("number");
    String guest = "withdrawn@home.example";
    sent(Letter.to(guest).sms(guest, phone));
    openByText(town.link(guest), phone);
    String behind = sent(Letter.to(guest));
    wentBy(behind, guest, Row.SMS, Verification.SMS);
    URI link = town.link(guest);
    town.pass(Duration.ofMinutes(1));
    long mails = town.mailsSoFar();

    int locked =
        town.gateway()
            .gateway()
            .administration()
            .rights()
            .delete(town.organisation(), Mailbox.of(guest), ProvenRight.Method.SMS);

    assertThat(locked).isEqualTo(1);
    assertThat(town.visitor().get(link).status()).isEqualTo(410);
    assertThat(town.mail(Letter.SENDER, mail -> mail.number() > mails).text()).contains(guest);
    wentBy(sent(Letter.to(guest)), guest, Row.EMAIL, Verification.EMAIL);
  }
}
