package io.postern.cli;

import io.postern.admin.Administration;
import io.postern.admin.NotDone;
import io.postern.admin.Tracking;
import io.postern.admin.WaitingCopies;
import io.postern.admin.WaitingCopies.Choice;
import io.postern.conversation.CopyState;
import io.postern.dispatch.WaitingList.Entry;
import io.postern.policy.Explanation;
import io.postern.smtp.Domain;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code postern queue}: what waits to be sent, and what an administrator does to it. Works beside
 * a running server, which follows within 5 seconds. Exit codes: see {@link OperatorCommand}; an
 * operation on everything that fits is done also when nothing does.
 */
@Command(
    name = "queue",
    description = {
      "Shows what waits to be sent; tries, holds, releases, returns or revokes it.",
      "A running server follows within 5 seconds."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done; 1 not done (nothing in the queue has that id); 2 the words were not"
          + " understood; 3 store or keys gave trouble."
    })
public final class QueueCommand extends OperatorCommand {
  private final InstantSource clock;

  private QueueCommand(AdminWorld.Opener opener, InstantSource clock) {
    super(opener);
    this.clock = clock;
  }

  /** The command, to hang below {@code postern}. */
  public static CommandLine commandLine(AdminWorld.Opener opener, InstantSource clock) {
    return taught(new CommandLine(new QueueCommand(opener, clock)));
  }

  /** Which of what waits. */
  static final class Selection {
    @Parameters(
        paramLabel = "ID",
        arity = "0..1",
        description = "A copy, or a message for all of its copies.")
    private @Nullable String id;

    @Option(names = "--organisation", paramLabel = "NAME", description = "Those it sends.")
    private @Nullable String organisation;

    @Option(
        names = "--to",
        paramLabel = "DOMAIN",
        description = "Those for recipients of this domain.")
    private @Nullable Domain to;

    @Option(names = "--held", description = "Only those that are held.")
    private boolean held;

    @Option(names = "--all", description = "Everything that waits.")
    private boolean all;

    private boolean nothingSaid() {
      return id == null && organisation == null && to == null && !held && !all;
    }

    private Choice choice(Administration a) throws NotDone {
      return new Choice(
          id, organisation == null ? null : a.organisations().named(organisation), to, held);
    }
  }

  @Command(name = "list", description = "Lists what waits, oldest first.")
  int list(
      @Mixin Selection selection,
      @Option(names = "--limit", defaultValue = "1000", description = "At most so many.")
          int limit) {
    return run(a -> {
      Map<Long, String> names = new HashMap<>();
      a.organisations().list().forEach(o -> names.put(o.key(), o.brand().name()));
      List<Entry> entries = a.queue().list(selection.choice(a), Math.max(1, limit));
      Shown shown = Shown.list();
      for (Entry entry : entries) {
        row(shown.next(), entry, names.getOrDefault(entry.organisation(), ""));
      }
      return entries.size() == limit ? shown.say("there may be more: --limit") : shown;
    });
  }

  @Command(
      name = "show",
      description = "Shows one that waits, or all of a message, with what was tried and why.")
  int show(@Parameters(paramLabel = "ID") String id) {
    return run(a -> {
      List<Entry> entries = a.queue().list(Choice.of(id), 1_000);
      List<Tracking.Traced> messages = a.tracking().find(id);
      if (entries.isEmpty()) {
        return Shown.list().say("It does not wait any more; see: postern trace " + id);
      }
      Shown shown = Shown.list();
      for (Entry entry : entries) {
        row(shown.next(), entry, messages.getFirst().organisation());
        shown.with("message", entry.message());
      }
      if (!json()) {
        for (Entry entry : entries) {
          explain(shown, entry, messages.getFirst());
        }
      }
      return shown;
    });
  }

  private static void explain(Shown shown, Entry entry, Tracking.Traced message) {
    shown.say("").say(entry.recipient() + " (" + entry.id() + ")");
    if (entry.held() != null) {
      shown.say("  held: " + Words.held(entry.held()));
    }
    message.recipients().stream()
        .filter(recipient -> recipient.id().equals(entry.id()))
        .flatMap(recipient -> recipient.explanation().render(Locale.ENGLISH).stream())
        .map(QueueCommand::line)
        .forEach(shown::say);
  }

  static String line(Explanation.Sentence sentence) {
    return "  " + sentence.title() + ": " + sentence.text();
  }

  private void row(Shown shown, Entry entry, String organisation) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    shown.with("id", entry.id());
    if (json()) {
      shown.with("queued", entry.queuedAt()).with("what", entry.what());
    } else {
      shown.with("age", Words.span(entry.queuedAt(), now));
    }
    shown
        .with("organisation", organisation)
        .with("recipient", entry.recipient())
        .with("state", state(entry))
        .with("attempts", entry.attempts())
        .with("next try", json() ? entry.nextTry() : next(entry, now));
    String held = entry.held();
    shown.with("reason", held != null ? Words.held(held) : entry.reason());
  }

  private String state(Entry entry) {
    CopyState state = entry.state();
    String word = state == null ? entry.what() : Words.state(state);
    return entry.underWay() && state != CopyState.HELD ? "under way" : word;
  }

  private static @Nullable String next(Entry entry, Instant now) {
    if (entry.underWay()) {
      return "now";
    }
    String when = entry.nextTry().isAfter(now) ? "in " + Words.span(now, entry.nextTry()) : "now";
    return entry.state() == CopyState.HELD ? "returned " + when : when;
  }

  @Command(
      name = "retry",
      description = {
        "Has them tried now, also where hosts were silent before.",
        "What is held stays held."
      })
  int retry(@Mixin Selection selection) {
    return each(selection, "tried now", WaitingCopies::retry);
  }

  @Command(
      name = "hold",
      description = "Holds them until they are released or returned; after 48 hours they return.")
  int hold(@Mixin Selection selection) {
    return each(selection, "held", WaitingCopies::hold);
  }

  @Command(
      name = "release",
      description = "Sends those that are held, also where their sender is suspended still.")
  int release(@Mixin Selection selection) {
    return each(selection, "released", WaitingCopies::release);
  }

  @Command(
      name = "bounce",
      description = "Returns them: they are not sent, and their senders get reports.")
  int bounce(@Mixin Selection selection) {
    return each(selection, "returned", WaitingCopies::bounce);
  }

  @Command(
      name = "revoke",
      description = "Takes them back: they are not sent, and nobody gets a report.")
  int revoke(@Mixin Selection selection) {
    return each(selection, "revoked", WaitingCopies::revoke);
  }

  /** What is done to a choice; how many it was done to. */
  private interface Operation {
    int on(WaitingCopies queue, Choice choice) throws NotDone;
  }

  private int each(Selection selection, String done, Operation operation) {
    if (selection.nothingSaid()) {
      throw usage("say which: an ID, --organisation, --to, --held or --all");
    }
    return run(a -> Shown.one().with(done, operation.on(a.queue(), selection.choice(a))));
  }
}
