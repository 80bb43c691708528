package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.NotDone;
import io.postern.conversation.CopyState;
import io.postern.conversation.FileLinkRow;
import io.postern.conversation.MessageRow;
import io.postern.demo.CapturedMail;
import io.postern.demo.Posture;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 10: what is too large to travel is left behind as a link that only its recipient opens. */
@Tag("slow")
class LargeAttachmentsEndToEndTest {
  private static final String DIRECT = "zivver-direct-delivery: tls tls1.2";
  private static final int LARGE = 10_000_001;

  @RegisterExtension static final Town town = new Town();

  private static Letter letter(String... to) {
    return Letter.to(to).control(DIRECT);
  }

  @Test
  void aLargeAttachmentComesByLinkAndOpensWithACodeAlsoWithoutSenderCopies()
      throws IOException, NotDone {
    town.gateway().gateway().administration().policies().senderCopies(town.organisation(), false);
    String words = town.canaries().word("body");
    town.canaries().allow("body", left -> left.mail() != null);
    try (Town.Host host = town.host(Posture.VALID_CERTIFICATE)) {
      String guest = "guest@" + host.domain();
      String id =
          town.submit(
              letter(guest)
                  .control("zivver-message-expiration: delete PT2H")
                  .text(words)
                  .attachment(LARGE));
      town.await(id, guest, CopyState.DELIVERED);
      CapturedMail mail = town.mail(guest, one -> one.raw().contains(words));
      assertThat(mail.size()).isLessThan(40_000);
      assertThat(mail.raw()).contains("scan.bin").doesNotContain("zivver-");
      List<URI> links = links(guest, mail);
      assertThat(links).hasSize(1);

      // The content outlives the queue although nobody keeps a copy; it has no other slot.
      town.tidy();
      MessageRow row = town.read(tx -> MessageRow.byPublicId(tx, id)).orElseThrow();
      assertThat(row.senderSlot()).isNull();
      assertThat(row.queueSlot()).isNull();
      assertThat(row.content()).isNotNull();

      Visitor visitor = town.visitor();
      Visitor.Page landing = visitor.get(links.getFirst());
      assertThat(landing.status()).isEqualTo(200);
      assertThat(landing.text()).contains("scan.bin", "10 MB", "Mila Bakker");
      long before = town.mailsSoFar();
      Visitor.Page door = visitor.enter(links.getFirst());
      assertThat(door.at().getPath()).isEqualTo("/files");
      Visitor.Page open = visitor.prove(door, town.mailedCode(guest, before));
      assertThat(open.status()).isEqualTo(200);
      assertThat(visitor.digest(file(open))).isEqualTo(sha256(LARGE));
      // The code came over a next hop that proved what the message's did.
      assertThat(living(id, guest).getFirst().onlyOver()).isNotNull();
      assertThat(events(id, guest)).contains("delivered", "files-opened", "file-fetched");
      assertThat(town.state(id, guest)).isEqualTo(CopyState.DELIVERED);

      // It goes with its message.
      town.pass(Duration.ofHours(3));
      town.tidy();
      Visitor.Page late = visitor.get(links.getFirst());
      assertThat(late.status()).isEqualTo(410);
      assertThat(late.text()).contains("The time to get it is over");
      assertThat(town.read(tx -> MessageRow.byPublicId(tx, id)).orElseThrow().content()).isNull();
      assertThat(visitor.get(file(open)).status()).isNotEqualTo(200);
    } finally {
      town.gateway().gateway().administration().policies().senderCopies(town.organisation(), true);
    }
  }

  @Test
  void whoOnlyLooksOrPressesOpensNothing() throws IOException {
    try (Town.Host host = town.host(Posture.VALID_CERTIFICATE)) {
      String guest = "scanned@" + host.domain();
      String id = town.submit(letter(guest).attachment(LARGE));
      town.await(id, guest, CopyState.DELIVERED);
      URI link = links(guest, delivered(guest)).getFirst();
      Visitor scanner = town.visitor();
      assertThat(scanner.head(link).status()).isEqualTo(200);
      Visitor.Page landing = scanner.get(link);
      List<String> before = events(id, guest);
      for (int round = 0; round < 2; round++) {
        for (Visitor.Page page : scanner.pressEverything(landing)) {
          assertThat(page.document().select("a[href*=/files/get/]")).isEmpty();
          scanner
              .pressEverything(page)
              .forEach(
                  next -> assertThat(next.document().select("a[href*=/files/get/]")).isEmpty());
        }
      }
      String linkId = living(id, guest).getFirst().publicId();
      URI file = link.resolve("/files/get/" + linkId);
      assertThat(scanner.get(file).status()).isNotEqualTo(200);
      assertThat(town.visitor().get(file).status()).isNotEqualTo(200);
      assertThat(town.copy(id, guest).failures()).isLessThan(10);
      assertThat(events(id, guest)).containsAll(before).doesNotContain("files-opened");
      assertThat(town.visitor().get(link.resolve("/a/" + "x".repeat(43))).status()).isEqualTo(404);
      assertThat(town.visitor().get(link.resolve("/a/nothing")).status()).isEqualTo(404);
    }
  }

  @Test
  void tenWrongCodesLockAndRevokingClosesForGood() throws IOException {
    try (Town.Host host = town.host(Posture.VALID_CERTIFICATE)) {
      String guest = "wrong@" + host.domain();
      String id = town.submit(letter(guest).attachment(LARGE));
      town.await(id, guest, CopyState.DELIVERED);
      URI link = links(guest, delivered(guest)).getFirst();
      Visitor visitor = town.visitor();
      long before = town.mailsSoFar();
      Visitor.Page door = visitor.enter(link);
      String right = town.mailedCode(guest, before);
      String wrong = right.equals("123456") ? "654321" : "123456";
      for (int i = 0; i < 10; i++) {
        if (i == 5) {
          town.pass(Duration.ofMinutes(2));
          long again = town.mailsSoFar();
          door = visitor.press(door, door.form("/files/code"), null, java.util.Map.of());
          right = town.mailedCode(guest, again);
          wrong = right.equals("123456") ? "654321" : "123456";
        }
        door = visitor.prove(door, wrong);
      }
      assertThat(visitor.get(link).status()).isEqualTo(410);
      assertThat(visitor.get(link).text()).contains("We have locked this message");
      town.pass(Duration.ofHours(25));
      Visitor.Page open = town.openByMail(town.visitor(), guest, link);
      assertThat(open.document().select("a[href*=/files/get/]")).hasSize(1);

      long copy = town.copy(id, guest).key();
      town.gateway()
          .gateway()
          .database()
          .write(tx -> FileLinkRow.revoke(tx, copy, town.clock().instant()));
      Visitor.Page closed = visitor.get(link);
      assertThat(closed.status()).isEqualTo(410);
      assertThat(closed.text()).contains("has withdrawn it");
    }
  }

  @Test
  void aRetryFindsTheLinksOfTheFirstAttempt() throws IOException {
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String guest = "later@" + host.domain();
      String id = town.submit(letter(guest).attachment(LARGE));
      town.await("tried once", () -> town.deferrals(id, guest) == 1);
      List<FileLinkRow> first = living(id, guest);
      assertThat(first).hasSize(1);
      assertThat(first.getFirst().pending()).isNotNull();
      host.becomes(Posture.VALID_CERTIFICATE);
      town.pass(Duration.ofMinutes(2));
      town.await(id, guest, CopyState.DELIVERED);
      List<FileLinkRow> then = living(id, guest);
      assertThat(then).extracting(FileLinkRow::key).isEqualTo(List.of(first.getFirst().key()));
      // Once handed over the secret is nowhere on the server.
      assertThat(then.getFirst().pending()).isNull();
      URI link = links(guest, delivered(guest)).getFirst();
      assertThat(town.visitor().get(link).status()).isEqualTo(200);
    }
  }

  @Test
  void aMailThatGoesAnotherWayLeavesNoLink() throws IOException {
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String guest = "other@" + host.domain();
      String id =
          town.submit(
              letter(guest)
                  .control("zivver-minimum-recipient-verification: email-verification")
                  .attachment(LARGE));
      town.await("tried once", () -> town.deferrals(id, guest) == 1);
      host.becomes(Posture.SELF_SIGNED);
      town.pass(Duration.ofMinutes(2));
      town.await(id, guest, CopyState.NOTIFIED);
      assertThat(living(id, guest)).isEmpty();
      Visitor visitor = town.visitor();
      Visitor.Page page = town.openByMail(visitor, guest, town.link(guest));
      assertThat(visitor.digest(page.file())).isEqualTo(sha256(LARGE));
    }
  }

  @Test
  void theCodeGoesNoWeakerWayThanTheMessage() throws IOException {
    try (Town.Host host = town.host(Posture.VALID_CERTIFICATE)) {
      String guest = "moved@" + host.domain();
      String id = town.submit(letter(guest).attachment(LARGE));
      town.await(id, guest, CopyState.DELIVERED);
      URI link = links(guest, delivered(guest)).getFirst();
      host.becomes(Posture.SELF_SIGNED);
      long before = town.mailsSoFar();
      Visitor visitor = town.visitor();
      Visitor.Page door = visitor.enter(link);
      town.settle();
      Visitor.Page again = visitor.get(door.at());
      assertThat(again.text()).contains("We could not bring the code to your mailbox");
      assertThat(again.document().select("a[href^=/sign-in]")).isNotEmpty();
      assertThat(again.wantsCode()).isFalse();
      assertThat(town.mailsSoFar()).isEqualTo(before);
    }
  }

  // ── what several need ──

  private static CapturedMail delivered(String address) {
    return town.mail(address, one -> one.raw().contains("/a/"));
  }

  private static final Pattern LINK = Pattern.compile("https?://[^\\s\"<>]+/a/([\\w-]{43})");

  /** The links in a mail; their secrets are canaries from now on. */
  private static List<URI> links(String address, CapturedMail mail) {
    String plain =
        mail.raw().replace("=\r\n", "").replace("=46", "F").replace("=2E", ".").replace("=3D", "=");
    List<URI> links = new ArrayList<>();
    Matcher found = LINK.matcher(plain);
    while (found.find()) {
      URI link = URI.create(found.group());
      if (!links.contains(link)) {
        links.add(link);
        String what = "file link " + links.size() + " for " + address;
        town.canaries().plant(what, found.group(1));
        town.canaries()
            .allow(what, left -> left.mail() != null && left.mail().number() == mail.number());
      }
    }
    return links;
  }

  private static List<FileLinkRow> living(String id, String recipient) {
    long copy = town.copy(id, recipient).key();
    return town.read(tx -> FileLinkRow.livingOf(tx, copy));
  }

  private static URI file(Visitor.Page page) {
    return URI.create(page.document().select("a[href*=/files/get/]").getFirst().absUrl("href"));
  }

  private static List<String> events(String id, String recipient) {
    long copy = town.copy(id, recipient).key();
    return town.read(tx ->
        tx.list(
            "SELECT what FROM copy_event WHERE copy = ? ORDER BY key", r -> r.getString(1), copy));
  }

  private static byte[] sha256(int attached) {
    byte[] octets = new byte[attached];
    new Random(attached).nextBytes(octets);
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
