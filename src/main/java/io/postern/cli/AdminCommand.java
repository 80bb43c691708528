package io.postern.cli;

import io.postern.admin.Administration;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code postern admin}: organisations, domains, accounts, credentials, policies and rights from
 * the command line. Thin over {@link Administration}: reads words, prints answers.
 *
 * <p>Exit codes: 0 done; 1 not done, with one line saying why; 2 the words were not understood; 3
 * store or keys gave trouble. Secrets come in by standard input, never as arguments, which every
 * user of the machine can read; they go out once.
 */
@Command(
    name = "admin",
    description = "Administers organisations, domains, accounts, credentials, policies and rights.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class AdminCommand extends OperatorCommand {
  private final SecretInput secrets;

  private AdminCommand(AdminWorld.Opener opener, SecretInput secrets) {
    super(opener);
    this.secrets = secrets;
  }

  /** The command with all its subcommands, to run or to hang below {@code postern}. */
  public static CommandLine commandLine(AdminWorld.Opener opener) {
    return commandLine(opener, SecretInput.ofProcess());
  }

  static CommandLine commandLine(AdminWorld.Opener opener, SecretInput secrets) {
    AdminCommand admin = new AdminCommand(opener, secrets);
    CommandLine line =
        new CommandLine(admin)
            .addSubcommand(new OrganisationCommands(admin))
            .addSubcommand(
                new CommandLine(new DomainCommands(admin)).addSubcommand(new DkimCommands(admin)))
            .addSubcommand(new AccountCommands(admin))
            .addSubcommand(new CredentialCommands(admin))
            .addSubcommand(new PolicyCommands(admin))
            .addSubcommand(new RightCommands(admin))
            .addSubcommand(new InboundCommands(admin));
    return taught(line);
  }

  /** Reads one secret: a line of standard input, or typed unseen at a terminal. */
  String secret(String prompt) throws IOException {
    return secrets.read(prompt);
  }
}
