package io.postern.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.dns.Answer;
import io.postern.dns.Mx;
import io.postern.dns.ScriptedDns;
import io.postern.smtp.Domain;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 5321 section 5.1 and RFC 7505. */
class MxWalkTest {

  private static final Domain DOMAIN = Domain.of("recipient.example");
  private final ScriptedDns dns = new ScriptedDns();
  private final MxWalk walk = new MxWalk(dns, new SecureRandom());

  @Test
  void sortsByPreferenceAndShufflesEquals() {
    mx(new Mx(20, "c.example"), new Mx(10, "a.example"), new Mx(10, "b.example"));
    Set<List<String>> orders = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      orders.add(names());
    }
    assertThat(orders)
        .containsExactlyInAnyOrder(
            List.of("a.example", "b.example", "c.example"),
            List.of("b.example", "a.example", "c.example"));
  }

  @Test
  void asksAHostOnceHoweverOftenItIsNamed() {
    mx(new Mx(10, "a.example"), new Mx(20, "a.example"), new Mx(30, "b.example"));
    assertThat(names()).containsExactly("a.example", "b.example");
  }

  @Test
  void skipsWhatIsNoHostName() {
    mx(new Mx(0, ""), new Mx(5, "not a host"), new Mx(10, "a.example"));
    assertThat(names()).containsExactly("a.example");
    mx(new Mx(5, "not a host"));
    assertThat(walk.of(DOMAIN))
        .isInstanceOfSatisfying(
            NextHop.NoMail.class, n -> assertThat(n.status()).hasToString("5.4.4"));
  }

  @Test
  void isBoundedHoweverManyHostsADomainLists() {
    List<Mx> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(new Mx(i, "h" + i + ".example"));
    }
    mx(many.toArray(Mx[]::new));
    assertThat(names()).hasSize(MxWalk.MOST_HOSTS).startsWith("h0.example");
  }

  @Test
  void trustsAnMxNameOnlyFromASecureAnswer() {
    for (Answer.Security security : Answer.Security.values()) {
      if (security == Answer.Security.BOGUS) {
        continue;
      }
      dns.mx(
          DOMAIN.ascii(),
          Answer.found(security, List.of(new Mx(1, "a.example")), Duration.ofMinutes(1)));
      assertThat(hosts().getFirst().trust())
          .isEqualTo(
              security == Answer.Security.SECURE ? Evidence.MxTrust.DNSSEC : Evidence.MxTrust.NONE);
    }
  }

  private void mx(Mx... records) {
    dns.mx(
        DOMAIN.ascii(),
        Answer.found(Answer.Security.UNKNOWN, List.of(records), Duration.ofMinutes(1)));
  }

  private List<MxHost> hosts() {
    return walk.of(DOMAIN) instanceof NextHop.Hosts(List<MxHost> hosts) ? hosts : List.of();
  }

  private List<String> names() {
    return hosts().stream().map(h -> h.name().ascii()).toList();
  }
}
