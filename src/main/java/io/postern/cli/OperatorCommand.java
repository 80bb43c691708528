package io.postern.cli;

import io.postern.admin.Administration;
import io.postern.admin.NotDone;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * A command that works on the store, beside a running server or without one. Exit codes: 0 done; 1
 * not done, with one line saying why; 2 the words were not understood; 3 store or keys gave
 * trouble.
 */
abstract class OperatorCommand {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorCommand.class);
  static final int NOT_DONE = 1;
  static final int TROUBLE = 3;

  private final AdminWorld.Opener opener;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Answers as JSON, for programs.")
  private boolean json;

  OperatorCommand(AdminWorld.Opener opener) {
    this.opener = opener;
  }

  /** Teaches the command line our types. */
  static CommandLine taught(CommandLine line) {
    // Own words: picocli's name the Java type and the text, and the text may be a secret.
    line.registerConverter(Mailbox.class, converter(Mailbox::of, "not an address"));
    line.registerConverter(Domain.class, converter(Domain::of, "not a domain"));
    line.registerConverter(
        Locale.class,
        converter(
            tag -> new Locale.Builder().setLanguageTag(tag).build(),
            "not a language tag, such as nl"));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  boolean json() {
    return json;
  }

  /** What a command does; its answer is printed. */
  @FunctionalInterface
  interface Work {
    Shown with(Administration administration) throws NotDone, IOException;
  }

  /** Opens the world, does the work, prints the answer or one line of trouble. */
  int run(Work work) {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    try (AdminWorld world = opener.open()) {
      Shown shown = work.with(world.administration());
      PrintWriter out = line.getOut();
      out.print(json ? shown.json() : shown.text());
      out.flush();
      return 0;
    } catch (NotDone notDone) {
      return trouble(line, NOT_DONE, notDone.sentence());
    } catch (StoreException store) {
      return trouble(line, TROUBLE, "the store: " + store.getMessage());
    } catch (IOException unreadable) {
      return trouble(line, TROUBLE, String.valueOf(unreadable.getMessage()));
    } catch (RuntimeException unexpected) {
      // Its message is unknown and may hold anything: the terminal gets its name only.
      LOG.debug("an admin command failed", unexpected);
      return trouble(line, TROUBLE, "unexpected: " + unexpected.getClass().getSimpleName());
    }
  }

  private static int trouble(CommandLine line, int code, String sentence) {
    line.getErr().println("postern: " + sentence.replace('\n', ' '));
    line.getErr().flush();
    return code;
  }

  private interface Reading<T> {
    T of(String text);
  }

  private static <T> ITypeConverter<T> converter(Reading<T> reading, String complaint) {
    return text -> {
      try {
        return reading.of(text);
      } catch (BadAddress bad) {
        throw new TypeConversionException(String.valueOf(bad.getMessage()));
      } catch (RuntimeException bad) {
        throw new TypeConversionException(complaint);
      }
    };
  }

  /** A complaint about words, as picocli makes them: exit 2. */
  ParameterException usage(String sentence) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
  }
}
