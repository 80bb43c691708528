package io.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.dns.ScriptedDns;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.junit.jupiter.api.Tag;

/** Signatures and key records from anybody: always a verdict, never a pass without the key. */
@Tag("slow")
class DkimFuzzTest {

  @FuzzTest
  void signatures(byte[] value) throws IOException {
    String header = new String(value, StandardCharsets.ISO_8859_1);
    byte[] message =
        ("DKIM-Signature: " + header + "\r\nFrom: a@b.example\r\n\r\nx\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(
            new Verifier(new ScriptedDns(), InstantSource.system())
                .verify(new ByteArrayInputStream(message)))
        .noneMatch(verdict -> verdict instanceof Verdict.Pass);
  }

  @FuzzTest
  void keyRecords(byte[] octets) {
    switch (KeyRecord.parse(new String(octets, StandardCharsets.UTF_8))) {
      case KeyRecord.Usable(KeyRecord record) ->
          assertThat(KeyRecord.parse(KeyRecord.text(record.algorithm(), record.key())))
              .isInstanceOf(KeyRecord.Usable.class);
      case KeyRecord.Revoked() ->
          assertThat(new String(octets, StandardCharsets.UTF_8)).contains("p");
      case KeyRecord.Unusable(String why) -> assertThat(why).isNotEmpty();
    }
  }
}
