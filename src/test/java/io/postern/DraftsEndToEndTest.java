package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyState;
import io.postern.demo.CapturedMail;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SPEC 8.6: drafts, formatted answers and files in pieces, over HTTP and without a script. */
class DraftsEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static Visitor.Page opened(Visitor visitor, String guest) throws IOException {
    String id = town.submit(Letter.to(guest).text("Please answer."));
    town.await(id, guest, CopyState.NOTIFIED);
    return town.openByMail(visitor, guest, town.link(guest));
  }

  private static String typed(Visitor.Page reading) {
    return reading.form("/answer").select("textarea[name=text]").val().strip();
  }

  private static Visitor.Page keep(Visitor visitor, Visitor.Page reading, String words)
      throws IOException {
    Element form = reading.form("/answer").clone();
    form.setBaseUri(reading.at().toString());
    form.attr("action", form.select("button.keep").attr("formaction"));
    return visitor.press(reading, form, null, Map.of("text", words));
  }

  @Test
  void aDraftIsThereAgainAfterTheBrowserWasClosedAndGoesWithTheAnswer() throws IOException {
    String guest = "drafting@home.example";
    String words = town.canaries().word("draft");
    Visitor visitor = town.visitor();
    Visitor.Page reading = opened(visitor, guest);

    Visitor.Page kept = keep(visitor, reading, words);

    assertThat(typed(kept)).isEqualTo(words);
    town.pass(Duration.ofMinutes(2));
    town.restart();
    Visitor another = town.visitor();
    Visitor.Page again = town.openByMail(another, guest, moved(town.link(guest)));
    assertThat(typed(again)).isEqualTo(words);
    assertThat(again.text()).contains("Draft kept at");

    another.answer(again, words + " and more", false);
    town.settle();
    town.pass(Duration.ofMinutes(2));
    Visitor later = town.visitor();
    Visitor.Page after = town.openByMail(later, guest, moved(town.link(guest)));
    assertThat(typed(after)).isEmpty();
  }

  /** The same link where the gateway listens now. */
  private static URI moved(URI link) {
    return URI.create(town.gateway().portal() + link.getPath());
  }

  @Test
  void aFormattedAnswerReachesTheSenderFormattedAndClean() throws IOException {
    String guest = "formatting@home.example";
    Visitor visitor = town.visitor();
    Visitor.Page reading = opened(visitor, guest);
    long before = town.mailsSoFar();

    Visitor.Page sent =
        visitor.press(
            reading,
            reading.form("/answer"),
            null,
            Map.of(
                "text",
                "",
                "rich",
                "<p>It is <b>much</b> better</p><ul><li>knee</li></ul><script>x</script>"));

    assertThat(sent.status()).isEqualTo(200);
    Visitor account = town.visitor();
    String notice =
        town
            .mail(Letter.SENDER, mail -> mail.number() > before && hasConversation(mail))
            .links()
            .stream()
            .filter(link -> link.contains("/c/"))
            .findFirst()
            .orElseThrow();
    Visitor.Page conversation = town.signIn(account, Letter.SENDER, notice);
    Element frame =
        Objects.requireNonNull(conversation.document().select("article iframe[src]").last());
    Visitor.Page inside = account.get(URI.create(frame.absUrl("src")));
    assertThat(inside.document().select("b").text()).isEqualTo("much");
    assertThat(inside.document().select("ul li").text()).isEqualTo("knee");
    assertThat(inside.document().select("script")).isEmpty();
    Visitor.Page asText = account.get(URI.create(textHref(conversation)));
    assertThat(asText.text()).contains("It is much better").contains("- knee");
  }

  private static boolean hasConversation(CapturedMail mail) {
    return mail.links().stream().anyMatch(link -> link.contains("/c/"));
  }

  private static String textHref(Visitor.Page conversation) {
    return Objects.requireNonNull(conversation.document().select("article a[href*=text=]").last())
        .absUrl("href");
  }

  @Test
  void aFileThatStoppedHalfWayGoesOnAndGoesAlong() throws IOException {
    String guest = "uploading@home.example";
    Visitor visitor = town.visitor();
    Visitor.Page reading = opened(visitor, guest);
    String token = reading.form("/answer").select("input[name=csrf]").val();
    byte[] file =
        (town.canaries().word("upload") + " ").repeat(9000).getBytes(StandardCharsets.UTF_8);
    Uploader upload = new Uploader(visitor, reading.at(), token);

    URI at = upload.begin("brief één.txt", file.length);
    assertThat(upload.piece(at, 0, file, 0, 100_000)).isEqualTo(204);
    assertThat(upload.offset(at)).isEqualTo(100_000);
    assertThat(upload.piece(at, 0, file, 0, 10)).as("a piece that is here already").isEqualTo(409);
    // Chosen again, it goes on where it stopped.
    assertThat(upload.begin("brief één.txt", file.length)).isEqualTo(at);
    Visitor.Page half = visitor.get(reading.at());
    assertThat(half.document().select("#enclosed").text()).contains("stopped at");
    assertThat(upload.piece(at, 100_000, file, 100_000, file.length)).isEqualTo(204);

    Visitor.Page whole = visitor.get(reading.at());
    assertThat(whole.document().select("#enclosed input[name=enclosed]")).hasSize(1);
    Visitor.Page sent = visitor.answer(whole, "Here it is", false);

    assertThat(sent.text()).contains("One file went with it");
    Visitor.Page after = visitor.get(reading.at());
    assertThat(visitor.download(after.file())).isEqualTo(file);
    assertThat(after.document().select("#enclosed li")).as("nothing is left").isEmpty();
  }

  @Test
  void nobodyUploadsWithoutTheFormsTokenOrIntoAnothersDraft() throws IOException {
    String guest = "careful@home.example";
    Visitor visitor = town.visitor();
    Visitor.Page reading = opened(visitor, guest);
    String token = reading.form("/answer").select("input[name=csrf]").val();
    Uploader mine = new Uploader(visitor, reading.at(), token);
    URI at = mine.begin("mine.txt", 10);

    Uploader forged = new Uploader(visitor, reading.at(), "forged");
    assertThat(forged.piece(at, 0, new byte[10], 0, 10)).isEqualTo(403);
    Visitor other = town.visitor();
    Visitor.Page theirs = opened(other, "curious.uploader@home.example");
    String otherToken = theirs.form("/answer").select("input[name=csrf]").val();
    Uploader another = new Uploader(other, theirs.at(), otherToken);
    assertThat(another.piece(at, 0, new byte[10], 0, 10)).isEqualTo(404);
    assertThat(mine.offset(at)).isZero();
  }

  @Test
  void filesThatNobodyGoesOnWithAreClearedAwayAndTheWordsStay() throws IOException {
    String guest = "forgetful@home.example";
    Visitor visitor = town.visitor();
    Visitor.Page reading = opened(visitor, guest);
    keep(visitor, reading, "these words stay");
    String token = reading.form("/answer").select("input[name=csrf]").val();
    Uploader upload = new Uploader(visitor, reading.at(), token);
    URI half = upload.begin("half.txt", 200_000);
    upload.piece(half, 0, new byte[100_000], 0, 100_000);
    byte[] all = new byte[50_000];
    upload.piece(upload.begin("whole.txt", all.length), 0, all, 0, all.length);

    town.pass(Duration.ofHours(25));
    town.tidy();
    assertThat(pieces()).as("after a day").isEqualTo(1);
    town.pass(Duration.ofDays(7));
    town.tidy();
    assertThat(pieces()).as("after a week").isZero();
    Visitor again = town.visitor();
    assertThat(typed(town.openByMail(again, guest, town.link(guest))))
        .isEqualTo("these words stay");
  }

  @Test
  void aDraftGoesWithItsCopy() throws IOException {
    String guest = "expiring.draft@home.example";
    Visitor visitor = town.visitor();
    keep(visitor, opened(visitor, guest), "soon gone");
    int before = drafts();

    town.pass(Duration.ofDays(91));
    town.tidy();
    town.tidy();

    assertThat(drafts()).isLessThan(before).isZero();
  }

  private static int pieces() {
    return town.read(tx -> tx.one("SELECT COUNT(*) FROM draft_piece", r -> r.getInt(1)))
        .orElseThrow();
  }

  private static int drafts() {
    return town.read(tx -> tx.one("SELECT COUNT(*) FROM draft", r -> r.getInt(1))).orElseThrow();
  }

  /** What the page's script does. */
  private record Uploader(Visitor visitor, URI page, String token) {
    URI begin(String name, long size) throws IOException {
      return visitor.begin(
          page.resolve("/read/draft/file"),
          Map.of(
              "csrf",
              token,
              "name",
              name,
              "size",
              Long.toString(size),
              "type",
              "text/plain",
              "modified",
              "1700000000000"));
    }

    int piece(URI at, long offset, byte[] file, int from, int to) throws IOException {
      return visitor.piece(at, token, offset, java.util.Arrays.copyOfRange(file, from, to));
    }

    long offset(URI at) throws IOException {
      return visitor.offset(at);
    }
  }
}
