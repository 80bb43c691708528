package io.postern.delivery.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.smtp.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

/** Whatever a peer sends is a reply within bounds, or an I/O error; never anything else. */
@Tag("slow")
class ReplyReaderFuzzTest {

  @FuzzTest(maxDuration = "5m")
  void anyOctetsAreRepliesOrAnIoError(byte[] wire) {
    ReplyReader reader = new ReplyReader(new ByteArrayInputStream(wire));
    try {
      for (int i = 0; i < 1000; i++) {
        Reply reply = reader.read();
        assertThat(reply.code()).isBetween(200, 599);
        assertThat(reply.lines()).hasSizeBetween(1, ReplyReader.MOST_LINES);
        assertThat(reply.toString()).matches("[^\\p{Cntrl}]*");
        assertThat(reply.status() == null || reply.status().klass() == reply.code() / 100).isTrue();
        Offer offer = Offer.of(reply);
        offer.sizeLimit().ifPresent(limit -> assertThat(limit).isPositive());
      }
    } catch (IOException none) {
      assertThat(none).hasMessageNotContaining("\n");
    }
  }
}
