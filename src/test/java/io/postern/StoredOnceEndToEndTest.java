package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.CopyState;
import io.postern.conversation.MessageRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** DESIGN, Sealing: one content serves everybody. */
class StoredOnceEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static final int OCTETS = 7_500_000;

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void aMailOfTenMegabytesToFiveHundredBccIsStoredOnceAndOpensForEach() throws IOException {
    String words = town.canaries().word("body");
    String[] guests =
        IntStream.rangeClosed(1, 500)
            .mapToObj("m%d@home.example"::formatted)
            .toArray(String[]::new);
    Path contents = town.data().resolve("contents");
    long before = size(contents);

    String id = town.submit(new Letter().bcc(guests).text(words).attachment(OCTETS));
    town.settle();

    assertThat(size(contents) - before).isBetween(10_000_000L, 11_000_000L);
    // With 500 rows, doors and slots, and the write-ahead log of 500 notifications.
    assertThat(size(town.data())).isLessThan(30_000_000L);
    MessageRow message = town.read(tx -> MessageRow.byPublicId(tx, id)).orElseThrow();
    assertThat(message.size()).isGreaterThan(10_000_000L);
    int conversations =
        town.read(tx ->
            tx.one(
                    """
                    SELECT COUNT(DISTINCT c.conversation) FROM copy c
                    JOIN conversation v ON v.key = c.conversation
                    WHERE c.message = ? AND v.bcc = 1 AND c.state = 'NOTIFIED'
                    """,
                    r -> r.getInt(1),
                    message.key())
                .orElse(0));
    assertThat(conversations).isEqualTo(500);

    for (String guest : new String[] {"m1@home.example", "m500@home.example"}) {
      assertThat(town.state(id, guest)).isEqualTo(CopyState.NOTIFIED);
      Visitor visitor = town.visitor();
      Visitor.Page page = town.openByMail(visitor, guest, town.link(guest));
      assertThat(visitor.read(page)).contains(words);
      assertThat(visitor.download(page.file())).hasSize(OCTETS);
      // None of the 499 others is on the page.
      String html = page.document().html();
      for (String other : guests) {
        if (!other.equals(guest)) {
          assertThat(html).doesNotContain(">" + other + "<");
        }
      }
      assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(100_000);
    }
  }
}
