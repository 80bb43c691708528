package io.postern.cli;

import io.postern.directory.Organisation;
import io.postern.policy.Cleartext;
import io.postern.policy.Correspondence;
import io.postern.policy.OrganisationPolicy;
import io.postern.policy.OrganisationPolicy.Floors;
import io.postern.policy.OrganisationPolicy.TransportSecurity;
import io.postern.policy.OrganisationPolicy.TransportSecurity.Scope;
import io.postern.policy.RequirementText;
import io.postern.policy.Row;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.transport.TlsRequirement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern admin policy}. */
@Command(
    name = "policy",
    description = "What an organisation has decided.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class PolicyCommands {
  private static final String ROWS = "1a, 1b, nta, direct, right, tls, sms, code, email";
  private final AdminCommand admin;

  PolicyCommands(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(name = "show", description = "Shows all policies.")
  int show(@Parameters(paramLabel = "ORGANISATION") String organisation) {
    return admin.run(a -> shown(a.organisations().named(organisation)));
  }

  @Command(
      name = "transport-security",
      description = "Where a verified TLS connection is enough, and what it has to prove.")
  int transportSecurity(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "off|all|listed") Scope scope,
      @Option(names = "--domain", description = "A recipient domain of the list; repeat it.")
          @Nullable List<Domain> domains,
      @Option(
              names = "--minimum",
              description = "certificate, certificate-or-dane, authenticated-mx.")
          @Nullable String minimum) {
    TlsRequirement wanted = minimum == null ? null : minimum(minimum);
    if (scope == Scope.LISTED && domains == null) {
      throw admin.usage("a list needs at least one --domain");
    }
    return admin.run(a ->
        shown(
            a.policies()
                .ladder(
                    a.organisations().named(organisation),
                    p ->
                        p.withTransport(
                            new TransportSecurity(
                                scope,
                                domains == null ? Set.of() : Set.copyOf(domains),
                                wanted == null ? p.transport().minimum() : wanted)))));
  }

  @Command(
      name = "floor",
      description = "The weakest row permitted: everywhere, to a domain, or from a sender.")
  int floor(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "ROW", description = "One of " + ROWS + ".") String row,
      @Option(names = "--to", description = "Recipient domain.") @Nullable Domain to,
      @Option(names = "--from", description = "Sender address.") @Nullable Mailbox from) {
    Row floor = row(row);
    if (to != null && from != null) {
      throw admin.usage("give --to or --from, not both");
    }
    return admin.run(a ->
        shown(
            a.policies()
                .ladder(
                    a.organisations().named(organisation),
                    p -> p.withFloors(changed(p.floors(), floor, to, from)))));
  }

  @Command(
      name = "direct-floor",
      description = "What lower direct delivery headers are raised to; off for nothing.")
  int directFloor(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(
              paramLabel = "MINIMUM",
              description = "off, or such as tls1.3:pkix, tls1.2:dane, tls1.2:pkix+dane:mx.")
          String minimum) {
    TlsRequirement floor = minimum.equals("off") ? null : requirement(minimum);
    return ladder(organisation, p -> p.withDirectFloor(floor));
  }

  @Command(
      name = "minimum-always",
      description = "Whether messages without the direct delivery header follow its rule too.")
  int minimumAlways(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "yes|no") String yesOrNo) {
    boolean always = Switch.read(admin, yesOrNo);
    return ladder(organisation, p -> p.withMinimumAlways(always));
  }

  @Command(
      name = "cleartext",
      description = "What may go to mail servers without TLS: all, links or none.")
  int cleartext(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "all|links|none") Cleartext cleartext) {
    return ladder(organisation, p -> p.withCleartext(cleartext));
  }

  @Command(
      name = "groups",
      description = "Whether addresses that several people read may take e-mail verification.")
  int groups(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "yes|no") String yesOrNo) {
    boolean allowed = Switch.read(admin, yesOrNo);
    return ladder(organisation, p -> p.withGroupsByEmail(allowed));
  }

  @Command(name = "nta7516", description = "Whether the organisation sends under NTA 7516.")
  int nta7516(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "yes|no") String yesOrNo) {
    boolean on = Switch.read(admin, yesOrNo);
    return ladder(organisation, p -> p.withNta7516(on));
  }

  @Command(
      name = "answers",
      description =
          "What pressing Reply on a notification does: button refuses with a word about the button,"
              + " sender writes to the sender in the open.")
  int answers(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "button|sender") String where) {
    if (!where.equals("button") && !where.equals("sender")) {
      throw admin.usage("answers go to button or sender");
    }
    return correspondence(organisation, c -> c.withAnswersToSender(where.equals("sender")));
  }

  @Command(
      name = "report-subject",
      description = "Whether the subject of a message may go back with reports about it.")
  int reportSubject(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "yes|no") String yesOrNo) {
    boolean with = Switch.read(admin, yesOrNo);
    return correspondence(organisation, c -> c.withSubjectInReports(with));
  }

  @Command(
      name = "tell-opened",
      description = "Whether senders hear of it when a recipient opens, though they did not ask.")
  int tellOpened(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "yes|no") String yesOrNo) {
    boolean tells = Switch.read(admin, yesOrNo);
    return correspondence(organisation, c -> c.withTellsOpened(tells));
  }

  private int correspondence(String organisation, UnaryOperator<Correspondence> change) {
    return ladder(organisation, p -> p.withCorrespondence(change.apply(p.correspondence())));
  }

  @Command(name = "sender-copies", description = "Whether senders may read back what they sent.")
  int senderCopies(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "yes|no") String yesOrNo) {
    boolean keep = Switch.read(admin, yesOrNo);
    return admin.run(
        a -> shown(a.policies().senderCopies(a.organisations().named(organisation), keep)));
  }

  @Command(name = "retention", description = "How many days content is kept.")
  int retention(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "DAYS") int days) {
    return admin.run(
        a -> shown(a.policies().retention(a.organisations().named(organisation), days)));
  }

  @Command(name = "countries", description = "Whose numbers may get text messages.")
  int countries(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "all|CODE", arity = "1..*", description = "Such as NL BE.")
          String[] codes) {
    Set<String> set =
        codes.length == 1 && codes[0].equals("all") ? Set.of() : Set.copyOf(Arrays.asList(codes));
    return admin.run(
        a -> shown(a.policies().countries(a.organisations().named(organisation), set)));
  }

  @Command(name = "language", description = "The language where nobody has another.")
  int language(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "LANGUAGE") Locale language) {
    return admin.run(
        a -> shown(a.policies().language(a.organisations().named(organisation), language)));
  }

  @Command(name = "sms-budget", description = "How many text messages a day.")
  int smsBudget(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "NUMBER") int budget) {
    return admin.run(
        a -> shown(a.policies().smsPerDay(a.organisations().named(organisation), budget)));
  }

  @Command(
      name = "remember-devices",
      description =
          "For how many days a guest may have a device remembered, so that later messages that ask"
              + " for a code in the same way need none there; 0 for not at all.")
  int rememberDevices(
      @Parameters(paramLabel = "ORGANISATION") String organisation,
      @Parameters(paramLabel = "DAYS", arity = "0..1", description = "Without it: what holds.")
          @Nullable Integer days) {
    return admin.run(a -> {
      Organisation named = a.organisations().named(organisation);
      int held =
          days == null
              ? a.policies().rememberedDays(named)
              : a.policies().rememberDevices(named, days);
      return Shown.one()
          .with("organisation", named.brand().name())
          .with("devices remembered for days", held);
    });
  }

  private int ladder(
      String organisation, java.util.function.UnaryOperator<OrganisationPolicy> change) {
    return admin.run(
        a -> shown(a.policies().ladder(a.organisations().named(organisation), change)));
  }

  private static Floors changed(
      Floors floors, Row row, @Nullable Domain to, @Nullable Mailbox from) {
    Map<Domain, Row> recipients = new HashMap<>(floors.recipients());
    Map<Mailbox, Row> senders = new HashMap<>(floors.senders());
    if (to != null) {
      recipients.put(to, row);
    }
    if (from != null) {
      senders.put(from, row);
    }
    return new Floors(to == null && from == null ? row : floors.everywhere(), recipients, senders);
  }

  private Row row(String word) {
    try {
      return Row.ofCode(word.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw admin.usage("a row is one of " + ROWS);
    }
  }

  private TlsRequirement minimum(String word) {
    return switch (word) {
      case "certificate" -> TlsRequirement.CERTIFICATE;
      case "certificate-or-dane" -> TlsRequirement.CERTIFICATE_OR_DANE;
      case "authenticated-mx" -> TlsRequirement.AUTHENTICATED_MX;
      default ->
          throw admin.usage("a minimum is certificate, certificate-or-dane or authenticated-mx");
    };
  }

  private TlsRequirement requirement(String word) {
    try {
      return RequirementText.decode(word);
    } catch (IllegalArgumentException unknown) {
      throw admin.usage("a minimum is written such as tls1.3:pkix or tls1.2:dane");
    }
  }

  private static Shown shown(Organisation o) {
    OrganisationPolicy p = o.policy();
    TlsRequirement directFloor = p.directFloor();
    return Shown.one()
        .with("organisation", o.brand().name())
        .with("transport security", p.transport().scope().name().toLowerCase(Locale.ROOT))
        .with("domains", p.transport().domains().stream().sorted().toList())
        .with("minimum", RequirementText.encode(p.transport().minimum()))
        .with("floor", p.floors().everywhere().code())
        .with("floors to", floors(p.floors().recipients()))
        .with("floors from", floors(p.floors().senders()))
        .with("direct floor", directFloor == null ? null : RequirementText.encode(directFloor))
        .with("minimum always", p.minimumAlways())
        .with("cleartext", p.cleartext().name().toLowerCase(Locale.ROOT))
        .with("groups by e-mail", p.groupsByEmail())
        .with("NTA 7516", p.nta7516())
        .with("answers", p.correspondence().answersToSender() ? "sender" : "button")
        .with("subject in reports", p.correspondence().subjectInReports())
        .with("tells opened", p.correspondence().tellsOpened())
        .with("sender copies", o.senderCopies())
        .with("retention days", o.retentionDays())
        .with("countries", o.countries().stream().sorted().toList())
        .with("language", o.language().toLanguageTag())
        .with("text messages a day", o.smsPerDay());
  }

  private static List<String> floors(Map<?, Row> floors) {
    return floors.entrySet().stream()
        .map(floor -> floor.getKey() + " " + floor.getValue().code())
        .sorted()
        .collect(Collectors.toList());
  }
}
