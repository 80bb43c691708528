package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.Administration;
import io.postern.admin.Domains;
import io.postern.admin.SmtpCredentials;
import io.postern.demo.CapturedMail;
import io.postern.demo.DemoDns;
import io.postern.demo.DemoSubmitter;
import io.postern.demo.Running;
import io.postern.directory.DomainClaim;
import io.postern.directory.Organisation;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.standing.DkimKey;
import io.postern.standing.Standing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 2.5: a domain sends once its records are seen, and for two weeks after they are lost. */
class DomainStandingEndToEndTest {
  private static final Domain DOMAIN = Domain.of("clinic.example");
  private static final String ADMIN = "admin@stanna.example";
  private static final String SENDER = "ann@clinic.example";

  @RegisterExtension static final Town town = new Town();

  @Test
  void aDomainSendsWhenItsRecordsAreThereAndStopsTwoWeeksAfterTheyAreGone() throws Exception {
    Administration administration = town.gateway().gateway().administration();
    Domains domains = administration.domains();
    DemoDns dns = town.world().nameServer();
    Organisation clinic = administration.organisations().create("The Clinic", Locale.ENGLISH);
    clinic = administration.organisations().postmaster(clinic, Mailbox.of(ADMIN));
    DomainClaim claim = domains.claim(clinic, DOMAIN);
    Domains.Record ownership = Domains.record(claim);
    dns.txt(ownership.name().ascii(), ownership.value());
    domains.verify(clinic, DOMAIN);
    administration.accounts().create(clinic, Mailbox.of(SENDER), "Ann", null);
    SmtpCredentials.Issued issued =
        administration.credentials().create(clinic, "mail server", Set.of());
    DemoSubmitter submitter =
        new DemoSubmitter(
            town.gateway().submissionPort(),
            new Running.Login(issued.credential().login(), issued.secret()),
            town.world().clientTls());

    assertThat(answer(submitter)).contains("451", "4.7.1", "were not seen yet");
    domains.check(clinic, DOMAIN);
    assertThat(answer(submitter))
        .contains("its DNS lacks a DKIM record, and SPF for this gateway or a return-path record");

    List<DkimKey> keys = administration.signingKeys().make(clinic, DOMAIN);
    keys.forEach(key -> town.world().publish(key.name(), key.record()));
    lookAgain();
    assertThat(answer(submitter))
        .contains("its DNS lacks SPF for this gateway")
        .doesNotContain("DKIM");
    dns.txt("clinic.example", "v=spf1 a:gate.stanna.example -all");
    lookAgain();
    assertThat(answer(submitter)).isEqualTo("taken");
    told("The DNS of clinic.example is complete", "are there");

    dns.remove("clinic.example");
    lookAgain();
    assertThat(answer(submitter)).isEqualTo("taken");
    told("your mail goes on until", "v=spf1 a:gate.stanna.example ~all");
    town.pass(Duration.ofDays(13));
    lookAgain();
    assertThat(answer(submitter)).isEqualTo("taken");
    town.pass(Duration.ofDays(1));
    lookAgain();
    assertThat(answer(submitter)).contains("451", "its DNS lacks SPF for this gateway");
    told("Postern takes no mail from clinic.example now", "There is no SPF record.");
    dns.txt("clinic.example", "v=spf1 a:gate.stanna.example -all");
    lookAgain();
    assertThat(answer(submitter)).isEqualTo("taken");

    // Trouble with the DNS is no reason.
    dns.servfail("clinic.example");
    dns.servfail(ownership.name().ascii());
    town.pass(Duration.ofDays(30));
    lookAgain();
    assertThat(answer(submitter)).isEqualTo("taken");
    dns.remove("clinic.example").txt("clinic.example", "v=spf1 a:gate.stanna.example -all");

    // Nobody proves any more that the domain is theirs: after two weeks it is given up.
    dns.remove(ownership.name().ascii());
    lookAgain();
    assertThat(answer(submitter)).isEqualTo("taken");
    town.pass(Standing.GRACE);
    lookAgain();
    assertThat(domains.list(clinic)).isEmpty();
    told("clinic.example is no longer yours", "Claim it again");
    assertThat(answer(submitter)).contains("550", "5.7.1", "not a verified domain");
    assertThat(administration.signingKeys().make(town.organisation(), Domain.of("stanna.example")))
        .isNotEmpty();
  }

  private static void told(String subject, String words) {
    CapturedMail mail = town.mail(ADMIN, one -> one.subject().contains(subject));
    assertThat(mail.text()).contains(words);
  }

  private static void lookAgain() {
    // What the resolver remembers is over by then.
    town.pass(Duration.ofMinutes(2));
    town.gateway().gateway().lookRound();
  }

  private static String answer(DemoSubmitter submitter) {
    try {
      submitter.submit(
          SENDER,
          List.of("m.bakker@stanna.example"),
          ("From: Ann <" + SENDER + ">\r\nTo: m.bakker@stanna.example\r\nSubject: x\r\n\r\nx\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      return "taken";
    } catch (IOException refused) {
      return String.valueOf(refused.getMessage());
    }
  }
}
