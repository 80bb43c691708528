package io.postern.transport.mtasts;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.dns.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Whatever a domain publishes as record or policy: never an exception, and the limits hold. */
@Tag("slow")
class StsPolicyFuzz {

  @FuzzTest(maxDuration = "2m")
  void neverThrows(FuzzedDataProvider data) {
    String record = data.consumeString(300);
    check(data.consumeRemainingAsBytes());
    StsRecord read =
        StsRecord.of(
            Answer.found(
                Answer.Security.INSECURE, List.of(record, "v=STSv1; " + record), Duration.ZERO));
    if (read instanceof StsRecord.Announced(String id) && !id.matches("[A-Za-z0-9]{1,32}")) {
      throw new AssertionError("not an id");
    }
  }

  private static void check(byte[] octets) {
    if (StsPolicyText.of(octets) instanceof StsPolicyText.Valid(StsPolicy policy)) {
      if (policy.mx().isEmpty() != (policy.mode() == StsPolicy.Mode.NONE)
          && policy.mx().isEmpty()) {
        throw new AssertionError("binds to no host at all");
      }
      if (policy.maxAge().compareTo(Duration.ofDays(366)) > 0) {
        throw new AssertionError("kept too long");
      }
      // What is kept in the store has to read the same again.
      if (!(StsPolicyText.of(policy.text()) instanceof StsPolicyText.Valid(StsPolicy again))
          || !again.equals(policy)) {
        throw new AssertionError("reads differently the second time");
      }
    }
  }
}
