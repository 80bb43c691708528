package io.postern.dns;

import static io.postern.dns.Answer.Security.BOGUS;
import static io.postern.dns.Answer.Security.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.demo.DemoDns;
import io.postern.demo.Signing;
import io.postern.smtp.Domain;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What answers are worth when we validate, against zones signed in every right and wrong way. */
@Timeout(60)
class DnssecTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private DemoDns server;
  private DnsResolver resolver;

  @BeforeEach
  void open() throws IOException {
    server = new DemoDns(InetAddress.getLoopbackAddress(), 0, InstantSource.system());
    for (String domain :
        List.of(
            "plain.example",
            "safe.example",
            "other.example",
            "old.example",
            "false.example",
            "bare.example",
            "key.example",
            "silent.example",
            "island.safe.example",
            "deep.safe.example")) {
      server.mx(domain, 10, "mx." + domain).a("mx." + domain, InetAddress.ofLiteral("192.0.2.1"));
    }
    server.signed("safe.example").signed("other.example").signed("deep.safe.example");
    server.zone("old.example", Signing.EXPIRED).bogus("false.example");
    server.zone("bare.example", Signing.STRIPPED).zone("key.example", Signing.WRONG_KEY);
    server.zone("silent.example", Signing.UNPROVEN).zone("island.safe.example", Signing.UNSIGNED);
    server.a("*.wild.safe.example", InetAddress.ofLiteral("192.0.2.9"));
    server.tlsa("mx.safe.example", 25, 3, 1, 1, new byte[32]);
    server.cname("to-other.safe.example", "mx.other.example");
    server.cname("to-plain.safe.example", "mx.plain.example");
    server.cname("to-false.safe.example", "mx.false.example");
    server.cname("to-none.safe.example", "none.safe.example");
    server.cname("to-safe.plain.example", "mx.safe.example");
    server.cname("to-plain.plain.example", "mx.plain.example");
    server.cname("twice.safe.example", "to-plain.safe.example");
    server.cname("there-and-back.safe.example", "to-safe.plain.example");
    resolver = resolver();
  }

  private DnsResolver resolver() throws IOException {
    return new DnsResolver(
        ResolverSettings.validating(
                List.of(server.address()), TrustAnchors.parse(server.trustAnchor()))
            .with(new ResolverSettings.Limits(PATIENCE, 2, PATIENCE, PATIENCE)),
        now::get);
  }

  @AfterEach
  void close() {
    resolver.close();
    server.close();
  }

  @ParameterizedTest(name = "{0} {1}: {2} {3}")
  @CsvSource({
    "safe.example,                MX,   FOUND,        SECURE",
    "safe.example,                TXT,  NO_DATA,      SECURE",
    "_25._tcp.mx.safe.example,    TLSA, FOUND,        SECURE",
    "_tcp.mx.safe.example,        TLSA, NO_DATA,      SECURE",
    "_465._tcp.mx.safe.example,   TLSA, NO_SUCH_NAME, SECURE",
    "none.safe.example,           A,    NO_SUCH_NAME, SECURE",
    "any.wild.safe.example,       A,    FOUND,        SECURE",
    "any.wild.safe.example,       MX,   NO_DATA,      SECURE",
    "deep.safe.example,           MX,   FOUND,        SECURE",
    "nobody.example,              MX,   NO_SUCH_NAME, SECURE",
    "example,                     MX,   NO_DATA,      SECURE",
    "to-other.safe.example,       A,    FOUND,        SECURE",
    "to-other.safe.example,       AAAA, NO_DATA,      SECURE",
    "to-none.safe.example,        A,    NO_SUCH_NAME, SECURE",
    "plain.example,               MX,   FOUND,        INSECURE",
    "plain.example,               TXT,  NO_DATA,      INSECURE",
    "none.plain.example,          A,    NO_SUCH_NAME, INSECURE",
    "_25._tcp.mx.plain.example,   TLSA, NO_SUCH_NAME, INSECURE",
    "island.safe.example,         MX,   FOUND,        INSECURE",
    "to-plain.safe.example,       A,    FOUND,        INSECURE",
    "to-plain.safe.example,       AAAA, NO_DATA,      INSECURE",
    "to-safe.plain.example,       A,    FOUND,        INSECURE",
    "to-plain.plain.example,      A,    FOUND,        INSECURE",
    "there-and-back.safe.example, A,    FOUND,        INSECURE",
    "to-false.safe.example,       A,    FAILED,       BOGUS",
    "false.example,               MX,   FAILED,       BOGUS",
    "none.false.example,          MX,   FAILED,       BOGUS",
    "old.example,                 MX,   FAILED,       BOGUS",
    "old.example,                 TXT,  FAILED,       BOGUS",
    "bare.example,                MX,   FAILED,       BOGUS",
    "none.bare.example,           A,    FAILED,       BOGUS",
    "key.example,                 MX,   FAILED,       BOGUS",
    "silent.example,              MX,   FAILED,       BOGUS",
    "none.silent.example,         MX,   FAILED,       BOGUS",
  })
  void isWorth(String name, String type, Answer.Status status, Answer.Security security) {
    Answer<Record> answer = ask(name, Type.value(type));
    assertThat(answer.status()).as(answer.why()).isEqualTo(status);
    assertThat(answer.security()).as(answer.why()).isEqualTo(security);
    if (status == Answer.Status.FAILED) {
      assertThat(answer.why()).isNotEmpty();
    }
  }

  @ParameterizedTest(name = "{0}: {1}, first step {2}, all {3}")
  @CsvSource({
    "mx.safe.example,             mx.safe.example,  SECURE,   SECURE",
    "to-other.safe.example,       mx.other.example, SECURE,   SECURE",
    "to-plain.safe.example,       mx.plain.example, SECURE,   INSECURE",
    "twice.safe.example,          mx.plain.example, SECURE,   INSECURE",
    "there-and-back.safe.example, mx.safe.example,  SECURE,   INSECURE",
    "to-safe.plain.example,       mx.safe.example,  INSECURE, INSECURE",
    "to-plain.plain.example,      mx.plain.example, INSECURE, INSECURE",
  })
  void aHostTellsWhatEachStepIsWorth(
      String host, String end, Answer.Security first, Answer.Security all) {
    HostAnswer answer = resolver.host(Domain.of(host));
    assertThat(answer.canonical()).isEqualTo(Domain.of(end));
    assertThat(answer.firstStep()).isEqualTo(first);
    assertThat(answer.addresses().security()).isEqualTo(all);
    assertThat(answer.addresses().status()).isEqualTo(Answer.Status.FOUND);
  }

  @Test
  void anAddressFamilyThatDoesNotComeTakesNothingAwayFromTheOther() {
    server.touchingUp(answer -> {
      if (answer.getQuestion().getType() == Type.AAAA) {
        answer.getHeader().setRcode(Rcode.REFUSED);
      }
      return answer;
    });
    HostAnswer answer = resolver.host(Domain.of("mx.safe.example"));
    assertThat(answer.addresses().status()).isEqualTo(Answer.Status.FOUND);
    assertThat(answer.addresses().security()).isEqualTo(SECURE);
    assertThat(answer.firstStep()).isEqualTo(SECURE);
  }

  @Test
  void aSecondLookUpInAZoneAsksOneQuestion() {
    ask("safe.example", Type.MX);
    int before = server.asked().size();
    ask("mx.safe.example", Type.A);
    assertThat(server.asked().size() - before).isEqualTo(1);
  }

  @Test
  void aSecondZoneBelowTheSameParentAsksForItsOwnKeysOnly() {
    ask("safe.example", Type.MX);
    int before = server.asked().size();
    ask("other.example", Type.MX);
    assertThat(server.asked().subList(before, server.asked().size()))
        .containsExactly("MX other.example", "DS other.example", "DNSKEY other.example");
  }

  @Test
  void aZoneMendedIsBelievedAfterTheTroubleTime() {
    assertThat(ask("false.example", Type.MX).security()).isEqualTo(BOGUS);
    server.signed("false.example");
    assertThat(ask("false.example", Type.MX).security()).isEqualTo(BOGUS);
    now.updateAndGet(t -> t.plusSeconds(6));
    assertThat(ask("false.example", Type.MX).security()).isEqualTo(SECURE);
  }

  /** Ways to make an answer about a signed name look unsigned, for somebody on the way. */
  enum Attack {
    STRIP_SIGNATURES {
      @Override
      Message on(Message answer) {
        return without(answer, r -> r.getType() == Type.RRSIG);
      }
    },
    STRIP_PROOFS {
      @Override
      Message on(Message answer) {
        return without(answer, r -> r.getType() == Type.NSEC);
      }
    },
    NOTHING_HERE {
      @Override
      Message on(Message answer) {
        return without(answer, r -> true);
      }
    },
    NOTHING_HERE_SAYS_AN_UNSIGNED_ZONE {
      @Override
      Message on(Message answer) {
        Message none = without(answer, r -> true);
        none.addRecord(UNSIGNED_SOA, Section.AUTHORITY);
        return none;
      }
    },
    NO_SUCH_NAME_SAYS_AN_UNSIGNED_ZONE {
      @Override
      Message on(Message answer) {
        Message none = without(answer, r -> true);
        none.getHeader().setRcode(Rcode.NXDOMAIN);
        none.addRecord(UNSIGNED_SOA, Section.AUTHORITY);
        return none;
      }
    },
    AN_UNSIGNED_RECORD_IN_FRONT {
      @Override
      Message on(Message answer) {
        Message all = without(answer, r -> true);
        all.addRecord(UNSIGNED_A, Section.ANSWER);
        answer.getSection(Section.ANSWER).stream()
            .filter(r -> r.getType() != Type.RRSIG)
            .forEach(r -> all.addRecord(r, Section.ANSWER));
        return all;
      }
    },
    SIGNED_BY_AN_UNSIGNED_ZONE {
      @Override
      Message on(Message answer) {
        return signedBy(answer, Name.fromConstantString("plain.example."));
      }
    },
    SIGNED_BY_NOBODY_BELOW {
      @Override
      Message on(Message answer) {
        return signedBy(answer, Name.fromConstantString("island.safe.example."));
      }
    },
    AN_ALIAS_INTO_AN_UNSIGNED_ZONE {
      @Override
      Message on(Message answer) {
        Message all = without(answer, r -> true);
        Name name = answer.getQuestion().getName();
        Name to = Name.fromConstantString("mx.plain.example.");
        all.addRecord(new CNAMERecord(name, DClass.IN, 5, to), Section.ANSWER);
        all.addRecord(UNSIGNED_A, Section.ANSWER);
        return all;
      }
    },
    AN_ALIAS_TO_NOTHING_IN_AN_UNSIGNED_ZONE {
      @Override
      Message on(Message answer) {
        Message all = without(answer, r -> true);
        Name name = answer.getQuestion().getName();
        all.addRecord(new CNAMERecord(name, DClass.IN, 5, PLAIN), Section.ANSWER);
        all.addRecord(UNSIGNED_SOA, Section.AUTHORITY);
        return all;
      }
    };

    abstract Message on(Message answer);
  }

  private static final Name PLAIN = Name.fromConstantString("plain.example.");
  private static final Record UNSIGNED_SOA =
      new SOARecord(PLAIN, DClass.IN, 5, PLAIN, PLAIN, 1, 60, 60, 60, 5);
  private static final Record UNSIGNED_A =
      new ARecord(
          Name.fromConstantString("mx.plain.example."),
          DClass.IN,
          5,
          InetAddress.ofLiteral("192.0.2.1"));

  @ParameterizedTest
  @EnumSource
  void whoChangesAnswersOnTheWayCannotMakeThemUnsigned(Attack attack) {
    ask("plain.example", Type.MX);
    for (String kept : List.of("", "DNSKEY", "DS")) {
      server.touchingUp(answer -> {
        Record asked = answer.getQuestion();
        boolean target = asked.getName().toString().endsWith("safe.example.");
        return target && !Type.string(asked.getType()).equals(kept) ? attack.on(answer) : answer;
      });
      for (String name : List.of("_25._tcp.mx.safe.example", "_26._tcp.mx.safe.example")) {
        Answer<Record> answer = ask(name, Type.TLSA);
        // What was left whole may be believed; nothing is taken for unsigned, or not there.
        boolean whole = answer.security() == SECURE && name.equals("_25._tcp.mx.safe.example");
        assertThat(answer.status())
            .as("%s %s %s", kept, name, answer)
            .isEqualTo(whole ? Answer.Status.FOUND : Answer.Status.FAILED);
      }
      now.updateAndGet(t -> t.plusSeconds(60));
    }
  }

  @Test
  void aKeyThatDoesNotComeIsTroubleAndNothingElse() {
    for (String lost : List.of("DNSKEY safe.example.", "DS safe.example.", "DS example.")) {
      server.touchingUp(answer -> {
        Record asked = answer.getQuestion();
        if ((Type.string(asked.getType()) + " " + asked.getName()).equals(lost)) {
          answer.getHeader().setRcode(Rcode.SERVFAIL);
        }
        return answer;
      });
      for (String name : List.of("mx.safe.example", "none.safe.example")) {
        for (int type : new int[] {Type.A, Type.TXT}) {
          Answer<Record> answer = ask(name, type);
          assertThat(answer.status()).as("%s, %s", lost, name).isEqualTo(Answer.Status.FAILED);
          assertThat(answer.security()).isEqualTo(Answer.Security.UNKNOWN);
        }
      }
      now.updateAndGet(t -> t.plus(Duration.ofHours(2)));
    }
  }

  @Test
  void withoutTheRightAnchorNothingIsBelieved() throws IOException {
    try (DnsResolver stranger =
        new DnsResolver(
            ResolverSettings.validating(List.of(server.address()), TrustAnchors.builtIn()),
            now::get)) {
      assertThat(stranger.mx(Domain.of("safe.example")).security()).isEqualTo(BOGUS);
      assertThat(stranger.mx(Domain.of("plain.example")).status()).isEqualTo(Answer.Status.FAILED);
    }
  }

  private Answer<Record> ask(String name, int type) {
    return resolver.ask(Name.fromConstantString(name + "."), type);
  }

  private static Message without(Message answer, Predicate<Record> dropped) {
    Message changed = new Message(answer.getHeader().getID());
    for (int flag : new int[] {Flags.QR, Flags.RA, Flags.RD}) {
      changed.getHeader().setFlag(flag);
    }
    changed.getHeader().setRcode(answer.getRcode());
    changed.addRecord(answer.getQuestion(), Section.QUESTION);
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      answer.getSection(section).stream()
          .filter(dropped.negate())
          .forEach(r -> changed.addRecord(r, section));
    }
    return changed;
  }

  private static Message signedBy(Message answer, Name signer) {
    Message changed = without(answer, r -> true);
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      for (Record record : answer.getSection(section)) {
        changed.addRecord(
            record instanceof RRSIGRecord s
                ? new RRSIGRecord(
                    s.getName(),
                    s.getDClass(),
                    s.getTTL(),
                    s.getTypeCovered(),
                    s.getAlgorithm(),
                    s.getOrigTTL(),
                    s.getExpire(),
                    s.getTimeSigned(),
                    s.getFootprint(),
                    signer,
                    s.getSignature())
                : record,
            section);
      }
    }
    return changed;
  }
}
