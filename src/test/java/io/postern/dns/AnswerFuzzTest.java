package io.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;

/** Whatever a name server sends is refused, or read within bounds; nothing else happens. */
@Tag("slow")
class AnswerFuzzTest {

  @FuzzTest(maxDuration = "5m")
  void anyOctetsAreAnAnswerWithinBoundsOrRefused(byte[] wire) {
    Message message;
    try {
      message = new Message(wire);
    } catch (IOException | IllegalArgumentException none) {
      return;
    }
    if (message.getQuestion() == null) {
      return;
    }
    try {
      CostLimits.check(message);
    } catch (Trouble refused) {
      assertThat(refused.why()).isNotEmpty().doesNotContain("\n");
      return;
    }
    Message relevant = Relevance.of(message);
    assertThat(relevant.getSection(Section.ANSWER).size())
        .isLessThanOrEqualTo(message.getSection(Section.ANSWER).size());
    assertThat(Ttl.of(relevant)).isBetween(Duration.ZERO, Ttl.LONGEST);
    assertThat(Ttl.signed(relevant, Ttl.LONGEST, Instant.EPOCH))
        .isBetween(Duration.ZERO, Ttl.LONGEST);
    assertThat(Ttl.negative(relevant, Ttl.LONGEST)).isBetween(Duration.ZERO, Ttl.LONGEST);
    for (Record record : message.getSection(Section.ANSWER)) {
      read(record);
    }
  }

  private static void read(Record record) {
    switch (record) {
      case TLSARecord tlsa -> {
        Tlsa read = Records.tlsa(tlsa);
        assertThat(read.usage()).isBetween(0, 255);
        assertThat(read.selector()).isBetween(0, 255);
        assertThat(read.matching()).isBetween(0, 255);
        assertThat(read.toString()).matches("[0-9]+ [0-9]+ [0-9]+ [0-9a-f]*");
      }
      case TXTRecord text -> assertThat(Records.joined(text)).hasSizeLessThanOrEqualTo(65_535);
      case MXRecord mx -> {
        Mx read = Records.mx(mx);
        assertThat(read.preference()).isBetween(0, 65_535);
        assertThat(read.host()).matches("[\\x21-\\x7e]*");
      }
      default -> assertThat(record.getName()).isNotNull();
    }
  }
}
