package io.postern.cli;

import io.postern.directory.Organisation;
import io.postern.smtp.Mailbox;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern admin organisation}. */
@Command(
    name = "organisation",
    description = "Organisations: the tenants of this deployment.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class OrganisationCommands {
  private final AdminCommand admin;

  OrganisationCommands(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(name = "create", description = "Creates one, with its own key pair.")
  int create(
      @Parameters(paramLabel = "NAME", description = "As its guests know it.") String name,
      @Option(names = "--language", defaultValue = "nl", description = "nl or en.")
          Locale language) {
    return admin.run(a -> shown(a.organisations().create(name, language)));
  }

  @Command(name = "list", description = "Lists all.")
  int list() {
    return admin.run(a -> {
      Shown shown = Shown.list();
      a.organisations()
          .list()
          .forEach(o ->
              shown
                  .next()
                  .with("name", o.brand().name())
                  .with("id", o.brand().publicId())
                  .with("language", o.language().toLanguageTag()));
      return shown;
    });
  }

  @Command(name = "show", description = "Shows one.")
  int show(@Parameters(paramLabel = "NAME") String name) {
    return admin.run(a -> shown(a.organisations().named(name)));
  }

  @Command(
      name = "brand",
      description = "Sets name, colour and telephone number; what is not given stays.")
  int brand(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--name", description = "The new name.") @Nullable String newName,
      @Option(names = "--accent", description = "#rrggbb; empty for none.") @Nullable String accent,
      @Option(names = "--phone", description = "To call in doubt; empty for none.")
          @Nullable String phone) {
    return admin.run(
        a -> shown(a.organisations().brand(a.organisations().named(name), newName, accent, phone)));
  }

  @Command(name = "postmaster", description = "Sets who hears of undeliverable reports.")
  int postmaster(
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "ADDRESS", arity = "0..1", description = "Nobody, if left out.")
          @Nullable Mailbox address) {
    return admin.run(
        a -> shown(a.organisations().postmaster(a.organisations().named(name), address)));
  }

  static Shown shown(Organisation o) {
    return Shown.one()
        .with("name", o.brand().name())
        .with("id", o.brand().publicId())
        .with("language", o.language().toLanguageTag())
        .with("accent", o.brand().accent())
        .with("phone", o.brand().phone())
        .with("postmaster", o.postmaster());
  }
}
