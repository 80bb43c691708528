package io.postern.returnpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.returnpath.BounceToken.Names;
import io.postern.smtp.Mailbox;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** SPEC 2.4: what a local part says, and that nobody else can say it. */
class BounceTokenTest {
  private static final String HOST = "postern.stanna.example";
  private static final String ID = "0123456789abcdefghjk";
  private static final Instant UNTIL = Instant.parse("2026-12-09T11:20:00Z");

  private static byte[] mark(String text) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(("key" + text).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static List<Names> all() {
    return List.of(new Names.Copy(ID), new Names.Message(ID), new Names.Answer(ID));
  }

  @Test
  void readsBackWhatItWroteInAnyCaseAndForNoShorterThanAsked() {
    for (Names names : all()) {
      String local = BounceToken.write(names, UNTIL, HOST, BounceTokenTest::mark);
      assertThat(local.length()).isLessThanOrEqualTo(52);
      assertThat(Mailbox.of(local + "@" + HOST).local()).isEqualTo(local);
      for (String spelt : List.of(local, local.toUpperCase(Locale.ROOT))) {
        BounceToken read = BounceToken.read(spelt, HOST, BounceTokenTest::mark).orElseThrow();
        assertThat(read.names()).isEqualTo(names);
        assertThat(read.until()).isEqualTo(Instant.parse("2026-12-09T12:00:00Z"));
      }
    }
  }

  @Test
  void noOtherCharacterAndNoOtherHostHolds() {
    for (Names names : all()) {
      String local = BounceToken.write(names, UNTIL, HOST, BounceTokenTest::mark);
      for (int i = 0; i < local.length(); i++) {
        for (char other : "0123456789abcdefghijklmnopqrstuvwxyz+".toCharArray()) {
          if (other != local.charAt(i)) {
            String forged = local.substring(0, i) + other + local.substring(i + 1);
            assertThat(BounceToken.read(forged, HOST, BounceTokenTest::mark)).isEmpty();
          }
        }
      }
      assertThat(BounceToken.read(local, "postern.other.example", BounceTokenTest::mark)).isEmpty();
      assertThat(BounceToken.read(local, HOST, text -> mark("other " + text))).isEmpty();
    }
  }

  @Test
  void anAnswersAddressIsNoReversePathAndTheOtherWayRound() {
    String answer = BounceToken.write(new Names.Answer(ID), UNTIL, HOST, BounceTokenTest::mark);
    String copy = BounceToken.write(new Names.Copy(ID), UNTIL, HOST, BounceTokenTest::mark);
    assertThat(answer).startsWith("answer+");
    assertThat(BounceToken.read(answer.substring(7), HOST, BounceTokenTest::mark)).isEmpty();
    assertThat(BounceToken.read("answer+" + copy, HOST, BounceTokenTest::mark)).isEmpty();
  }

  @Test
  void whatIsNoTokenIsNotRead() {
    List<String> others = new ArrayList<>(List.of("", "m.bakker", "postmaster", "answer+", "c"));
    others.add("c".repeat(45));
    others.add("\u0130".repeat(45));
    for (String other : others) {
      assertThat(BounceToken.read(other, HOST, BounceTokenTest::mark)).isEmpty();
    }
    assertThatThrownBy(
            () -> BounceToken.write(new Names.Copy("short"), UNTIL, HOST, BounceTokenTest::mark))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
