package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyState;
import io.postern.demo.CapturedMail;
import io.postern.demo.Posture;
import io.postern.dkim.PythonDkim;
import io.postern.dkim.Verdict;
import io.postern.dkim.Verifier;
import io.postern.dns.DnsResolver;
import io.postern.dns.ResolverSettings;
import io.postern.smtp.Domain;
import io.postern.standing.DkimKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** SPEC 2.3: what leaves is signed for its From domain, and is otherwise what was handed in. */
class SignedMailEndToEndTest {
  private static final Domain DOMAIN = Domain.of("stanna.example");

  @RegisterExtension static final Town town = new Town();

  @TempDir private Path folder;

  @Test
  void aDirectDeliveryIsSignedAndElseTheSameOctets() throws Exception {
    try (Town.Host host = town.host(Posture.VALID_CERTIFICATE)) {
      String recipient = "signed@" + host.domain();
      Letter letter =
          Letter.to(recipient)
              .text("Dear  patient,\t \r\n\r\n. a dot\r\ntrailing \r\n\r\n")
              .attachment(300_000);
      String id = town.submit(letter);
      town.await(id, recipient, CopyState.DELIVERED);

      CapturedMail mail = town.mail(recipient, one -> true);
      passes(mail);
      String left = octets(mail);
      String handedIn = new String(letter.bytes(), StandardCharsets.ISO_8859_1);
      assertThat(left).endsWith(handedIn);
      String before = left.substring(0, left.length() - handedIn.length());
      assertThat(fieldNames(before))
          .containsExactly("DKIM-Signature", "DKIM-Signature", "X-Postern-Loop", "Received");
    }
  }

  @Test
  void notificationsCodesAndReportsAreSigned() throws Exception {
    try (Town.Host host = town.host(Posture.NO_STARTTLS)) {
      String guest = "guest@" + host.domain();
      String id = town.submit(Letter.to(guest));
      town.await(id, guest, CopyState.NOTIFIED);
      URI link = town.link(guest);
      passes(town.mail(guest, one -> true));

      long before = town.mailsSoFar();
      Visitor visitor = town.visitor();
      visitor.prove(visitor.enter(link), town.mailedCode(guest, before));
      passes(town.mail(guest, one -> one.number() > before));

      String nobody = "nobody@town-without-mail.example";
      String failing = town.submit(Letter.to(nobody));
      town.await(failing, nobody, CopyState.FAILED);
      CapturedMail report = town.mail(Letter.SENDER, one -> one.raw().contains("multipart/report"));
      passes(report);
    }
  }

  @Test
  void aKeyThatIsNotInTheDnsDoesNotSignAndANewPairTakesOverWhenItIs() throws Exception {
    try (Town.Host host = town.host(Posture.VALID_CERTIFICATE)) {
      List<DkimKey> first = keys();
      assertThat(selectors(first)).containsExactly("p1r ACTIVE true", "p1e ACTIVE true");
      assertThat(selectorsOfAMailTo("one@" + host.domain())).containsExactly("p1r", "p1e");

      // The administrator of the DNS loses a record.
      town.world().nameServer().remove(first.getLast().name().ascii());
      forgetAndLook();
      assertThat(selectorsOfAMailTo("two@" + host.domain())).containsExactly("p1r");
      first.forEach(key -> town.world().nameServer().remove(key.name().ascii()));
      forgetAndLook();
      assertThat(selectorsOfAMailTo("three@" + host.domain())).isEmpty();
      first.forEach(key -> town.world().publish(key.name(), key.record()));
      forgetAndLook();

      // A new pair waits for its records.
      var administration = town.gateway().gateway().administration();
      List<DkimKey> both = administration.signingKeys().rotate(town.organisation(), DOMAIN);
      forgetAndLook();
      assertThat(selectorsOfAMailTo("four@" + host.domain())).containsExactly("p1r", "p1e");
      both.subList(2, 4).forEach(key -> town.world().publish(key.name(), key.record()));
      forgetAndLook();
      assertThat(selectorsOfAMailTo("five@" + host.domain())).containsExactly("p2r", "p2e");
      assertThat(selectors(keys()))
          .containsExactly(
              "p1r RETIRING true", "p1e RETIRING true", "p2r ACTIVE true", "p2e ACTIVE true");

      town.pass(Duration.ofDays(6));
      forgetAndLook();
      assertThat(keys()).hasSize(4);
      town.pass(Duration.ofDays(2));
      forgetAndLook();
      assertThat(selectors(keys())).containsExactly("p2r ACTIVE true", "p2e ACTIVE true");
    }
  }

  private static List<DkimKey> keys() throws Exception {
    return town.gateway()
        .gateway()
        .administration()
        .signingKeys()
        .make(town.organisation(), DOMAIN);
  }

  private static List<String> selectors(List<DkimKey> keys) {
    return keys.stream().map(key -> key.selector() + " " + key.state() + " " + key.live()).toList();
  }

  /** What the resolver remembers is over by then. */
  private static void forgetAndLook() {
    town.pass(Duration.ofMinutes(2));
    town.gateway().gateway().lookRound();
  }

  private List<String> selectorsOfAMailTo(String recipient) throws Exception {
    String id = town.submit(Letter.to(recipient));
    town.await(id, recipient, CopyState.DELIVERED);
    return verdicts(town.mail(recipient, one -> true)).stream()
        .map(verdict -> verdict instanceof Verdict.Pass pass ? pass.selector() : "" + verdict)
        .toList();
  }

  /** Both signatures hold, for us and for somebody else. */
  private void passes(CapturedMail mail) throws Exception {
    assertThat(verdicts(mail))
        .hasSize(2)
        .allSatisfy(verdict -> {
          assertThat(verdict).isInstanceOf(Verdict.Pass.class);
          assertThat(((Verdict.Pass) verdict).domain()).isEqualTo(DOMAIN);
        });
    PythonDkim.assumeInstalled();
    Map<String, String> records =
        keys().stream().collect(Collectors.toMap(key -> key.name().ascii(), DkimKey::record));
    try (InputStream in = mail.open()) {
      assertThat(PythonDkim.verify(folder, in.readAllBytes(), records, town.clock().instant()))
          .containsExactly("pass", "pass");
    }
  }

  private static List<Verdict> verdicts(CapturedMail mail) throws IOException {
    ResolverSettings settings = ResolverSettings.trusting(List.of(town.world().dns()));
    try (DnsResolver resolver = new DnsResolver(settings, town.clock());
        InputStream in = mail.open()) {
      return new Verifier(resolver, town.clock()).verify(in);
    }
  }

  private static String octets(CapturedMail mail) throws IOException {
    try (InputStream in = mail.open()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static List<String> fieldNames(String header) {
    List<String> names = new ArrayList<>();
    for (String line : header.split("\r\n")) {
      if (!line.startsWith(" ") && !line.startsWith("\t")) {
        names.add(line.substring(0, line.indexOf(':')));
      }
    }
    return names;
  }
}
