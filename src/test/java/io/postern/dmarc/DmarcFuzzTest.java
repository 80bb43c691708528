package io.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/** A record from anybody is a policy or none. */
@Tag("slow")
class DmarcFuzzTest {

  @FuzzTest
  void records(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    DmarcRecord.parse(text)
        .ifPresent(record -> {
          assertThat(text).contains("DMARC1");
          assertThat(record.below(true)).isNotNull();
          assertThat(record.below(false)).isNotNull();
        });
  }
}
