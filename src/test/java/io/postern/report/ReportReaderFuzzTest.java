package io.postern.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

/** Whatever comes: it is read to something, and the words stay short and printable. */
@Tag("slow")
final class ReportReaderFuzzTest {

  @FuzzTest
  void neverThrowsAndKeepsWordsShort(FuzzedDataProvider fuzz) throws IOException {
    boolean toNobody = fuzz.consumeBoolean();
    Returned returned =
        ReportReader.read(new ByteArrayInputStream(fuzz.consumeRemainingAsBytes()), toNobody)
            .returned();
    switch (returned) {
      case Returned.Report report -> {
        assertThat(report.recipients()).isNotEmpty().hasSizeLessThanOrEqualTo(201);
        for (RecipientStatus one : report.recipients()) {
          assertThat(one.words().length()).isLessThanOrEqualTo(2 * RecipientStatus.MOST_WORDS);
          assertThat(one.words().codePoints())
              .noneMatch(c -> Character.getType(c) == Character.CONTROL || c == 0x202e);
        }
      }
      case Returned.AutoReply reply ->
          assertThat(reply.text().length()).isLessThanOrEqualTo(ReportReader.MOST_TEXT);
      case Returned.Receipt _, Returned.Letter _ -> {
        // Nothing was kept.
      }
    }
  }
}
