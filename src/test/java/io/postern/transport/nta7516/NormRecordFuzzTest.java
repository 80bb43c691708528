package io.postern.transport.nta7516;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.smtp.Domain;
import org.junit.jupiter.api.Tag;

/** Whatever a stranger publishes: never an exception, and only hosts that can be asked for. */
@Tag("slow")
class NormRecordFuzzTest {

  @FuzzTest(maxDuration = "2m")
  void readsOnlyWhatCanBeUsed(FuzzedDataProvider data) {
    String head = data.consumeBoolean() ? "v=NTA7516-1;startdate=2024-01;enddate=2026-12;" : "";
    String text = head + data.consumeRemainingAsString();
    NormRecord.parse(text, "NTA7516-1")
        .ifPresent(record -> {
          if (record.end().isBefore(record.start())
              || record.provider().isEmpty()
              || record.provider().chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw new AssertionError("a record that is not right");
          }
          record
              .hosts()
              .forEach(mx -> {
                Domain.of(mx.host());
                if (mx.preference() < 0 || mx.preference() > 65_535) {
                  throw new AssertionError("no preference");
                }
              });
        });
  }
}
