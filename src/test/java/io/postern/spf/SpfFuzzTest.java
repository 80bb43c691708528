package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.dns.Answer;
import io.postern.dns.ScriptedDns;
import io.postern.smtp.Domain;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Records and explanations from anybody: always a verdict, within the limits. */
@Tag("slow")
class SpfFuzzTest {

  @FuzzTest
  void records(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    ScriptedDns dns = new ScriptedDns();
    for (String name : List.of("own.example", "exp.example")) {
      dns.txt(
          name,
          Answer.found(
              Answer.Security.UNKNOWN,
              List.of(name.startsWith("own") ? "v=spf1 " + text : text),
              Duration.ZERO));
    }
    Spf spf = new Spf(dns, Domain.of("gate.example"), InstantSource.fixed(Instant.EPOCH));
    for (String client : List.of("192.0.2.1", "2001:db8::1")) {
      Spf.Verdict verdict = spf.check(InetAddress.ofLiteral(client), Domain.of("own.example"));
      assertThat(verdict.result()).isNotEqualTo(Spf.Result.TEMPERROR);
      assertThat(verdict.lookups()).isLessThanOrEqualTo(11);
    }
  }
}
