package io.postern.cli;

import io.postern.admin.Tracking;
import io.postern.policy.Explanation;
import io.postern.policy.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code postern trace}: what became of a message, for each of its recipients. Exit codes: see
 * {@link OperatorCommand}.
 */
@Command(
    name = "trace",
    description =
        "Shows what became of a message: recipients, states, timeline, reasons, evidence.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 found; 1 there is no such message; 2 the words were not understood; 3 store or"
          + " keys gave trouble."
    })
public final class TraceCommand extends OperatorCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "ID",
      arity = "1..*",
      description =
          "The id in the 250, a copy's id, or the mail's own Message-ID. Several are shown one"
              + " after the other.")
  private List<String> names = List.of();

  private TraceCommand(AdminWorld.Opener opener) {
    super(opener);
  }

  /** The command, to hang below {@code postern}. */
  public static CommandLine commandLine(AdminWorld.Opener opener) {
    return taught(new CommandLine(new TraceCommand(opener)));
  }

  @Override
  public Integer call() {
    return run(a -> {
      Shown shown = Shown.list();
      for (String name : names) {
        for (Tracking.Traced message : a.tracking().find(name)) {
          if (json()) {
            describe(shown.next(), message);
          } else {
            tell(shown, message);
          }
        }
      }
      return shown;
    });
  }

  private static void tell(Shown shown, Tracking.Traced message) {
    shown
        .say(
            "message "
                + message.id()
                + " from "
                + message.sender()
                + (message.organisation().isEmpty() ? "" : " (" + message.organisation() + ")"))
        .say("  accepted " + message.acceptedAt() + ", " + message.size() + " octets")
        .say("  can be read until " + message.expiresAt());
    for (Tracking.Recipient recipient : message.recipients()) {
      shown
          .say("")
          .say(
              "  "
                  + recipient.address()
                  + (recipient.bcc() ? " (Bcc)" : "")
                  + ": "
                  + Words.state(recipient.state())
                  + by(recipient)
                  + "   ["
                  + recipient.id()
                  + "]");
      for (Tracking.Event event : recipient.timeline()) {
        shown.say("    " + event.at() + "  " + Words.event(event));
      }
      for (Explanation.Sentence sentence : recipient.explanation().render(Locale.ENGLISH)) {
        shown.say("  " + QueueCommand.line(sentence));
      }
    }
    shown.say("");
  }

  private static String by(Tracking.Recipient recipient) {
    if (recipient.row() == null) {
      return "";
    }
    String title =
        new Explanation(
                List.of(
                    new Explanation.RowVerdict(
                        recipient.row(), io.postern.policy.Verdict.CHOSEN, "")))
            .render(Locale.ENGLISH)
            .getFirst()
            .title();
    Verification verification = recipient.verification();
    return " by row \""
        + title
        + "\""
        + (verification == null ? "" : ", opened by " + word(verification));
  }

  private static String word(Verification verification) {
    return switch (verification) {
      case ACCOUNT -> "signing in";
      case SMS -> "text message";
      case ACCESS_CODE -> "access code";
      case EMAIL -> "e-mail verification";
    };
  }

  private static void describe(Shown shown, Tracking.Traced message) {
    List<Map<String, @Nullable Object>> recipients = new ArrayList<>();
    message.recipients().forEach(recipient -> recipients.add(described(recipient)));
    shown
        .with("id", message.id())
        .with("organisation", message.organisation())
        .with("sender", message.sender())
        .with("accepted", message.acceptedAt())
        .with("expires", message.expiresAt())
        .with("octets", message.size())
        .with("recipients", recipients);
  }

  private static Map<String, @Nullable Object> described(Tracking.Recipient recipient) {
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    Verification verification = recipient.verification();
    one.put("id", recipient.id());
    one.put("address", recipient.address());
    one.put("bcc", recipient.bcc());
    one.put("state", Words.state(recipient.state()));
    one.put("row", recipient.row() == null ? null : recipient.row().code());
    one.put("verification", verification == null ? null : word(verification));
    List<Map<String, @Nullable Object>> why = new ArrayList<>();
    for (Explanation.Sentence sentence : recipient.explanation().render(Locale.ENGLISH)) {
      why.add(
          pairs(
              "row",
              sentence.row().code(),
              "verdict",
              sentence.verdict().code(),
              "text",
              sentence.text()));
    }
    one.put("explanation", why);
    List<Map<String, @Nullable Object>> timeline = new ArrayList<>();
    for (Tracking.Event event : recipient.timeline()) {
      timeline.add(event(event.at(), event));
    }
    one.put("timeline", timeline);
    return one;
  }

  private static Map<String, @Nullable Object> event(Instant at, Tracking.Event event) {
    return pairs("at", at, "what", event.what(), "detail", event.detail());
  }

  private static Map<String, @Nullable Object> pairs(
      String first,
      @Nullable Object one,
      String second,
      @Nullable Object two,
      String third,
      @Nullable Object three) {
    Map<String, @Nullable Object> pairs = new LinkedHashMap<>();
    pairs.put(first, one);
    pairs.put(second, two);
    pairs.put(third, three);
    return pairs;
  }
}
