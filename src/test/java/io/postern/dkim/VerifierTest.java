package io.postern.dkim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.SharedData;
import io.postern.dns.Answer;
import io.postern.dns.ScriptedDns;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others sign, and what nobody may. */
class VerifierTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final String NAME = "p1r._domainkey.sender.example";

  @Test
  void theExampleOfRfc8463Verifies() throws IOException {
    String message =
        Files.readString(SharedData.file("dkim/rfc8463-example.msg")).replace("\n", "\r\n");
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put(
        "brisbane._domainkey.football.example.com",
        "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    keys.put(
        "test._domainkey.football.example.com",
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5"
            + "qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMK"
            + "rM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB");
    Verifier verifier = new Verifier(Keys.dns(keys), InstantSource.fixed(NOW));
    assertThat(verifier.verify(new ByteArrayInputStream(message.getBytes(UTF_8))))
        .extracting(SignerTest::word)
        .containsExactly("pass", "pass");
    String changed = message.replace("hungry", "angry");
    assertThat(verifier.verify(new ByteArrayInputStream(changed.getBytes(UTF_8))))
        .extracting(SignerTest::word)
        .containsExactly("fail", "fail");
  }

  @Test
  void noKeyIsNoPassAndTroubleIsNoVerdict() throws IOException {
    assertThat(rsa(new ScriptedDns())).isEqualTo("unusable: there is no key at " + NAME);
    assertThat(rsa(new ScriptedDns().txt(NAME, Answer.failed(Answer.Security.BOGUS, "bogus"))))
        .isEqualTo("not now");
    String record = published();
    assertThat(
            rsa(
                new ScriptedDns()
                    .txt(
                        NAME,
                        Answer.found(
                            Answer.Security.UNKNOWN,
                            List.of(record, record + ";"),
                            Duration.ZERO))))
        .isEqualTo("unusable: there are several records at " + NAME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v=DKIM1; k=rsa; p=KEY             | pass
          p=KEY                             | pass
          v=DKIM1;k=rsa;h=sha1:sha256;p=KEY | pass
          v=DKIM1; s=*; t=y:s; p=KEY;       | pass
          v=DKIM1; n=a note; p=KEY          | pass
          v=DKIM1; p=                       | unusable: the key was revoked
          v=DKIM1; k=rsa                    | unusable: the key record holds no key
          v=DKIM2; p=KEY                    | unusable: the key record is of another version
          v=DKIM1; h=sha1; p=KEY            | unusable: the key is not for mail with SHA-256
          v=DKIM1; s=tlsrpt; p=KEY          | unusable: the key is not for mail with SHA-256
          v=DKIM1; k=dsa; p=KEY             | unusable: the key is of an unknown type
          v=DKIM1; k=ed25519; p=KEY         | unusable: the key cannot be read, or is too weak
          v=DKIM1; p=AAAA                   | unusable: the key cannot be read, or is too weak
          v=DKIM1; p=KEY; p=KEY             | unusable: the key record is no list of tags
          v=spf1 -all                       | unusable: the key record is of another version
          nonsense                          | unusable: the key record is no list of tags
          """)
  void keyRecords(String record, String verdict) throws IOException {
    String key = published().replace("v=DKIM1; k=rsa; p=", "");
    assertThat(rsa(Keys.dns(Map.of(NAME, record.replace("KEY", key))))).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v=1;       | v=2;              | the signature of another version
          v=1;       | v=1; l=0;         | the signature leaves an end of the body unsigned (l=)
          rsa-sha256 | rsa-sha1          | the signature made with an algorithm that is not allowed
          rsa-sha256 | ed25519-sha256    | the key is of another type than the signature
          h=from: from: | h=             | the signature does not cover From
          d=sender   | d=example; q=     | the signature names a tag twice or is no list
          d=sender   | i=@x.example; d=sender | the signature its identity lies outside its domain
          d=sender.example | d=-         | the signature names something that is no domain
          v=1;       | v=1; q=http;      | the signature its key is not in the DNS
          relaxed/relaxed | nice/relaxed | the signature of an unknown canonical form
          t=1        | t=z1              | the signature has a time that is none
          t=1        | x=5; u=1          | the signature lacks nothing
          bh=        | xh=               | the signature lacks bh=
          bh=        | bh=$              | no list or no base64
          """)
  void signatures(String from, String to, String about) throws IOException {
    String message = new String(SignerTest.signed("From: a@sender.example\r\n", "x\r\n"), UTF_8);
    int second = message.indexOf("DKIM-Signature", 1);
    String rsa =
        message.substring(0, second).replace(from, to)
            + message.substring(message.indexOf("From: "));
    List<Verdict> verdicts =
        new Verifier(Keys.dns(Keys.records()), InstantSource.fixed(NOW))
            .verify(new ByteArrayInputStream(rsa.getBytes(UTF_8)));
    assertThat(verdicts).hasSize(1);
    assertThat(verdicts.getFirst()).as(about).isNotInstanceOf(Verdict.Pass.class);
    if (about.startsWith("the signature ")
        && !about.contains("twice")
        && !about.contains("nothing")) {
      assertThat(SignerTest.word(verdicts.getFirst())).isEqualTo("unusable: " + about);
    }
  }

  private static String published() {
    return KeyRecord.text(Algorithm.RSA_SHA256, Keys.RSA.getPublic());
  }

  private static String rsa(ScriptedDns dns) throws IOException {
    byte[] message = SignerTest.signed("From: a@sender.example\r\n", "x\r\n");
    return SignerTest.word(
        new Verifier(dns, InstantSource.fixed(NOW))
            .verify(new ByteArrayInputStream(message))
            .getFirst());
  }
}
