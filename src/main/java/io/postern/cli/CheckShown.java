package io.postern.cli;

import io.postern.admin.Domains;
import io.postern.standing.Finding;
import io.postern.standing.SendRule;
import io.postern.standing.Standing;
import java.time.Instant;
import java.util.Locale;

/** What a check of a domain found, as it is printed. */
final class CheckShown {
  private CheckShown() {}

  static Shown of(Domains.Checked checked) {
    Shown shown = Shown.cards();
    for (Finding finding : checked.report().findings()) {
      shown
          .next()
          .with("check", word(finding.subject()))
          .with("verdict", word(finding.verdict()))
          .with("record", finding.type() + " " + finding.name())
          .with("wanted", finding.wanted().isEmpty() ? null : finding.wanted())
          .with("found", finding.found())
          .with("means", finding.sentence(Locale.ENGLISH));
    }
    return shown
        .next()
        .with("check", "sending")
        .with("verdict", checked.maySend() ? "yes" : "no")
        .with("means", summary(checked));
  }

  static String decidedBy(SendRule rule) {
    return switch (rule) {
      case CHECKS -> "records";
      case YES, NO -> "operator";
    };
  }

  private static String summary(Domains.Checked checked) {
    Standing standing = checked.standing();
    String domain = checked.report().domain().ascii();
    boolean records = standing.recordsAllow(checked.report().at());
    return switch (standing.rule()) {
      case YES ->
          domain
              + " may send, on an operator's word; "
              + (records ? "its records allow it too." : "its records would not allow it.");
      case NO ->
          domain
              + " may not send, on an operator's word; "
              + (records
                  ? "its records would allow it."
                  : "its records would not allow it either.");
      case CHECKS -> {
        Instant lost = standing.incompleteSince();
        if (!checked.maySend()) {
          yield domain + " may not send: what is missing above has to be published first.";
        }
        yield lost == null
            ? domain + " may send."
            : domain + " may send until " + lost.plus(Standing.GRACE) + " with what is missing.";
      }
    };
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
