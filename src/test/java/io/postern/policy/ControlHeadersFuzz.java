package io.postern.policy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.postern.policy.ControlHeaders.Field;
import io.postern.policy.ControlHeaders.Invalid;
import io.postern.policy.ControlHeaders.Valid;
import io.postern.smtp.Mailbox;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** Whatever stands in a control header: never an exception, and never its value in the refusal. */
@Tag("slow")
class ControlHeadersFuzz {
  private static final Mailbox ANNA = Mailbox.of("anna@a.example");
  private static final List<String> NAMES =
      List.of(
          "zivver-access-right",
          "postern-direct-delivery",
          "zivver-minimum-recipient-verification",
          "zivver-message-expiration",
          "postern-language");

  @FuzzTest(maxDuration = "2m")
  void neverThrowsAndNeverRepeatsAValue(FuzzedDataProvider data) {
    String name = data.consumeBoolean() ? data.pickValue(NAMES) : data.consumeString(80);
    String value = data.consumeString(400);
    String marked = value + " qz7canary" + data.consumeRemainingAsString();
    check(name, marked, "qz7canary");
    check("zivver-access-right", "anna@a.example access-code " + marked, "qz7canary");
    check("zivver-access-right", "anna@a.example sms +31699900011" + value, "31699900011");
    check("zivver-access-right", marked + " access-code 1234", "qz7canary");
    check(name, value, "\0never");
  }

  private static void check(String name, String value, String canary) {
    switch (ControlHeaders.parse(
        List.of(new Field(name, value)), Set.of(ANNA), Set.of(), HeaderRules.DEFAULT)) {
      case Valid valid -> {
        if (valid.toString().contains(canary)) {
          throw new AssertionError("a value is printed");
        }
      }
      case Invalid(String header, String why) -> {
        if (why.contains(canary) || header.length() > 60 || !header.matches("[ -~]*")) {
          throw new AssertionError("a refusal repeats a value, or its header name is unclean");
        }
      }
    }
  }
}
