package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyState;
import io.postern.demo.CapturedMail;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 8.6, 9.1: answers go back the way they came, and no further than they should. */
class AnswersEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static String notificationTo(String submission, String address) {
    town.await(submission, address, CopyState.NOTIFIED);
    return address;
  }

  @Test
  void theSenderIsNotifiedOfAnAnswerSignsInAndReadsItWithItsAttachment() throws IOException {
    String words = town.canaries().word("body");
    String answer = town.canaries().word("answer");
    String enclosed = town.canaries().word("enclosed");
    String guest = "answering@home.example";
    String id = town.submit(Letter.to(guest).text(words));
    notificationTo(id, guest);
    Visitor visitor = town.visitor();
    Visitor.Page reading = town.openByMail(visitor, guest, town.link(guest));
    long before = town.mailsSoFar();

    Visitor.Page sent =
        visitor.answer(
            reading, "Thank you, " + answer, false, new Visitor.Enclosure("form.txt", enclosed));

    assertThat(sent.status()).isEqualTo(200);
    assertThat(town.state(id, guest)).isEqualTo(CopyState.ANSWERED);
    CapturedMail notice =
        town.mail(
            Letter.SENDER, mail -> mail.number() > before && !conversationLinks(mail).isEmpty());
    // SPEC 9.1: never From the guest's domain.
    assertThat(notice.header("From").orElseThrow()).endsWith("@postern.stanna.example>");
    assertThat(notice.tls()).isNotNull();

    Visitor account = town.visitor();
    Visitor.Page conversation = town.signIn(account, Letter.SENDER, conversationLinks(notice));
    assertThat(account.read(conversation)).contains(answer).contains(words);
    byte[] octets = account.download(conversation.file());
    assertThat(new String(octets, StandardCharsets.UTF_8)).contains(enclosed);
    Visitor.Page inbox = account.get(URI.create(town.gateway().portal() + "/inbox"));
    assertThat(inbox.document().select("main a[href^=/c/]"))
        .as("the answer stands in the sender's inbox")
        .isNotEmpty();
  }

  private static String conversationLinks(CapturedMail mail) {
    return mail.links().stream()
        .filter(link -> link.startsWith(town.gateway().portal() + "/c/"))
        .findFirst()
        .orElse("");
  }

  @Test
  void anAnswerToAllReachesTheOtherGuestsByANewLinkThatShowsTheEarlierMessageToo()
      throws IOException {
    String words = town.canaries().word("body");
    String answer = town.canaries().word("answer");
    String one = "one.of.three@home.example";
    String two = "two.of.three@home.example";
    String three = "three.of.three@lindenhof.example";
    String id = town.submit(Letter.to(one, two).cc(three).text(words));
    notificationTo(id, one);
    notificationTo(id, two);
    notificationTo(id, three);
    Visitor visitor = town.visitor();
    Visitor.Page reading = town.openByMail(visitor, one, town.link(one));
    URI first = town.link(two);
    long before = town.mailsSoFar();

    visitor.answer(reading, answer, true);

    for (String other : new String[] {two, three}) {
      town.mail(other, mail -> mail.number() > before);
      URI link = town.link(other);
      assertThat(link).isNotEqualTo(first);
      Visitor reader = town.visitor();
      assertThat(reader.read(town.openByMail(reader, other, link)))
          .contains(answer)
          .contains(words);
    }
  }

  @Test
  void anAnswerToTheSenderAloneIsSeenByNobodyElse() throws IOException {
    String words = town.canaries().word("body");
    String answer = town.canaries().word("answer");
    String one = "discreet@home.example";
    String two = "curious@home.example";
    String id = town.submit(Letter.to(one, two).text(words));
    notificationTo(id, one);
    notificationTo(id, two);
    Visitor visitor = town.visitor();
    Visitor.Page reading = town.openByMail(visitor, one, town.link(one));
    long before = town.mailsSoFar();

    visitor.answer(reading, answer, false);
    town.settle();

    assertThat(town.world().mails().to(two).stream().filter(mail -> mail.number() > before))
        .isEmpty();
    Visitor other = town.visitor();
    assertThat(other.read(town.openByMail(other, two, town.link(two))))
        .contains(words)
        .doesNotContain(answer);
  }

  @Test
  void aGuestSeesTheirOwnAnswerWhenTheyComeBackByTheSameLink() throws IOException {
    String words = town.canaries().word("body");
    String answer = town.canaries().word("answer");
    String guest = "coming.back@home.example";
    String id = town.submit(Letter.to(guest).text(words));
    notificationTo(id, guest);
    URI link = town.link(guest);
    Visitor visitor = town.visitor();
    visitor.answer(town.openByMail(visitor, guest, link), answer, false);
    town.settle();
    town.pass(java.time.Duration.ofMinutes(2));

    Visitor again = town.visitor();
    assertThat(again.read(town.openByMail(again, guest, link))).contains(answer).contains(words);
  }

  @Test
  void theTwentyFirstAnswerOfADayIsRefusedAndTomorrowItIsNot() throws IOException {
    String guest = "talkative@home.example";
    String id = town.submit(Letter.to(guest));
    notificationTo(id, guest);
    URI link = town.link(guest);
    Visitor visitor = town.visitor();
    Visitor.Page reading = town.openByMail(visitor, guest, link);
    for (int answers = 1; answers <= 20; answers++) {
      assertThat(visitor.answer(reading, "Answer " + answers, false).status()).isEqualTo(200);
    }

    assertThat(visitor.answer(reading, "One more", false).status()).isEqualTo(429);

    town.settle();
    town.pass(java.time.Duration.ofHours(25));
    Visitor tomorrow = town.visitor();
    Visitor.Page open = town.openByMail(tomorrow, guest, link);
    assertThat(tomorrow.answer(open, "A new day", false).status()).isEqualTo(200);
  }

  @Test
  void theSenderAnswersInTheWebAppAndTheGuestReadsItByANewLink() throws IOException {
    String question = town.canaries().word("question");
    String answer = town.canaries().word("answer");
    String guest = "in.dialogue@home.example";
    String id = town.submit(Letter.to(guest));
    notificationTo(id, guest);
    Visitor visitor = town.visitor();
    long beforeQuestion = town.mailsSoFar();
    visitor.answer(town.openByMail(visitor, guest, town.link(guest)), question, false);
    CapturedMail notice =
        town.mail(
            Letter.SENDER,
            mail -> mail.number() > beforeQuestion && !conversationLinks(mail).isEmpty());
    Visitor account = town.visitor();
    Visitor.Page conversation = town.signIn(account, Letter.SENDER, conversationLinks(notice));
    long before = town.mailsSoFar();

    account.answer(conversation, answer, true);

    town.mail(guest, mail -> mail.number() > before);
    town.pass(java.time.Duration.ofMinutes(2));
    Visitor reader = town.visitor();
    assertThat(reader.read(town.openByMail(reader, guest, town.link(guest)))).contains(answer);
  }
}
