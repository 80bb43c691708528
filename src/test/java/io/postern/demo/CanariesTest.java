package io.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The watch itself: a leak is found in every place and form, and an allowed one is none. */
class CanariesTest {

  @RegisterExtension final Canaries clean = new Canaries();
  private final Canaries canaries = new Canaries();
  @TempDir Path folder;

  private void begin() {
    canaries.begin();
  }

  @Test
  void findsASecretInALogLineAndInItsCause() {
    begin();
    String word = canaries.word("body");
    LoggerFactory.getLogger("io.postern.somewhere")
        .debug("it broke", new IOException("outer", new IOException("saw " + word)));
    assertThat(canaries.leaks()).containsExactly("body in the log of io.postern.somewhere");
    assertThatThrownBy(() -> canaries.end()).hasMessageNotContaining(word);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "xy", "xyz"})
  void findsASecretInAFileAtEveryBase64Alignment(String before) throws IOException {
    begin();
    String code = canaries.accessCode("code");
    canaries.watch(folder);
    assertThat(canaries.leaks()).isEmpty();
    byte[] around = (before + code + "tail").getBytes(StandardCharsets.UTF_8);
    Files.write(folder.resolve("data"), Base64.getEncoder().encode(around));
    assertThat(canaries.leaks()).containsExactly("code in the file data");
    assertThatThrownBy(() -> canaries.end()).isInstanceOf(AssertionError.class);
  }

  @Test
  void findsASecretInWhatLeftUnlessItMayBeThere() throws IOException {
    begin();
    String word = canaries.word("body");
    try (SmallInternet world =
        SmallInternet.open(
            folder, SmallInternet.Ports.ANY, new SecureRandom(), InstantSource.system())) {
      canaries.watch(world);
      String encoded =
          Base64.getMimeEncoder(8, new byte[] {'\r', '\n'})
              .encodeToString(word.getBytes(StandardCharsets.UTF_8));
      byte[] mail =
          ("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded)
              .getBytes(StandardCharsets.UTF_8);
      world
          .mails()
          .add(n ->
              new CapturedMail(
                  n,
                  "mx.home.example",
                  InstantSource.system().instant(),
                  "",
                  List.of("annie@home.example"),
                  null,
                  mail,
                  null,
                  mail.length));
      assertThat(canaries.leaks())
          .containsExactly("body in text of mail 1 taken by mx.home.example");
      canaries.allow(
          "body",
          left -> left.mail() != null && left.mail().recipients().contains("annie@home.example"));
      assertThat(canaries.leaks()).isEmpty();
    }
    canaries.end();
  }

  @Test
  void aLostCopyFailsTheTest() {
    begin();
    canaries.watch(() -> List.of("copy 7"));
    assertThatThrownBy(() -> canaries.end()).hasMessageContaining("lost: copy 7");
  }

  @Test
  void theWorldOfACleanTestIsClean() {
    clean.word("nobody hears of this");
    clean.watch(folder);
    LoggerFactory.getLogger("io.postern.somewhere").info("nothing to see");
  }
}
