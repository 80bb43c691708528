package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.postern.dns.DnssecMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be written in postern.yml, environment and flags, and what each mistake gets. */
class ConfigReaderTest {

  private static final String GOOD =
      """
      mail:
        hostname: gate.example.org
        postmaster: postmaster@example.org
      submission:
        certificate: smtp.crt
        key: /etc/smtp.key
      web:
        public-url: https://post.example.org
        certificate: web.crt
        key: web.key
      """;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("postern.yml");
  }

  private PosternConfig read(String text, Map<String, String> environment, String... sets)
      throws Exception {
    Files.writeString(file, text);
    return ConfigReader.read(Optional.of(file), environment, Arrays.asList(sets));
  }

  private List<String> problems(String text, Map<String, String> environment, String... sets) {
    BadConfig bad = catchThrowableOfType(BadConfig.class, () -> read(text, environment, sets));
    assertThat(bad).as("should not start").isNotNull();
    return bad.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void defaultsComeFromTheRecords() throws Exception {
    PosternConfig config = read(GOOD, Map.of());
    assertThat(config.submission().port()).isEqualTo(587);
    assertThat(config.submission().tlsPort()).hasValue(465);
    assertThat(config.submission().messageSize()).isEqualTo(150_000_000);
    assertThat(config.submission().idle()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.delivery().greeting().ascii()).isEqualTo("gate.example.org");
    assertThat(config.sms()).isEmpty();
  }

  @Test
  void relativePathsAreSeenFromTheFile() throws Exception {
    PosternConfig config = read(GOOD, Map.of());
    assertThat(config.submission().certificate()).isEqualTo(folder.resolve("smtp.crt"));
    assertThat(config.submission().key()).isEqualTo(Path.of("/etc/smtp.key"));
    assertThat(config.data()).isEqualTo(folder.resolve("var"));
  }

  @Test
  void theEnvironmentGoesOverTheFileAndFlagsOverBoth() throws Exception {
    Map<String, String> environment =
        Map.of(
            "POSTERN_SUBMISSION_PORT", "2587",
            "POSTERN_SUBMISSION_SESSIONS_PER_CLIENT", "7",
            "POSTERN_DNS_SERVERS", "127.0.0.1:5353, [::1]:53",
            "POSTERN_JAVA_OPTS", "-Xmx1g",
            "PATH", "/bin");
    PosternConfig config =
        read(GOOD, environment, "submission.port=3587", "submission.tls-port=off");
    assertThat(config.submission().port()).isEqualTo(3587);
    assertThat(config.submission().sessionsPerClient()).isEqualTo(7);
    assertThat(config.submission().tlsPort()).isEmpty();
    assertThat(config.dns().servers()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          submission.port=70000          | submission.port = 70000: a whole number from 0 to 65535 (--set)
          submission.port=587x           | submission.port = 587x: a whole number from 0 to 65535 (--set)
          submission.port=-1             | submission.port = -1: a whole number from 0 to 65535 (--set)
          submission.message-size=0      | submission.message-size = 0: a size such as 150MB or 64KiB, at least 1 (--set)
          submission.recipients=5k       | submission.recipients = 5k: a whole number from 1 to 100000 (--set)
          submission.idle=soon           | submission.idle = soon: a duration such as 30s, 5m, 2h, 30d or PT5M from PT1S to any (--set)
          submission.bind=localhost      | submission.bind = localhost: an IP address such as 127.0.0.1 or ::1 (--set)
          dns.servers=dns.example        | dns.servers[1] = dns.example: an IP address and port such as 127.0.0.1:5353 or [::1]:5353 (--set)
          mail.hostname=a..b             | mail.hostname = a..b: a domain such as gate.example.org (--set)
          mail.postmaster=nobody         | mail.postmaster = nobody: a mailbox such as postmaster@example.org (--set)
          mail.languages=not_a_tag       | mail.languages[1] = not_a_tag: a language tag such as nl or en (--set)
          delivery.egress-exceptions=x   | delivery.egress-exceptions[1] = x: a cidr such as [10.1.2.0/24] (--set)
          """)
  void aBadValueGetsOneLine(String set, String line) {
    assertThat(problems(GOOD, Map.of(), set)).containsExactly(line);
  }

  @Test
  void anUnknownKeyGetsOneLineWithThoseThatAreKnown() {
    assertThat(problems(GOOD + "dns:\n  server: 127.0.0.1:53\n", Map.of()))
        .containsExactly(
            "dns.server: unknown key; known here: servers, dnssec, trust-anchors, timeout, tries, look-up, processor, cache-entries"
                + " (postern.yml line 12)");
    assertThat(problems(GOOD, Map.of("POSTERN_SUBMISSION_PROT", "1")))
        .containsExactly("POSTERN_SUBMISSION_PROT: names no setting (environment)");
  }

  @Test
  void theAdBitIsBelievedOfServersOnLoopbackOnly() throws Exception {
    assertThat(problems(GOOD, Map.of(), "dns.dnssec=trust-ad"))
        .singleElement()
        .asString()
        .contains("trust-ad wants servers, and all of them on loopback");
    assertThat(
            problems(
                GOOD, Map.of(), "dns.dnssec=trust-ad", "dns.servers=127.0.0.1:53, 192.0.2.1:53"))
        .singleElement()
        .asString()
        .contains("on loopback");
    PosternConfig config =
        read(GOOD, Map.of(), "dns.dnssec=trust-ad", "dns.servers=127.0.0.1:53, [::1]:53");
    assertThat(config.dns().dnssec()).isEqualTo(DnssecMode.TRUST_AD);
  }

  @Test
  void everythingWrongIsSaidAtOnce() {
    assertThat(problems("submission:\n  port: x\nmial:\n  hostname: y\n", Map.of()))
        .contains(
            "mial: unknown key; known here: data, mail, keys, submission, web, delivery, queue,"
                + " dns, norm, bounces, sms (postern.yml line 4)",
            "mail.hostname: is missing; wanted: a domain such as gate.example.org, for example"
                + " gate.example.org",
            "submission.port = x: a whole number from 0 to 65535 (postern.yml line 2)")
        .hasSizeGreaterThan(5);
  }

  @Test
  void theSameKeyTwiceIsAMistake() {
    assertThat(problems(GOOD + "data: a\ndata: b\n", Map.of()))
        .containsExactly("data: stands twice; once is allowed (postern.yml line 12)");
  }

  @Test
  void aBrokenFileIsOneLine() {
    assertThat(problems("mail: [", Map.of()))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("configuration: not YAML: ");
    assertThat(problems("just words", Map.of()))
        .containsExactly("configuration: keys and values are wanted (postern.yml)");
  }

  @Test
  void whatAConstructorRefusesNamesTheSection() {
    assertThat(problems(GOOD.replace("  certificate: web.crt\n", ""), Map.of()))
        .containsExactly(
            "web: certificate and key go together: give both or neither (postern.yml line 8)");
  }

  @Test
  void aSecretIsNeverRepeated() {
    String sms = "sms:\n  url: https://sms.example.net/\n  parameters: geheim1234\n";
    assertThat(problems(GOOD + sms, Map.of()))
        .containsExactly("sms.parameters: keys and values are wanted here (postern.yml line 13)");
    String nested = "sms:\n  url: https://sms.example.net/\n  parameters: {a: [geheim1234]}\n";
    assertThat(problems(GOOD + nested, Map.of())).noneMatch(line -> line.contains("geheim1234"));
  }

  @Test
  void smsToAnotherMachineNeedsTls() {
    assertThat(problems(GOOD, Map.of("POSTERN_SMS_URL", "http://sms.example.net/send")))
        .containsExactly("sms: url: https, or http to this machine (environment POSTERN_SMS_URL)");
  }

  @Test
  void aTextThatLooksLikeAnythingElseStaysAText() throws Exception {
    String sms =
        """
        sms:
          url: http://127.0.0.1:8026/send
          body: '{"a": "{text}"}'
          headers: {X-Number: 010, X-No: no}
        """;
    PosternConfig config = read(GOOD + sms, Map.of());
    assertThat(config.sms().orElseThrow().headers())
        .containsEntry("X-Number", "010")
        .containsEntry("X-No", "no");
    assertThat(config.sms().orElseThrow().body()).isEqualTo("{\"a\": \"{text}\"}");
  }
}
