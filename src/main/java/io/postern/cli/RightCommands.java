package io.postern.cli;

import io.postern.admin.Administration;
import io.postern.admin.NotDone;
import io.postern.directory.Organisation;
import io.postern.directory.ProvenRight.Method;
import io.postern.policy.Right;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Mailbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern admin right}. */
@Command(
    name = "right",
    description = "Proven rights: how recipients have shown that they are themselves.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class RightCommands {
  private static final String METHOD = "sms|access-code";
  private final AdminCommand admin;

  RightCommands(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(name = "list", description = "Lists an organisation's, newest first.")
  int list(@Parameters(paramLabel = "ORGANISATION") String organisation) {
    return admin.run(a -> {
      Shown shown = Shown.list();
      a.rights()
          .list(a.organisations().named(organisation))
          .forEach(right ->
              shown
                  .next()
                  .with("recipient", right.recipient())
                  .with("method", word(right.method()))
                  .with("ends in", right.ending())
                  .with("proven", right.provenAt())
                  .with("hint", right.hint()));
      return shown;
    });
  }

  @Command(
      name = "add",
      description = "Adds one; the number or code is read from standard input or typed unseen.")
  int add(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "ADDRESS") Mailbox address,
      @Parameters(paramLabel = METHOD) String method,
      @Option(names = "--hint", description = "Says which code is meant.") @Nullable String hint) {
    Method wanted = method(method);
    return admin.run(a -> {
      Organisation owner = a.organisations().named(organisation);
      Right right = right(a, owner, wanted, admin.secret(method));
      a.rights().add(owner, address, right, hint);
      return Shown.one().with("recipient", address).with("method", word(wanted));
    });
  }

  @Command(
      name = "import",
      description = "Adds those of a CSV file: address,sms|access-code,value[,hint] per line.")
  int importFile(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "FILE") Path file) {
    return admin.run(a -> {
      Organisation owner = a.organisations().named(organisation);
      List<String> lines = lines(file);
      Shown shown = Shown.list();
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          shown.next().with("line", i + 1).with("result", imported(a, owner, lines.get(i)));
        }
      }
      return shown;
    });
  }

  @Command(name = "hint", description = "Says which code is meant; empty takes the hint away.")
  int hint(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "ADDRESS") Mailbox address,
      @Parameters(paramLabel = METHOD) String method,
      @Parameters(paramLabel = "HINT") String hint) {
    Method wanted = method(method);
    return admin.run(a -> {
      a.rights().hint(a.organisations().named(organisation), address, wanted, hint);
      return Shown.one().with("recipient", address).with("hint", hint);
    });
  }

  @Command(
      name = "delete",
      description = "Deletes one; nothing specified until now can become proven any more.")
  int delete(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "ADDRESS") Mailbox address,
      @Parameters(paramLabel = METHOD) String method) {
    Method wanted = method(method);
    return admin.run(a ->
        Shown.one()
            .with("recipient", address)
            .with(
                "locked",
                a.rights().delete(a.organisations().named(organisation), address, wanted)));
  }

  @Command(name = "unlock", description = "Opens what wrong codes locked for a recipient.")
  int unlock(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "ADDRESS") Mailbox address) {
    return admin.run(a -> {
      a.rights().unlock(a.organisations().named(organisation), address);
      return Shown.one().with("recipient", address).with("locked", false);
    });
  }

  /** One line of the file; what is wrong with it is said without repeating it. */
  private static String imported(Administration a, Organisation owner, String line) {
    String[] cells = line.split(",", 4);
    if (cells.length < 3) {
      return "wants address,method,value";
    }
    try {
      Mailbox address = Mailbox.of(cells[0].strip());
      Right right =
          switch (cells[1].strip().toLowerCase(Locale.ROOT)) {
            case "sms" -> right(a, owner, Method.SMS, cells[2].strip());
            case "access-code" -> right(a, owner, Method.ACCESS_CODE, cells[2].strip());
            default -> throw new BadAddress("the method is neither sms nor access-code");
          };
      a.rights().add(owner, address, right, cells.length == 4 ? cells[3].strip() : null);
      return "added";
    } catch (BadAddress bad) {
      return String.valueOf(bad.getMessage());
    } catch (NotDone notDone) {
      return notDone.sentence();
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (IOException unreadable) {
      throw new IOException("cannot read " + file + " as UTF-8 text", unreadable);
    }
  }

  private static Right right(Administration a, Organisation owner, Method method, String value)
      throws NotDone {
    return switch (method) {
      case SMS -> a.rights().sms(owner, value);
      case ACCESS_CODE -> a.rights().code(value);
    };
  }

  private Method method(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "sms" -> Method.SMS;
      case "access-code" -> Method.ACCESS_CODE;
      default -> throw admin.usage("a method is sms or access-code");
    };
  }

  private static String word(Method method) {
    return switch (method) {
      case SMS -> "sms";
      case ACCESS_CODE -> "access-code";
    };
  }
}
