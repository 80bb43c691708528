package io.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Answer;
import io.postern.dns.ScriptedDns;
import io.postern.smtp.Domain;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tree walk of RFC 9989 as a table: records on the way, then what holds for the name below. */
class DmarcTest {

  /** Zones are written as {@code domain: record} with a slash between. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          b.example    | b.example: v=DMARC1; p=reject                                             | b.example b.example REJECT
          b.example    | b.example: v=DMARC1; p=reject; t=y                                        | b.example b.example QUARANTINE
          b.example    | b.example: v=DMARC1;p=Quarantine;                                         | b.example b.example QUARANTINE
          m.b.example  | b.example: v=DMARC1; p=reject                                             | b.example b.example REJECT
          m.b.example  | b.example: v=DMARC1; p=reject; sp=none                                    | b.example b.example NONE
          m.b.example  | b.example: v=DMARC1; p=none; np=reject                                    | b.example b.example NONE
          x.b.example  | b.example: v=DMARC1; p=none; np=reject                                    | b.example b.example REJECT
          m.b.example  | m.b.example: v=DMARC1; p=none / b.example: v=DMARC1; p=reject             | m.b.example b.example NONE
          m.b.example  | m.b.example: v=DMARC1; p=none; psd=n / b.example: v=DMARC1; p=reject      | m.b.example m.b.example NONE
          m.b.example  | example: v=DMARC1; p=reject; psd=y                                        | example b.example REJECT
          m.b.example  | b.example: v=DMARC1; p=none / example: v=DMARC1; p=reject; psd=y          | b.example b.example NONE
          m.b.example  | m.b.example: v=DMARC1; p=none; psd=y / b.example: v=DMARC1; p=reject      | m.b.example m.b.example NONE
          b.example    | b.example: v=DMARC1; p=reject / b.example: v=DMARC1; p=none               | none
          b.example    | b.example: v=DMARC1; p=none; p=reject                                     | b.example b.example NONE
          b.example    | b.example: v=DMARC1; rua=mailto:a@b.example                               | b.example b.example NONE
          b.example    | b.example: v=DMARC1; p=maybe                                              | none
          b.example    | b.example: v=DMARC1                                                       | none
          b.example    | b.example: v=dmarc1; p=reject                                             | none
          b.example    | b.example: p=reject; v=DMARC1                                             | none
          b.example    | b.example: v=spf1 -all                                                    | none
          b.example    | c.example: v=DMARC1; p=reject                                             | none
          a.b.c.d.e.f.g.h.b.example | b.example: v=DMARC1; p=reject                                | b.example b.example REJECT
          a.b.c.d.e.f.g.h.b.example | f.g.h.b.example: v=DMARC1; p=reject                          | f.g.h.b.example f.g.h.b.example REJECT
          a.b.c.d.e.f.g.h.b.example | b.c.d.e.f.g.h.b.example: v=DMARC1; p=reject                  | none
          """)
  void whatHolds(String from, String zone, String wanted) {
    ScriptedDns dns = new ScriptedDns().a("m.b.example", "192.0.2.1");
    dns.a("a.b.c.d.e.f.g.h.b.example", "192.0.2.1");
    for (String entry : zone.split(" / ")) {
      String domain = entry.substring(0, entry.indexOf(':'));
      String text = entry.substring(entry.indexOf(':') + 2);
      Domain name = Domain.of("_dmarc." + domain);
      List<String> more =
          dns.txt(name).status() == Answer.Status.FOUND
              ? List.of(dns.txt(name).records().getFirst(), text)
              : List.of(text);
      dns.txt(name.ascii(), Answer.found(Answer.Security.UNKNOWN, more, Duration.ofMinutes(1)));
    }
    String found =
        switch (new Dmarc(dns).of(Domain.of(from))) {
          case Dmarc.Holds holds -> holds.at() + " " + holds.organisation() + " " + holds.inForce();
          case Dmarc.None _ -> "none";
          case Dmarc.NotNow _ -> "not now";
        };
    assertThat(found).isEqualTo(wanted);
  }

  @Test
  void aFailedLookUpOnTheWayIsNoAnswer() {
    ScriptedDns dns = new ScriptedDns();
    dns.txt("_dmarc.b.example", Answer.failed(Answer.Security.BOGUS, "bogus"));
    dns.txt(
        "_dmarc.m.b.example",
        Answer.found(Answer.Security.UNKNOWN, List.of("v=DMARC1; p=none"), Duration.ZERO));
    assertThat(new Dmarc(dns).of(Domain.of("m.b.example"))).isInstanceOf(Dmarc.NotNow.class);
  }
}
