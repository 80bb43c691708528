package io.postern.cli;

import io.postern.admin.Accounts.Enrolment;
import io.postern.directory.Account;
import io.postern.smtp.Mailbox;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern admin account}. */
@Command(
    name = "account",
    description = "Accounts: who may send and sign in.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class AccountCommands {
  private final AdminCommand admin;

  AccountCommands(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(name = "create", description = "Creates an account that may send at once.")
  int create(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "ADDRESS") Mailbox address,
      @Option(names = "--name", required = true, description = "The person's name.") String name,
      @Option(names = "--language", description = "The organisation's, if left out.")
          @Nullable Locale language) {
    return admin.run(a ->
        shown(a.accounts().create(a.organisations().named(organisation), address, name, language)));
  }

  @Command(name = "list", description = "Lists an organisation's accounts.")
  int list(@Parameters(paramLabel = "ORGANISATION") String organisation) {
    return admin.run(a -> {
      Shown shown = Shown.list();
      for (Account account : a.accounts().list(a.organisations().named(organisation))) {
        properties(shown.next(), account);
      }
      return shown;
    });
  }

  @Command(name = "show", description = "Shows the account with an address.")
  int show(@Parameters(paramLabel = "ADDRESS") Mailbox address) {
    return admin.run(a -> shown(a.accounts().at(address)));
  }

  @Command(
      name = "suspend",
      description =
          "Refuses its submissions and signing in at once; what it sent and is still queued is held.")
  int suspend(@Parameters(paramLabel = "ADDRESS") Mailbox address) {
    return admin.run(a -> {
      int held = a.accounts().suspend(a.accounts().at(address));
      return shown(a.accounts().at(address)).with("held", held);
    });
  }

  @Command(name = "activate", description = "Lets it send and sign in again.")
  int activate(@Parameters(paramLabel = "ADDRESS") Mailbox address) {
    return admin.run(a -> {
      a.accounts().activate(a.accounts().at(address));
      return shown(a.accounts().at(address));
    });
  }

  @Command(name = "alias", description = "Adds another address to an account, or removes one.")
  int alias(
      @Parameters(paramLabel = "ADDRESS") Mailbox address,
      @Parameters(paramLabel = "ALIAS") Mailbox alias,
      @Option(names = "--remove", description = "Removes it.") boolean remove) {
    return admin.run(a -> {
      Account account = a.accounts().at(address);
      if (remove) {
        a.accounts().removeAlias(account, alias);
      } else {
        a.accounts().addAlias(account, alias);
      }
      return shown(a.accounts().at(account.address()));
    });
  }

  @Command(
      name = "password",
      description = "Sets the password, read from standard input or typed unseen.")
  int password(@Parameters(paramLabel = "ADDRESS") Mailbox address) {
    return admin.run(a -> {
      Account account = a.accounts().at(address);
      a.accounts().password(account, admin.secret("password"));
      return Shown.one().with("address", account.address()).with("password", "set");
    });
  }

  @Command(name = "totp", description = "Sets up a second factor and shows its secret, once.")
  int totp(
      @Parameters(paramLabel = "ADDRESS") Mailbox address,
      @Option(names = "--import", description = "Takes a base32 secret from standard input.")
          boolean given,
      @Option(names = "--reset", description = "Takes the second factor away.") boolean reset,
      @Option(names = "--no-qr", description = "Draws no QR code.") boolean noQr) {
    return admin.run(a -> {
      Account account = a.accounts().at(address);
      if (reset) {
        a.accounts().resetTotp(account);
        return Shown.one().with("address", account.address()).with("second factor", false);
      }
      Enrolment enrolment =
          given
              ? a.accounts().importTotp(account, admin.secret("base32 secret"))
              : a.accounts().enrolTotp(account);
      Shown shown =
          Shown.one()
              .with("address", account.address())
              .with("secret", enrolment.secret())
              .with("uri", enrolment.uri());
      return noQr ? shown : shown.say(TerminalQr.of(enrolment.uri()));
    });
  }

  private static Shown shown(Account account) {
    return properties(Shown.one(), account);
  }

  private static Shown properties(Shown shown, Account account) {
    return shown
        .with("address", account.address())
        .with("name", account.name())
        .with("active", account.active())
        .with("second factor", account.secondFactor())
        .with("aliases", account.aliases());
  }
}
