package io.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.policy.OrganisationPolicy.Floors;
import io.postern.policy.OrganisationPolicy.TransportSecurity;
import io.postern.policy.OrganisationPolicy.TransportSecurity.Scope;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.transport.TlsRequirement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is kept as text is read back whole or not at all. */
class StoredPolicyTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  @Test
  void anOrganisationsPolicyReadsBack() {
    OrganisationPolicy full =
        new OrganisationPolicy(
            new TransportSecurity(
                Scope.LISTED,
                Set.of(new Domain("a.example"), new Domain("xn--bcher-kva.example")),
                TlsRequirement.AUTHENTICATED_MX),
            new Floors(
                Row.ACCESS_CODE,
                Map.of(new Domain("b.example"), Row.NTA7516),
                Map.of(Mailbox.of("\"anna maria\"@c.example"), Row.SMS)),
            RequirementText.decode("tls1.3:dane"),
            true,
            Cleartext.LINKS,
            true,
            true,
            new Correspondence(true, true, true));
    assertThat(OrganisationPolicy.decode(full.encode())).isEqualTo(full);
    assertThat(OrganisationPolicy.decode(OrganisationPolicy.DEFAULT.encode()))
        .isEqualTo(OrganisationPolicy.DEFAULT);
  }

  @Test
  void aPolicyHalfUnderstoodIsNotUsed() {
    for (String bad :
        List.of(
            "surprise yes",
            "floor",
            "floor weak",
            "cleartext some",
            "minimum tls1.2:none",
            "minimum-always maybe",
            "floor-to sms",
            "direct-floor tls1.1:pkix",
            "minimum tls1.2:pkix:my")) {
      assertThatThrownBy(() -> OrganisationPolicy.decode(bad + "\n"))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aMessagesPolicyReadsBack() {
    Mailbox sender = Mailbox.of("a@b.example");
    for (MinimumVerification minimum : MinimumVerification.values()) {
      for (boolean requireTls : new boolean[] {true, false}) {
        MessagePolicy plain = new MessagePolicy(sender, null, minimum, requireTls);
        MessagePolicy direct = new MessagePolicy(sender, TlsRequirement.DANE, minimum, requireTls);
        assertThat(MessagePolicy.decode(plain.encode(), sender)).isEqualTo(plain);
        assertThat(MessagePolicy.decode(direct.encode(), sender)).isEqualTo(direct);
      }
    }
    for (String bad : List.of("", "direct=tls1.2:pkix", "minimum=absent more", "minimum=x")) {
      assertThatThrownBy(() -> MessagePolicy.decode(bad, sender))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void fourHoursCountFromTheFirstDeferralAndRememberWhatWasSeen() {
    Deferrals once = Deferrals.NONE.noted(Row.TRANSPORT_SECURITY, NOON, true);
    Instant later = NOON.plus(Duration.ofHours(4));
    Deferrals twice = once.noted(Row.TRANSPORT_SECURITY, later, false);
    assertThat(twice.finding(Row.TRANSPORT_SECURITY, later.minusMillis(1)))
        .isEqualTo(new Finding.Deferred(true, false));
    assertThat(twice.finding(Row.TRANSPORT_SECURITY, later))
        .isEqualTo(new Finding.Deferred(true, true));
    Deferrals more = twice.noted(Row.ACCOUNT_IDD, later, false);
    assertThat(more.finding(Row.ACCOUNT_IDD, later)).isEqualTo(new Finding.Deferred(false, false));
    assertThat(Deferrals.decode(more.encode())).isEqualTo(more);
    assertThat(Deferrals.decode("")).isEqualTo(Deferrals.NONE);
    for (String bad : List.of("tls", "tls:x:u", "tls:1:?", "other:1:u", "tls:1:u:u")) {
      assertThatThrownBy(() -> Deferrals.decode(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
