package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyState;
import io.postern.demo.CapturedMail;
import io.postern.policy.Verification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 3.1, 3.2, 3.3, 5.2: one mail that the mail server hands in as two transactions. */
class SplitSubmissionEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static final String RELATIVE = "r.koster@oudeveste.example";
  private static final String GONE = "jan@verhuisd.example";

  /** As Postfix does: each part has all header lines, and at most 50 of the recipients. */
  private static Letter part(
      List<String> to, List<String> controls, String words, List<String> envelope) {
    Letter letter = new Letter().alsoTo(to.toArray(String[]::new)).text(words);
    controls.forEach(letter::control);
    return letter.bcc(envelope.toArray(String[]::new));
  }

  @Test
  void aMailSplitAfterFiftyRecipientsReachesEverybodyAndShowsNoBcc() throws IOException {
    String words = town.canaries().word("body");
    town.canaries().allow("body", left -> left.mail() != null && toAlone(left.mail(), RELATIVE));
    String phone = town.canaries().phone("number in the first part");
    String laterPhone = town.canaries().phone("number in the second part");
    String code = town.canaries().accessCode("access code");
    String bcc = bcc("first Bcc");
    String otherBcc = bcc("second Bcc");

    List<String> to =
        new ArrayList<>(
            IntStream.rangeClosed(1, 49).mapToObj("g%d@home.example"::formatted).toList());
    to.add(RELATIVE);
    to.add("g51@home.example");
    List<String> controls =
        List.of(
            "zivver-access-right: g1@home.example sms " + phone,
            "zivver-access-right: g2@home.example access-code " + code,
            "Zivver-Access-Right: g51@home.example sms " + laterPhone);

    String first = town.submit(part(to, controls, words, to.subList(0, 50)));
    String second =
        town.submit(part(to, controls, words, List.of("g51@home.example", bcc, otherBcc)));
    town.settle();

    assertThat(town.copy(first, "g1@home.example").verification()).isEqualTo(Verification.SMS);
    assertThat(town.copy(first, "g2@home.example").verification())
        .isEqualTo(Verification.ACCESS_CODE);
    assertThat(town.copy(second, "g51@home.example").verification()).isEqualTo(Verification.SMS);
    assertThat(town.state(first, RELATIVE)).isEqualTo(CopyState.DELIVERED);
    for (int guest = 3; guest <= 49; guest++) {
      String address = "g" + guest + "@home.example";
      assertThat(town.state(first, address)).as(address).isEqualTo(CopyState.NOTIFIED);
      assertThat(town.copy(first, address).verification()).isEqualTo(Verification.EMAIL);
    }
    long shared = town.copy(first, "g1@home.example").conversation();
    assertThat(town.copy(first, RELATIVE).conversation()).isEqualTo(shared);
    assertThat(
            List.of(
                town.copy(second, "g51@home.example").conversation(),
                town.copy(second, bcc).conversation(),
                town.copy(second, otherBcc).conversation()))
        .doesNotHaveDuplicates()
        .doesNotContain(shared);

    theBccGuestReadsAndCannotAnswerAll(bcc, words);
    nobodyElseSees(List.of(bcc, otherBcc), "g3@home.example", words);
    nobodyElseSeesByText(List.of(bcc, otherBcc), laterPhone, words);
  }

  private void theBccGuestReadsAndCannotAnswerAll(String bcc, String words) throws IOException {
    Visitor visitor = town.visitor();
    Visitor.Page page = town.openByMail(visitor, bcc, town.link(bcc));

    assertThat(visitor.read(page)).contains(words).contains("g51@home.example");
    assertThat(page.document().select("[name=to][value=all]")).isEmpty();
    // Pressing what is not there changes nothing: it goes to the sender alone.
    long mails = town.mailsSoFar();
    visitor.answer(page, "To all, please.", true);
    town.settle();
    assertThat(town.world().mails().all().stream().skip(mails))
        .allMatch(mail -> toAlone(mail, Letter.SENDER));
  }

  private void nobodyElseSees(List<String> secret, String guest, String words) throws IOException {
    Visitor visitor = town.visitor();
    Visitor.Page page = town.openByMail(visitor, guest, town.link(guest));
    assertThat(visitor.read(page)).contains(words);
    secret.forEach(bcc -> assertThat(page.document().html()).doesNotContain(bcc));
  }

  private void nobodyElseSeesByText(List<String> secret, String phone, String words)
      throws IOException {
    Visitor visitor = town.visitor();
    long before = town.textsSoFar();
    Visitor.Page door = visitor.enter(town.link("g51@home.example"));
    Visitor.Page page = visitor.prove(door, town.textedCode(phone, before));
    assertThat(visitor.read(page)).contains(words);
    secret.forEach(bcc -> assertThat(page.document().html()).doesNotContain(bcc));
  }

  @Test
  void theReportAboutOneRecipientDoesNotShowTheBccOne() throws IOException {
    String words = town.canaries().word("body");
    String subject = town.canaries().word("subject");
    String bcc = bcc("Bcc");

    String id = town.submit(Letter.to(GONE).bcc(bcc).subject("About " + subject).text(words));
    town.await(id, GONE, CopyState.FAILED);

    CapturedMail report =
        town.mail(Letter.SENDER, mail -> mail.from().isEmpty() && mail.raw().contains(GONE));
    assertThat(report.raw()).contains("message/delivery-status").contains("5.1.1");
  }

  private static String bcc(String what) {
    String address = town.canaries().address(what, "home.example");
    town.canaries()
        .allow(
            what,
            // Their own mail, and what the sender is told of their answer.
            left ->
                left.mail() != null
                    && (toAlone(left.mail(), address)
                        || toAlone(left.mail(), Letter.SENDER)
                            && left.mail().header("X-Postern-Conversation").isPresent()
                            && left.mail().raw().contains("answer")));
    return address;
  }

  private static boolean toAlone(CapturedMail mail, String address) {
    return mail.recipients().equals(List.of(address));
  }
}
