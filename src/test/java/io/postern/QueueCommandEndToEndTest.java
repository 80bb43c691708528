package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.Administration;
import io.postern.cli.AdminWorld;
import io.postern.cli.QueueCommand;
import io.postern.cli.TraceCommand;
import io.postern.conversation.CopyState;
import io.postern.demo.Posture;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** {@code postern queue} and {@code postern trace}, beside a running server on the same store. */
class QueueCommandEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private String out = "";
  private String err = "";

  private AdminWorld beside() throws IOException {
    Gateway other = town.gateway().beside();
    return new AdminWorld() {
      @Override
      public Administration administration() {
        return other.administration();
      }

      @Override
      public void close() {
        other.close();
      }
    };
  }

  private int run(CommandLine line, String... words) {
    StringWriter said = new StringWriter();
    StringWriter complained = new StringWriter();
    line.setOut(new PrintWriter(said)).setErr(new PrintWriter(complained));
    int code = line.execute(words);
    out = said.toString();
    err = complained.toString();
    return code;
  }

  private int queue(String... words) {
    return run(QueueCommand.commandLine(this::beside, town.clock()), words);
  }

  private int trace(String... words) {
    return run(TraceCommand.commandLine(this::beside), words);
  }

  private String waiting(String to) throws IOException {
    String id = town.submit(Letter.to(to));
    town.await("tried once", () -> town.deferrals(id, to) == 1);
    town.settle();
    return id;
  }

  @Test
  void listsWhatWaitsForPeopleAndPrograms() throws IOException {
    try (Town.Host host = town.host(Posture.REPLIES_4XX);
        Town.Host other = town.host(Posture.REPLIES_4XX)) {
      String to = "list@" + host.domain();
      String id = waiting(to);
      String elsewhere = waiting("list@" + other.domain());
      String copy = town.copy(id, to).publicId();
      town.clock().advance(Duration.ofSeconds(50));

      assertThat(queue("list", "--to", host.domain())).isZero();
      assertThat(out)
          .containsIgnoringCase("id  ")
          .contains(copy, to, "queued", "50 s", town.world().tenant().name())
          .doesNotContain(other.domain());
      assertThat(queue("list", "--json", "--to", host.domain())).isZero();
      assertThat(out)
          .startsWith("[{\"id\": \"" + copy + "\"")
          .contains("\"recipient\": \"" + to + "\"", "\"attempts\": 1", "\"state\": \"queued\"");
      assertThat(queue("list", "--organisation", town.world().tenant().name())).isZero();
      assertThat(out).contains(host.domain(), other.domain());
      assertThat(queue("list", "--organisation", "Nobody")).isEqualTo(1);
      assertThat(err).contains("no organisation is named Nobody");

      assertThat(queue("show", copy)).isZero();
      assertThat(out).contains(copy, id, "Transport security");
      assertThat(queue("revoke", elsewhere)).isZero();
      assertThat(queue("revoke", id)).isZero();
      assertThat(out).isEqualTo("revoked: 1\n");
    }
  }

  @Test
  void anOperationSaysWhichOrIsNotDone() {
    assertThat(queue("retry")).isEqualTo(2);
    assertThat(err).contains("say which");
    assertThat(queue("release", "nosuchid")).isEqualTo(1);
    assertThat(err).contains("nothing in the queue has the id");
    assertThat(queue("release", "--held")).isZero();
    assertThat(queue("list", "--to", "not a domain")).isEqualTo(2);
  }

  @Test
  void aRunningServerFollowsWithinSeconds() throws IOException {
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String to = "follow@" + host.domain();
      String id = waiting(to);
      host.becomes(Posture.VALID_CERTIFICATE);
      assertThat(queue("hold", id)).isZero();
      assertThat(town.state(id, to)).isEqualTo(CopyState.HELD);
      assertThat(queue("list", "--held")).isZero();
      assertThat(out).contains("an administrator said so", "returned in 2 d 0 h");

      // Nobody wakes the server: it looks by itself.
      assertThat(queue("release", "--to", host.domain())).isZero();
      town.await(id, to, CopyState.DELIVERED);
      assertThat(queue("show", id)).isZero();
      assertThat(out).contains("postern trace " + id);
    }
  }

  @Test
  void retryTriesNow() throws IOException {
    try (Town.Host host = town.host(Posture.REPLIES_4XX)) {
      String to = "retry@" + host.domain();
      String id = waiting(to);
      host.becomes(Posture.VALID_CERTIFICATE);
      assertThat(queue("retry", "--all")).isZero();
      town.await(id, to, CopyState.DELIVERED);
    }
  }

  @Test
  void tracesAMessageByEveryNameItHas() throws IOException {
    try (Town.Host host = town.host(Posture.VALID_CERTIFICATE)) {
      String to = "trace@" + host.domain();
      String hidden = "hidden@" + host.domain();
      Letter letter = Letter.to(to).bcc(hidden);
      String id = town.submit(letter);
      town.await(id, to, CopyState.DELIVERED);
      town.await(id, hidden, CopyState.DELIVERED);

      assertThat(trace(id)).isZero();
      assertThat(out)
          .contains("message " + id + " from " + Letter.SENDER)
          .contains(to + ": delivered by row \"Transport security\"")
          .contains(hidden + " (Bcc): delivered")
          .contains("delivered to mx." + host.domain() + " TLSv1.3");
      String whole = out;
      assertThat(trace(letter.messageId)).isZero();
      assertThat(out).isEqualTo(whole);
      assertThat(trace(letter.messageId.substring(1, letter.messageId.length() - 1))).isZero();
      assertThat(trace(town.copy(id, to).publicId())).isZero();
      assertThat(trace("--json", id)).isZero();
      assertThat(out)
          .startsWith("[{\"id\": \"" + id + "\"")
          .contains("\"state\": \"delivered\"", "\"what\": \"delivered\"", "\"bcc\": true");
      assertThat(trace("<nobody@nowhere.example>")).isEqualTo(1);
      assertThat(err).contains("no message has this id");
    }
  }
}
