package io.postern.policy;

import io.postern.policy.OrganisationPolicy.Floors;
import io.postern.policy.OrganisationPolicy.TransportSecurity;
import io.postern.policy.OrganisationPolicy.TransportSecurity.Scope;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.transport.TlsRequirement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An organisation's policy as lines of {@code key value}, for one column. Reading is strict: a key
 * or value it does not know stops it, because a policy half read is a weaker one.
 */
final class PolicyText {
  private Scope scope = Scope.OFF;
  private final Set<Domain> domains = new TreeSet<>();
  private TlsRequirement minimum = TlsRequirement.CERTIFICATE_OR_DANE;
  private Row floor = Row.EMAIL;
  private final Map<Domain, Row> recipients = new HashMap<>();
  private final Map<Mailbox, Row> senders = new HashMap<>();
  private @Nullable TlsRequirement directFloor;
  private boolean minimumAlways;
  private Cleartext cleartext = Cleartext.ALL;
  private boolean groupsByEmail;
  private boolean nta7516;
  private Correspondence correspondence = Correspondence.DEFAULT;

  private PolicyText() {}

  static String encode(OrganisationPolicy policy) {
    StringBuilder text = new StringBuilder();
    line(text, "transport", lower(policy.transport().scope()));
    new TreeSet<>(policy.transport().domains()).forEach(d -> line(text, "domain", d.ascii()));
    line(text, "minimum", RequirementText.encode(policy.transport().minimum()));
    line(text, "floor", policy.floors().everywhere().code());
    new TreeMap<>(policy.floors().recipients())
        .forEach((domain, row) -> line(text, "floor-to", row.code() + " " + domain.ascii()));
    new TreeMap<>(policy.floors().senders())
        .forEach((sender, row) -> line(text, "floor-from", row.code() + " " + sender));
    if (policy.directFloor() != null) {
      line(text, "direct-floor", RequirementText.encode(policy.directFloor()));
    }
    line(text, "minimum-always", String.valueOf(policy.minimumAlways()));
    line(text, "cleartext", lower(policy.cleartext()));
    line(text, "groups-by-email", String.valueOf(policy.groupsByEmail()));
    line(text, "nta7516", String.valueOf(policy.nta7516()));
    Correspondence mails = policy.correspondence();
    line(text, "answers-to-sender", String.valueOf(mails.answersToSender()));
    line(text, "subject-in-reports", String.valueOf(mails.subjectInReports()));
    line(text, "tells-opened", String.valueOf(mails.tellsOpened()));
    return text.toString();
  }

  static OrganisationPolicy decode(String text) {
    PolicyText reader = new PolicyText();
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty()) {
        int blank = line.indexOf(' ');
        if (blank < 0) {
          throw new IllegalArgumentException("a policy line without a value");
        }
        reader.take(line.substring(0, blank), line.substring(blank + 1));
      }
    }
    return new OrganisationPolicy(
        new TransportSecurity(reader.scope, reader.domains, reader.minimum),
        new Floors(reader.floor, reader.recipients, reader.senders),
        reader.directFloor,
        reader.minimumAlways,
        reader.cleartext,
        reader.groupsByEmail,
        reader.nta7516,
        reader.correspondence);
  }

  private void take(String key, String value) {
    switch (key) {
      case "transport" -> scope = Scope.valueOf(value.toUpperCase(Locale.ROOT));
      case "domain" -> domains.add(Domain.of(value));
      case "minimum" -> minimum = RequirementText.decode(value);
      case "floor" -> floor = Row.ofCode(value);
      case "floor-to" -> recipients.put(Domain.of(after(value)), Row.ofCode(before(value)));
      case "floor-from" -> senders.put(Mailbox.of(after(value)), Row.ofCode(before(value)));
      case "direct-floor" -> directFloor = RequirementText.decode(value);
      case "minimum-always" -> minimumAlways = bool(value);
      case "cleartext" -> cleartext = Cleartext.valueOf(value.toUpperCase(Locale.ROOT));
      case "groups-by-email" -> groupsByEmail = bool(value);
      case "nta7516" -> nta7516 = bool(value);
      case "answers-to-sender" -> correspondence = correspondence.withAnswersToSender(bool(value));
      case "subject-in-reports" ->
          correspondence = correspondence.withSubjectInReports(bool(value));
      case "tells-opened" -> correspondence = correspondence.withTellsOpened(bool(value));
      default -> throw new IllegalArgumentException("a policy key this version does not know");
    }
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(' ').append(value).append('\n');
  }

  private static String before(String value) {
    return value.substring(0, Math.max(0, value.indexOf(' ')));
  }

  private static String after(String value) {
    return value.substring(value.indexOf(' ') + 1);
  }

  private static boolean bool(String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException("neither true nor false");
    }
    return value.equals("true");
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
