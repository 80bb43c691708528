package io.postern.cli;

import io.postern.admin.Administration;
import io.postern.admin.NotDone;
import io.postern.directory.InboundDirect;
import io.postern.directory.Organisation;
import io.postern.directory.VerifiedDomain;
import io.postern.policy.RequirementText;
import io.postern.smtp.Domain;
import io.postern.transport.TlsRequirement;
import java.util.Base64;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern admin idd}. */
@Command(
    name = "idd",
    description = "Inbound direct delivery: an organisation's own mail server for its people.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class InboundCommands {
  private final AdminCommand admin;

  InboundCommands(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(name = "show", description = "Shows the server and the domains it takes mail for.")
  int show(@Parameters(paramLabel = "ORGANISATION") String organisation) {
    return admin.run(a -> shown(a, a.organisations().named(organisation)));
  }

  @Command(name = "server", description = "Names the organisation's mail server.")
  int server(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "HOST", description = "The name on its certificate.") Domain host,
      @Option(names = "--port", defaultValue = "25", description = "Default: ${DEFAULT-VALUE}.")
          int port,
      @Option(
              names = "--proof",
              defaultValue = "certificate-or-dane",
              description =
                  "What it has to prove: certificate, dane, certificate-or-dane."
                      + " Default: ${DEFAULT-VALUE}.")
          String proof) {
    TlsRequirement requirement =
        switch (proof) {
          case "certificate" -> TlsRequirement.CERTIFICATE;
          case "dane" -> TlsRequirement.DANE;
          case "certificate-or-dane" -> TlsRequirement.CERTIFICATE_OR_DANE;
          default -> throw admin.usage("a proof is certificate, dane or certificate-or-dane");
        };
    return admin.run(a -> {
      Organisation named = a.organisations().named(organisation);
      a.inboundDelivery().server(named, host, port, requirement);
      return shown(a, named);
    });
  }

  @Command(name = "on", description = "From now on its people's messages go to the server.")
  int on(@Parameters(paramLabel = "ORGANISATION") String organisation) {
    return turned(organisation, true);
  }

  @Command(name = "off", description = "From now on they do not.")
  int off(@Parameters(paramLabel = "ORGANISATION") String organisation) {
    return turned(organisation, false);
  }

  @Command(
      name = "mark-key",
      description = {
        "Prints the key with which the server can check X-Postern-Transport: HMAC-SHA-256 over the",
        "Message-ID, angle brackets included; both in base64url. It is a secret."
      })
  int markKey(@Parameters(paramLabel = "ORGANISATION") String organisation) {
    return admin.run(a ->
        Shown.one()
            .with("organisation", organisation)
            .with(
                "key",
                Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                        a.inboundDelivery().markKey(a.organisations().named(organisation)))));
  }

  @Command(name = "check-mark", description = "Whether this gateway marked a message so.")
  int checkMark(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "MESSAGE-ID", description = "With its angle brackets.")
          String messageId,
      @Parameters(paramLabel = "MARK", description = "What X-Postern-Transport says.")
          String mark) {
    return admin.run(a ->
        Shown.one()
            .with("organisation", organisation)
            .with(
                "ours",
                a.inboundDelivery().holds(a.organisations().named(organisation), messageId, mark)));
  }

  private int turned(String organisation, boolean on) {
    return admin.run(a -> {
      Organisation named = a.organisations().named(organisation);
      a.inboundDelivery().on(named, on);
      return shown(a, named);
    });
  }

  private static Shown shown(Administration a, Organisation organisation) throws NotDone {
    Optional<InboundDirect> server = a.inboundDelivery().of(organisation);
    return Shown.one()
        .with("organisation", organisation.brand().name())
        .with("on", server.map(InboundDirect::active).orElse(false))
        .with("server", server.map(s -> s.host().ascii()).orElse(null))
        .with("port", server.map(InboundDirect::port).orElse(null))
        .with("proof", server.map(s -> RequirementText.encode(s.requirement())).orElse(null))
        .with(
            "domains", a.domains().list(organisation).stream().map(VerifiedDomain::name).toList());
  }
}
