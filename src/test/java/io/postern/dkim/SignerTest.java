package io.postern.dkim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we sign, we and others verify; what was changed after, nobody does. */
class SignerTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final String BODY =
      "Dear Bob,\r\n\r\n two  spaces\t and a tab \r\nüber alles\r\n\r\n--\r\nAnna\r\n \r\n\r\n";
  private static final String HEADER =
      """
      Received: from x by y\r
      From: =?utf-8?q?Anna?= <anna@sender.example>\r
      To: Bob <bob@elsewhere.example>,\r
      \t Carol\t <carol@elsewhere.example>\r
      Subject:  long   words  \r
      Date: Wed, 25 Nov 2026 12:00:00 +0000\r
      Message-ID: <1@sender.example>\r
      List-Id: <list.sender.example>\r
      X-Other: y\r
      """;

  @TempDir private Path folder;

  @Test
  void ourSignaturesVerifyHereAndElsewhere() throws Exception {
    byte[] message = signed(HEADER, BODY);
    assertThat(verdicts(message)).extracting(SignerTest::word).containsExactly("pass", "pass");
    PythonDkim.assumeInstalled();
    assertThat(PythonDkim.verify(folder, message, Keys.records(), NOW))
        .containsExactly("pass", "pass");
  }

  @Test
  void oddMessagesAreSignedLikeOthers() throws Exception {
    List<byte[]> messages = new ArrayList<>();
    for (String body :
        new String[] {"", "\r\n", " \r\n\t\r\n", "x", "x \r\n\r\n\r\n", "\r\n\r\ny"}) {
      messages.add(signed(HEADER, body));
    }
    messages.add(signed("From: a@sender.example\r\n", BODY));
    messages.add(signed("From: a@sender.example\r\nSubject:\r\nTo:\r\n", BODY));
    messages.add(signed("From: ä@sender.example\r\nSubject: grüß\r\n", BODY));
    for (byte[] message : messages) {
      assertThat(verdicts(message)).extracting(SignerTest::word).containsExactly("pass", "pass");
    }
    PythonDkim.assumeInstalled();
    for (byte[] message : messages) {
      assertThat(PythonDkim.verify(folder, message, Keys.records(), NOW))
          .as(new String(message, UTF_8))
          .containsExactly("pass", "pass");
    }
  }

  @Test
  void aChangedMessageVerifiesNoMore() throws IOException {
    String message = new String(signed(HEADER, BODY), UTF_8);
    assertThat(words(message.replace("Dear Bob", "Dear Rob"))).containsExactly("fail", "fail");
    assertThat(words(message + "more")).containsExactly("fail", "fail");
    assertThat(words(message.replace("long   words", "other words")))
        .containsExactly("fail", "fail");
    assertThat(words(message.replace("x=1", "x=2"))).containsExactly("fail", "fail");
  }

  @Test
  void addingASecondFieldOfASignedNameBreaksTheSignature() throws IOException {
    String message = new String(signed(HEADER, BODY), UTF_8);
    for (String added :
        List.of(
            "Subject: other",
            "From: eve@evil.example",
            "Cc: eve@evil.example",
            "Reply-To: eve@evil.example",
            "Content-Type: text/html",
            "List-Id: other")) {
      assertThat(words(message.replace("X-Other:", added + "\r\nX-Other:")))
          .as(added)
          .containsExactly("fail", "fail");
    }
  }

  @Test
  void whatRelaysMayDoLeavesTheSignatureWhole() throws IOException {
    String message = new String(signed(HEADER, BODY), UTF_8);
    assertThat(words("Received: from here by there\r\nX-Seen: y\r\n" + message))
        .containsExactly("pass", "pass");
    assertThat(words(message.replace("two  spaces\t and", "two spaces and")))
        .containsExactly("pass", "pass");
    assertThat(words(message.replace(",\r\n\t Carol", ", Carol"))).containsExactly("pass", "pass");
    assertThat(words(message + "\r\n\r\n")).containsExactly("pass", "pass");
  }

  @Test
  void controlHeadersAndTracesAreNeverNamed() throws IOException {
    String header =
        HEADER
            + "zivver-access-right: bob@elsewhere.example sms +31612345678\r\n"
            + "postern-language: nl\r\nBcc: x@y.example\r\nReturn-Path: <z@y.example>\r\n"
            + "X-Postern-Loop: 1\r\nAuthentication-Results: gate.example; none\r\n";
    HeaderSection section = section(header);
    for (HeaderField field : Signer.sign(section, BodyHash.relaxed().digest(), Keys.BOTH, NOW)) {
      String value = field.unfolded().toLowerCase(Locale.ROOT);
      assertThat(value)
          .doesNotContain(
              "zivver", "postern", "bcc", "return-path", "received", "authentication", " l=")
          .contains("h=from: from: to: to: cc: subject: subject:", "c=relaxed/relaxed", "t=1795")
          .contains("x=" + NOW.plus(Signer.VALID).getEpochSecond());
      for (String line : new String(field.raw(), UTF_8).split("\r\n")) {
        assertThat(line.length()).isLessThan(100);
      }
    }
  }

  @Test
  void signaturesAreOverInSevenDays() throws IOException {
    byte[] message = signed(HEADER, BODY);
    assertThat(words(message, NOW.plus(Signer.VALID))).containsExactly("pass", "pass");
    assertThat(words(message, NOW.plus(Signer.VALID).plusSeconds(3600)))
        .containsExactly("fail", "fail");
    assertThat(words(message, NOW.minusSeconds(3600))).containsExactly("fail", "fail");
  }

  @Test
  void aKeyNeverPrintsItself() {
    assertThat(Keys.BOTH.getFirst()).hasToString("p1r._domainkey.sender.example (rsa-sha256)");
  }

  static byte[] signed(String header, String body) throws IOException {
    HeaderSection section = section(header);
    BodyHash hash = BodyHash.relaxed();
    hash.write(body.getBytes(UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (HeaderField field : Signer.sign(section, hash.digest(), Keys.BOTH, NOW)) {
      out.writeBytes(field.raw());
    }
    out.writeBytes(section.toBytes());
    out.writeBytes(body.getBytes(UTF_8));
    return out.toByteArray();
  }

  private static HeaderSection section(String header) throws IOException {
    return HeaderSection.read(new ByteArrayInputStream(header.getBytes(UTF_8)), 100_000);
  }

  private static List<Verdict> verdicts(byte[] message) throws IOException {
    return new Verifier(Keys.dns(Keys.records()), InstantSource.fixed(NOW))
        .verify(new ByteArrayInputStream(message));
  }

  private static List<String> words(String message) throws IOException {
    return words(message.getBytes(UTF_8), NOW);
  }

  private static List<String> words(byte[] message, Instant now) throws IOException {
    return new Verifier(Keys.dns(Keys.records()), InstantSource.fixed(now))
        .verify(new ByteArrayInputStream(message)).stream().map(SignerTest::word).toList();
  }

  static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Pass _ -> "pass";
      case Verdict.Fail _ -> "fail";
      case Verdict.Unusable(String why) -> "unusable: " + why;
      case Verdict.NotNow _ -> "not now";
    };
  }
}
