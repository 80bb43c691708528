package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyState;
import io.postern.demo.CapturedMail;
import io.postern.demo.Posture;
import io.postern.smtp.Mailbox;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 11.4, 18: a report that nobody takes is not lost without a trace. */
class LostReportsEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  @Test
  void aReportThatNobodyTakesStandsInTheTimelineAndIsSummedUpForThePostmaster() throws Exception {
    try (Town.Host host = town.host(Posture.REPLIES_5XX);
        Town.Host postmasters = town.host(Posture.NO_STARTTLS)) {
      String postmaster = "postmaster@" + postmasters.domain();
      town.gateway()
          .gateway()
          .administration()
          .organisations()
          .postmaster(town.organisation(), Mailbox.of(postmaster));
      town.world()
          .nameServer()
          .remove("stanna.example")
          .mx("stanna.example", 10, "mx." + host.domain());
      town.pass(Duration.ofSeconds(10));
      String recipient = "lost.report@verhuisd.example";
      String id = town.submit(Letter.to(recipient));
      town.await(id, recipient, CopyState.FAILED);
      town.settle();
      long copy = town.copy(id, recipient).key();
      List<String> events =
          town.read(tx ->
              tx.list(
                  "SELECT what FROM copy_event WHERE copy = ? ORDER BY key",
                  r -> r.getString(1),
                  copy));
      assertThat(events).containsExactly("failed", "report-lost");

      town.tidy();
      assertThat(town.world().mails().to(postmaster))
          .as("not before its time")
          .noneMatch(LostReportsEndToEndTest::sumsUp);
      town.pass(Duration.ofHours(25));
      town.tidy();
      CapturedMail summary = town.mail(postmaster, LostReportsEndToEndTest::sumsUp);
      assertThat(summary.text()).contains(Letter.SENDER).contains(id).doesNotContain(recipient);
      town.pass(Duration.ofHours(25));
      town.tidy();
      town.settle();
      assertThat(town.world().mails().to(postmaster).stream().filter(mail -> sumsUp(mail)))
          .hasSize(1);
    }
  }

  /** The postmaster also hears of the domain's records, which are looked at as time passes. */
  private static boolean sumsUp(CapturedMail mail) {
    return mail.text().contains(Letter.SENDER);
  }
}
