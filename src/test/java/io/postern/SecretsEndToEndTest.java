package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyState;
import io.postern.demo.Canaries;
import io.postern.demo.CapturedMail;
import io.postern.policy.Row;
import java.io.IOException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One mail with a secret in every place a sender can put one, to recipients who are reached in
 * every way there is. The town searches every byte that left or stayed after each test.
 */
class SecretsEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static final String RELATIVE = "r.koster@oudeveste.example";
  private static final String FAILING = "jan@verhuisd.example";

  private static Predicate<Canaries.Departed> directTo(String address) {
    return left ->
        left.mail() != null
            && left.mail().tls() != null
            && left.mail().recipients().contains(address);
  }

  private static Letter letter(String body, String enclosed, String subject) {
    return new Letter()
        .subject("About " + subject)
        .text("Confidential: " + body)
        .attachment("Enclosed: " + enclosed);
  }

  @Test
  void nothingSecretLeavesOrStaysWhateverWayTheMailGoes() throws IOException {
    String body = town.canaries().word("body");
    String enclosed = town.canaries().word("attachment");
    String subject = town.canaries().word("subject");
    for (String what : new String[] {"body", "attachment", "subject"}) {
      town.canaries().allow(what, directTo(RELATIVE));
    }
    String phone = town.canaries().phone("number");
    String code = town.canaries().accessCode("access code");
    String shared = town.canaries().accessCode("shared access code");
    String bcc = town.canaries().address("Bcc", "home.example");
    town.canaries()
        .allow("Bcc", left -> left.mail() != null && left.mail().recipients().contains(bcc));
    String texted = "secret.sms@home.example";
    String coded = "secret.code@home.example";
    String sharing = "secret.shared@home.example";
    String mailed = "secret.mail@lindenhof.example";

    String id =
        town.submit(
            letter(body, enclosed, subject)
                .alsoTo(texted, coded, sharing, mailed, RELATIVE, FAILING)
                .bcc(texted, coded, sharing, mailed, RELATIVE, FAILING, bcc)
                .sms(texted, phone)
                .accessCode(coded, code)
                .control("ZIVVER-Access-Right: " + sharing + " sharedAccessCode " + shared)
                .control("zivver-minimum-recipient-verification: email-verification")
                .control("zivver-message-expiration: delete P30D"));
    town.await(id, RELATIVE, CopyState.DELIVERED);
    town.await(id, FAILING, CopyState.FAILED);
    town.settle();

    CapturedMail direct = town.mail(RELATIVE, mail -> mail.raw().contains(body));
    assertThat(direct.raw()).doesNotContainIgnoringCase("zivver-").contains(subject);
    CapturedMail report = town.mail(Letter.SENDER, mail -> mail.raw().contains(FAILING));
    assertThat(report.raw()).doesNotContainIgnoringCase("zivver-");

    opensByText(texted, phone, body);
    opensByCode(coded, code, body);
    opensByCode(sharing, shared, body);
    opensByMail(mailed, body);
    opensByMail(bcc, body);
    // A second mail by the rights proven with the first.
    String second = town.submit(letter(body, enclosed, subject).alsoTo(texted).bcc(texted, coded));
    town.await(second, texted, CopyState.NOTIFIED);
    town.await(second, coded, CopyState.NOTIFIED);
    assertThat(town.copy(second, texted).rowTaken()).isEqualTo(Row.SMS.code());
    assertThat(town.copy(second, coded).rowTaken()).isEqualTo(Row.ACCESS_CODE.code());
  }

  @Test
  void nothingSecretLeavesWhenTheDirectDeliveryHeaderIsNotMet() throws IOException {
    String body = town.canaries().word("body");
    String subject = town.canaries().word("subject");
    String enclosed = town.canaries().word("attachment");
    String recipient = "demanding@lindenhof.example";
    String id =
        town.submit(
            letter(body, enclosed, subject)
                .alsoTo(recipient)
                .bcc(recipient)
                .control("zivver-direct-delivery: tls tls1.2 auth certificate-validation"));
    town.await(id, recipient, CopyState.FAILED);
    CapturedMail report = town.mail(Letter.SENDER, mail -> mail.raw().contains(recipient));
    assertThat(report.raw()).contains("Status: 5.7.").doesNotContainIgnoringCase("zivver-");
  }

  @Test
  void aRefusedControlHeaderIsNamedAndItsValueIsNot() {
    String code = town.canaries().accessCode("access code");
    String guest = "refused@home.example";
    Letter letter = Letter.to(guest).control("zivver-access-right: " + guest + " pin " + code);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> town.submit(letter)))
        .hasMessageContaining("5.6.0")
        .hasMessageContaining("access-right")
        .message()
        .doesNotContain(code);
  }

  private static void opensByText(String guest, String phone, String body) throws IOException {
    Visitor visitor = town.visitor();
    long texts = town.textsSoFar();
    Visitor.Page door = visitor.enter(town.link(guest));
    assertThat(visitor.read(visitor.prove(door, town.textedCode(phone, texts)))).contains(body);
  }

  private static void opensByCode(String guest, String code, String body) throws IOException {
    Visitor visitor = town.visitor();
    Visitor.Page door = visitor.enter(town.link(guest));
    assertThat(visitor.read(visitor.prove(door, code))).contains(body);
  }

  private static void opensByMail(String guest, String body) throws IOException {
    Visitor visitor = town.visitor();
    assertThat(visitor.read(town.openByMail(visitor, guest, town.link(guest)))).contains(body);
  }
}
