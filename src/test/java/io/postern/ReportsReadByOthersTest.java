package io.postern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.conversation.CopyState;
import io.postern.demo.CapturedMail;
import io.postern.demo.Posture;
import io.postern.interop.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * SPEC 11: programs that read reports for a living understand ours, and find no content in them.
 */
@Tag("interop")
class ReportsReadByOthersTest {
  @RegisterExtension static final Town town = new Town();
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir Path folder;

  /** What two parsers say about a report. */
  private String read(CapturedMail report) throws Exception {
    assumeTrue(Files.isExecutable(Path.of(PYTHON)), "python3 is not installed");
    Path script = Path.of("src/test/resources/io/postern/interop/read_report.py").toAbsolutePath();
    assumeTrue(
        new ProcessBuilder(PYTHON, "-c", "import flufl.bounce")
                .redirectErrorStream(true)
                .start()
                .waitFor()
            == 0,
        "python3-flufl.bounce is not installed");
    return Program.run(folder, report.raw(), List.of(PYTHON, script.toString(), "--flufl"));
  }

  private static CapturedMail report(long after, String action, String recipient) {
    return town.mail(
        Letter.SENDER,
        mail ->
            mail.number() > after
                && mail.raw().contains("Action: " + action)
                && mail.raw().contains(recipient));
  }

  @Test
  void aFailureIsUnderstoodAndHoldsNeitherContentNorControlHeader() throws Exception {
    String body = town.canaries().word("body");
    String number = town.canaries().phone("number");
    String recipient = "failed@verhuisd.example";
    long mails = town.mailsSoFar();
    String id =
        town.submit(
            Letter.to(recipient)
                .text(body)
                .control("zivver-message-expiration: delete P30D")
                .sms(recipient, number)
                .wishing("ENVID=E1 RET=FULL", "NOTIFY=FAILURE ORCPT=rfc822;old@first.example"));
    town.await(id, recipient, CopyState.FAILED);
    String seen = read(report(mails, "failed", recipient));
    assertThat(seen)
        .contains("type multipart/report delivery-status")
        .contains("field 0 Original-Envelope-Id = E1")
        .contains("field 0 Reporting-MTA = dns; gate.stanna.example")
        .contains("field 1 Original-Recipient = rfc822; old@first.example")
        .contains("field 1 Final-Recipient = rfc822; " + recipient)
        .contains("field 1 Action = failed")
        .contains("returned From")
        .contains("returned Message-ID")
        .doesNotContainIgnoringCase("zivver", "returned Subject")
        // The address the sender used is the one a program wants to know.
        .containsPattern("(?m)^permanent old@first.example$")
        .contains("field 1 Remote-MTA = dns; mx.verhuisd.example\n")
        .containsPattern("(?m)^temporary $");
    assertThat(seen.lines().filter(line -> line.contains("defects")))
        .allMatch(line -> line.endsWith("defects 0"));
    // The town looks for body and number in everything that left, this report included.
  }

  @Test
  void aDelayIsUnderstoodAsOne() throws Exception {
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String recipient = "slow@" + host.domain();
      long mails = town.mailsSoFar();
      String id = town.submit(Letter.to(recipient).wishing("", "NOTIFY=DELAY"));
      town.await("tried once", () -> town.deferrals(id, recipient) == 1);
      town.pass(Duration.ofHours(4).plusMinutes(1));
      town.settle();
      assertThat(read(report(mails, "delayed", recipient)))
          .containsPattern("(?m)^temporary .*" + recipient)
          .containsPattern("(?m)^permanent $");
      host.becomes(Posture.VALID_CERTIFICATE);
      town.pass(Duration.ofHours(2));
      town.await(id, recipient, CopyState.DELIVERED);
    }
  }

  @Test
  void aSuccessIsNoFailure() throws Exception {
    try (Town.Host host = town.host(Posture.VALID_CERTIFICATE)) {
      String recipient = "fine@" + host.domain();
      long mails = town.mailsSoFar();
      String id = town.submit(Letter.to(recipient).wishing("", "NOTIFY=SUCCESS"));
      town.await(id, recipient, CopyState.DELIVERED);
      assertThat(read(report(mails, "delivered", recipient)))
          .contains("field 1 Action = delivered")
          .containsPattern("(?m)^temporary $")
          .containsPattern("(?m)^permanent $");
    }
  }
}
