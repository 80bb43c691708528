package io.postern.cli;

import io.postern.admin.Administration;
import io.postern.admin.NotDone;
import io.postern.smtp.Domain;
import io.postern.standing.DkimKey;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern admin domain dkim}. */
@Command(
    name = "dkim",
    description = "DKIM keys: the records to publish, whether the DNS has them, rotation.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class DkimCommands {
  private final AdminCommand admin;

  DkimCommands(AdminCommand admin) {
    this.admin = admin;
  }

  /** Whose keys: a domain of an organisation, or the gateway's own mail domain. */
  static final class Whose {
    @ArgGroup(exclusive = false)
    private @Nullable OfDomain domain;

    @Option(names = "--own", required = true, description = "The gateway's own mail domain.")
    private boolean own;
  }

  static final class OfDomain {
    @Parameters(index = "0", paramLabel = "ORGANISATION")
    private String organisation = "";

    @Parameters(index = "1", paramLabel = "DOMAIN")
    private @Nullable Domain domain;
  }

  @Command(name = "show", description = "Shows a domain's keys; makes the first ones.")
  int show(@ArgGroup(multiplicity = "1") Whose whose) {
    return admin.run(a -> shown(show(a, whose)));
  }

  @Command(name = "rotate", description = "Makes new keys; they take over once the DNS has them.")
  int rotate(@ArgGroup(multiplicity = "1") Whose whose) {
    return admin.run(a ->
        shown(rotate(a, whose))
            .say("The new keys take over once their records are in the DNS.")
            .say("Leave the records of the former keys until they are gone from this list."));
  }

  private static List<DkimKey> show(Administration a, Whose whose) throws NotDone {
    OfDomain of = whose.domain;
    return of == null || of.domain == null
        ? a.signingKeys().showOwn()
        : a.signingKeys().show(a.organisations().named(of.organisation), of.domain);
  }

  private static List<DkimKey> rotate(Administration a, Whose whose) throws NotDone {
    OfDomain of = whose.domain;
    return of == null || of.domain == null
        ? a.signingKeys().rotateOwn()
        : a.signingKeys().rotate(a.organisations().named(of.organisation), of.domain);
  }

  private static Shown shown(List<DkimKey> keys) {
    Shown shown = Shown.cards();
    for (DkimKey key : keys) {
      shown
          .next()
          .with("record", key.name())
          .with("type", "TXT")
          .with("state", key.state().name().toLowerCase(Locale.ROOT))
          .with("in the dns", key.live())
          .with("since", key.stateAt())
          .with("value", key.record());
    }
    return shown;
  }
}
