package io.postern.cli;

import io.postern.admin.SmtpCredentials.Issued;
import io.postern.directory.SmtpCredential;
import io.postern.smtp.Domain;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern admin credential}. */
@Command(
    name = "credential",
    description = "SMTP credentials: what mail servers and applications sign in with.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class CredentialCommands {
  private final AdminCommand admin;

  CredentialCommands(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(name = "create", description = "Creates one and shows its secret, once.")
  int create(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Option(names = "--label", required = true, description = "What it is for.") String label,
      @Option(names = "--domain", description = "Limits it to From this domain; may be repeated.")
          @Nullable List<Domain> domains) {
    return admin.run(a ->
        issued(
            a.credentials()
                .create(
                    a.organisations().named(organisation),
                    label,
                    domains == null ? Set.of() : Set.copyOf(domains))));
  }

  @Command(name = "rotate", description = "Replaces the secret and shows the new one, once.")
  int rotate(@Parameters(paramLabel = "LOGIN") String login) {
    return admin.run(a -> issued(a.credentials().rotate(a.credentials().withLogin(login))));
  }

  @Command(
      name = "suspend",
      description =
          "Refuses new submissions at once; what was sent with it and is still queued is held.")
  int suspend(@Parameters(paramLabel = "LOGIN") String login) {
    return admin.run(a ->
        Shown.one()
            .with("login", login)
            .with("active", false)
            .with("held", a.credentials().suspend(a.credentials().withLogin(login))));
  }

  @Command(name = "activate", description = "Lets it submit again.")
  int activate(@Parameters(paramLabel = "LOGIN") String login) {
    return admin.run(a -> {
      a.credentials().activate(a.credentials().withLogin(login));
      return Shown.one().with("login", login).with("active", true);
    });
  }

  @Command(name = "list", description = "Lists an organisation's credentials.")
  int list(@Parameters(paramLabel = "ORGANISATION") String organisation) {
    return admin.run(a -> {
      Shown shown = Shown.list();
      a.credentials()
          .list(a.organisations().named(organisation))
          .forEach(use ->
              properties(shown.next(), use.credential())
                  .with("active", use.credential().active())
                  .with("created", use.createdAt())
                  .with("last use", use.usedAt()));
      return shown;
    });
  }

  private static Shown issued(Issued issued) {
    return properties(Shown.one(), issued.credential())
        .with("secret", issued.secret())
        .say("Keep the secret now: it cannot be shown again.");
  }

  private static Shown properties(Shown shown, SmtpCredential credential) {
    return shown
        .with("login", credential.login())
        .with("label", credential.label())
        .with("domains", credential.domains().stream().sorted().toList());
  }
}
