package io.postern.cli;

import io.postern.admin.Administration;
import io.postern.admin.Domains;
import io.postern.admin.NotDone;
import io.postern.directory.DomainClaim;
import io.postern.directory.Organisation;
import io.postern.directory.ReturnPathHost;
import io.postern.directory.VerifiedDomain;
import io.postern.smtp.Domain;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern admin domain}. */
@Command(
    name = "domain",
    description = "Domains: claimed, verified, sending.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class DomainCommands {
  private final AdminCommand admin;

  DomainCommands(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(name = "claim", description = "Claims a domain and shows the TXT record that proves it.")
  int claim(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "DOMAIN") Domain domain) {
    return admin.run(a -> {
      DomainClaim claim = a.domains().claim(a.organisations().named(organisation), domain);
      Domains.Record record = Domains.record(claim);
      return Shown.one()
          .with("domain", domain)
          .with("record", record.name())
          .with("type", "TXT")
          .with("value", record.value());
    });
  }

  @Command(name = "verify", description = "Looks for the TXT record of a claim.")
  int verify(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "DOMAIN") Domain domain,
      @Option(
              names = "--assume-verified",
              description =
                  "Takes the operator's word instead of the record, claims it if needed, and lets "
                      + "the domain send.")
          boolean assume) {
    return admin.run(a -> {
      Organisation owner = a.organisations().named(organisation);
      return shown(assume ? assumed(a, owner, domain) : a.domains().verify(owner, domain));
    });
  }

  private static VerifiedDomain assumed(Administration a, Organisation owner, Domain domain)
      throws NotDone {
    a.domains().claim(owner, domain);
    return a.domains().assume(owner, domain);
  }

  @Command(name = "may-send", description = "Says whether messages from the domain are accepted.")
  int maySend(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "DOMAIN") Domain domain,
      @Parameters(
              paramLabel = "yes|no|records",
              description = "Your word, or that its records decide.")
          String who) {
    boolean records = who.equalsIgnoreCase("records");
    boolean may = !records && Switch.read(admin, who);
    return admin.run(a -> {
      Organisation owner = a.organisations().named(organisation);
      if (records) {
        a.domains().followRecords(owner, domain);
      } else {
        a.domains().maySend(owner, domain, may);
      }
      return Shown.one()
          .with("domain", domain)
          .with("decided by", records ? "records" : "operator")
          .with("may send", records ? a.domains().check(owner, domain).maySend() : may);
    });
  }

  @Command(
      name = "check",
      description = "Looks at every record of a domain: what it should say, what it says.")
  int check(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "DOMAIN") Domain domain) {
    return admin.run(
        a -> CheckShown.of(a.domains().check(a.organisations().named(organisation), domain)));
  }

  @Command(
      name = "return-path",
      description =
          "Looks for the record by which mail of the domain can come back to us, and shows it.")
  int returnPath(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "DOMAIN") Domain domain,
      @Option(names = "--host", description = "A name below the domain; default: postern.DOMAIN.")
          @Nullable Domain host,
      @Option(names = "--assume-seen", description = "Takes the operator's word for the record.")
          boolean assume,
      @Option(names = "--off", description = "Keeps the senders' own addresses.") boolean off) {
    if (off && (assume || host != null)) {
      throw admin.usage("--off goes with nothing else");
    }
    return admin.run(a -> {
      Organisation owner = a.organisations().named(organisation);
      ReturnPathHost path =
          off
              ? a.returnPaths().off(owner, domain)
              : assume
                  ? a.returnPaths().assume(owner, domain, host)
                  : a.returnPaths().look(owner, domain, host);
      return Shown.one()
          .with("domain", domain)
          .with("host", path.host())
          .with("state", path.state().name().toLowerCase(Locale.ROOT))
          .with("record", a.returnPaths().record(path));
    });
  }

  @Command(
      name = "release",
      description = "Gives a domain up: nothing is accepted from it any more.")
  int release(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "DOMAIN") Domain domain) {
    return admin.run(a ->
        Shown.one()
            .with("domain", domain)
            .with("held", a.domains().release(a.organisations().named(organisation), domain)));
  }

  @Command(name = "list", description = "Lists an organisation's domains and claims.")
  int list(@Parameters(paramLabel = "ORGANISATION") String organisation) {
    return admin.run(a -> {
      Organisation owner = a.organisations().named(organisation);
      Shown shown = Shown.list();
      a.domains()
          .list(owner)
          .forEach(d ->
              shown
                  .next()
                  .with("domain", d.name())
                  .with("state", d.assumed() ? "assumed" : "verified")
                  .with("may send", d.maySend())
                  .with("decided by", CheckShown.decidedBy(a.domains().standing(d).rule())));
      a.domains()
          .claims(owner)
          .forEach(c ->
              shown
                  .next()
                  .with("domain", c.name())
                  .with("state", "claimed")
                  .with("may send", false)
                  .with("decided by", "records"));
      return shown;
    });
  }

  private static Shown shown(VerifiedDomain domain) {
    return Shown.one()
        .with("domain", domain.name())
        .with("state", domain.assumed() ? "assumed" : "verified")
        .with("may send", domain.maySend());
  }
}
