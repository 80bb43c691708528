package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Answer;
import io.postern.dns.ScriptedDns;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a verdict says beside its result: which directive, in whose record, how wide. */
class SpfTest {
  private final ScriptedDns dns = new ScriptedDns();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v=spf1 ip4:192.0.2.1 -all                  | PASS | IP4 OWN ip4:192.0.2.1 own.example 32
          v=spf1 ip4:192.0.2.0/24 -all               | PASS | IP4 OWN ip4:192.0.2.0/24 own.example 24
          v=spf1 a:host.example/30 -all              | PASS | A OWN a:host.example/30 own.example 30
          v=spf1 mx -all                             | PASS | MX OWN mx own.example 32
          v=spf1 exists:host.example -all            | PASS | EXISTS OWN exists:host.example own.example 0
          v=spf1 ptr -all                            | FAIL | ALL OWN -all own.example 0
          v=spf1 include:cloud.example -all          | PASS | IP4 INCLUDE ip4:192.0.2.0/24 cloud.example 24
          v=spf1 include:deep.example -all           | PASS | IP4 INCLUDE ip4:192.0.2.0/24 cloud.example 24
          v=spf1 redirect=cloud.example              | PASS | IP4 REDIRECT ip4:192.0.2.0/24 cloud.example 24
          v=spf1 redirect=deep.example               | PASS | IP4 INCLUDE ip4:192.0.2.0/24 cloud.example 24
          v=spf1 ip4:198.51.100.1 ~all               | SOFTFAIL | ALL OWN ~all own.example 0
          v=spf1 ip4:198.51.100.1                    | NEUTRAL |
          v=spf1 include:nothing.example -all        | PERMERROR |
          v=spf1 ip4:192.0.2.300 -all                | PERMERROR |
          v=spf10 ip4:192.0.2.1                      | NONE |
          """)
  void whichDirectiveDecided(String record, Spf.Result result, String match) {
    txt("own.example", record);
    txt("cloud.example", "v=spf1 ip4:192.0.2.0/24 -all");
    txt("deep.example", "v=spf1 include:cloud.example -all");
    dns.a("host.example", "192.0.2.2").mx("own.example", "mx.example").a("mx.example", "192.0.2.1");
    Spf.Verdict verdict = check();
    assertThat(verdict.result()).as(verdict.why()).isEqualTo(result);
    Spf.Match found = verdict.match();
    assertThat(
            found == null
                ? null
                : found.kind()
                    + " "
                    + found.place()
                    + " "
                    + found.text()
                    + " "
                    + found.record()
                    + " "
                    + found.bits())
        .isEqualTo(match);
  }

  @Test
  void aNullReversePathIsJudgedByItsHelo() {
    txt("mail.own.example", "v=spf1 ip4:192.0.2.1 -all");
    assertThat(spf().check(client(), "mail.own.example", ReversePath.none()).result())
        .isEqualTo(Spf.Result.PASS);
    assertThat(
            spf()
                .check(client(), "mail.own.example", ReversePath.of(Mailbox.of("a@own.example")))
                .result())
        .isEqualTo(Spf.Result.NONE);
    assertThat(spf().check(client(), "[192.0.2.1]", ReversePath.none()).result())
        .isEqualTo(Spf.Result.NONE);
  }

  @Test
  void troubleIsNoVerdict() {
    dns.txt("own.example", Answer.failed(Answer.Security.BOGUS, "bogus"));
    assertThat(check().result()).isEqualTo(Spf.Result.TEMPERROR);
    txt("own.example", "v=spf1 a:host.example -all");
    dns.a("host.example", Answer.failed(Answer.Security.UNKNOWN, "SERVFAIL"));
    assertThat(check().result()).isEqualTo(Spf.Result.TEMPERROR);
  }

  @Test
  void aNameThatAddressesClaimMustLeadBack() {
    txt("own.example", "v=spf1 ptr -all");
    dns.ptr(
        "192.0.2.1",
        Answer.found(Answer.Security.UNKNOWN, List.of(Domain.of("h.own.example")), Duration.ZERO));
    assertThat(check().result()).isEqualTo(Spf.Result.FAIL);
    dns.a("h.own.example", "192.0.2.1");
    assertThat(check().result()).isEqualTo(Spf.Result.PASS);
  }

  @Test
  void lookUpsAreCounted() {
    txt("own.example", "v=spf1 a:host.example include:cloud.example mx -all");
    txt("cloud.example", "v=spf1 a:host.example ~all");
    dns.a("host.example", "198.51.100.7").mx("own.example", "host.example");
    assertThat(check().lookups()).isEqualTo(4);
  }

  private void txt(String name, String... records) {
    dns.txt(
        name, Answer.found(Answer.Security.UNKNOWN, Arrays.asList(records), Duration.ofMinutes(1)));
  }

  private Spf spf() {
    return new Spf(dns, Domain.of("gate.example"), InstantSource.fixed(Instant.EPOCH));
  }

  private Spf.Verdict check() {
    return spf().check(client(), Domain.of("own.example"));
  }

  private static InetAddress client() {
    return InetAddress.ofLiteral("192.0.2.1");
  }
}
