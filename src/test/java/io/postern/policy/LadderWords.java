package io.postern.policy;

import io.postern.policy.OrganisationPolicy.Floors;
import io.postern.policy.OrganisationPolicy.TransportSecurity;
import io.postern.policy.OrganisationPolicy.TransportSecurity.Scope;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.transport.TlsRequirement;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Facts in words, so that the ladder's table can be read by people who do not read Java. */
final class LadderWords {
  static final Domain DOMAIN = new Domain("recipient.example");
  static final Mailbox SENDER = Mailbox.of("sender@hospital.example");

  private @Nullable TlsRequirement idd;
  private AccountFact account = new AccountFact.None();
  private NtaFact nta = NtaFact.SENDER_DOES_NOT;
  private @Nullable Verification given;
  private boolean provenSms;
  private boolean provenCode;
  private boolean group;
  private @Nullable TlsRequirement header;
  private MinimumVerification minimum = MinimumVerification.ABSENT;
  private boolean requireTls;
  private OrganisationPolicy policy = OrganisationPolicy.DEFAULT;
  private Findings findings = Findings.NONE;

  private LadderWords() {}

  static Facts facts(String words) {
    LadderWords read = new LadderWords();
    for (String word : words.isBlank() ? new String[0] : words.strip().split("\\s+")) {
      read.take(word);
    }
    return new Facts(
        new RecipientFacts(
            DOMAIN,
            read.idd,
            read.account,
            read.nta,
            read.given,
            read.provenSms,
            read.provenCode,
            read.group),
        new MessagePolicy(SENDER, read.header, read.minimum, read.requireTls),
        read.policy,
        read.findings);
  }

  private void take(String word) {
    int equals = word.indexOf('=');
    String key = equals < 0 ? word : word.substring(0, equals);
    String value = equals < 0 ? "" : word.substring(equals + 1);
    switch (key) {
      case "idd" ->
          idd =
              value.isEmpty() ? TlsRequirement.CERTIFICATE_OR_DANE : RequirementText.decode(value);
      case "member" -> account = new AccountFact.Member();
      case "personal" -> account = new AccountFact.Personal(false);
      case "personal-satisfied" -> account = new AccountFact.Personal(true);
      case "no2fa" -> account = new AccountFact.WithoutSecondFactor();
      case "suspended" -> account = new AccountFact.Inactive();
      case "nta" -> {
        if (value.isEmpty()) {
          nta = NtaFact.BOTH_DO;
        } else {
          findings = findings.with(Row.NTA7516, finding(value));
        }
      }
      case "nta-sender" -> nta = NtaFact.RECIPIENT_DOES_NOT;
      case "nta-unknown" -> nta = NtaFact.UNKNOWN;
      case "given" -> given = value.equals("sms") ? Verification.SMS : Verification.ACCESS_CODE;
      case "proven" -> {
        provenSms |= value.equals("sms");
        provenCode |= value.equals("code");
      }
      case "group" -> group = true;
      case "header" ->
          header = value.isEmpty() ? TlsRequirement.CERTIFICATE : RequirementText.decode(value);
      case "min" ->
          minimum =
              value.equals("email")
                  ? MinimumVerification.EMAIL_ALLOWED
                  : MinimumVerification.EMAIL_FORBIDDEN;
      case "requiretls" -> requireTls = true;
      case "tls" -> {
        // The setting tls=all and the finding tls=unprotected share their word.
        if (Set.of("all", "listed", "others").contains(value)) {
          policy = policy.withTransport(transport(value, TlsRequirement.CERTIFICATE_OR_DANE));
        } else {
          findings = findings.with(Row.TRANSPORT_SECURITY, finding(value));
        }
      }
      case "tls-minimum" ->
          policy =
              policy.withTransport(
                  new TransportSecurity(
                      policy.transport().scope(), Set.of(DOMAIN), RequirementText.decode(value)));
      case "floor" -> policy = policy.withFloors(new Floors(Row.ofCode(value), Map.of(), Map.of()));
      case "floor-to" ->
          policy =
              policy.withFloors(new Floors(Row.EMAIL, Map.of(DOMAIN, Row.ofCode(value)), Map.of()));
      case "floor-to-others" ->
          policy =
              policy.withFloors(
                  new Floors(
                      Row.EMAIL, Map.of(new Domain("other.example"), Row.ofCode(value)), Map.of()));
      case "floor-from" ->
          policy =
              policy.withFloors(new Floors(Row.EMAIL, Map.of(), Map.of(SENDER, Row.ofCode(value))));
      case "direct-floor" -> policy = policy.withDirectFloor(RequirementText.decode(value));
      case "always" -> policy = policy.withMinimumAlways(true);
      case "clear" -> policy = policy.withCleartext(Cleartext.valueOf(value));
      case "groups" -> policy = policy.withGroupsByEmail(true);
      default -> findings = findings.with(Row.ofCode(key), finding(value));
    }
  }

  private static TransportSecurity transport(String scope, TlsRequirement minimum) {
    return switch (scope) {
      case "all" -> new TransportSecurity(Scope.ALL, Set.of(), minimum);
      case "listed" -> new TransportSecurity(Scope.LISTED, Set.of(DOMAIN), minimum);
      case "others" ->
          new TransportSecurity(Scope.LISTED, Set.of(new Domain("other.example")), minimum);
      default -> throw new IllegalArgumentException(scope);
    };
  }

  private static Finding finding(String value) {
    return switch (value) {
      case "unprotected" -> new Finding.Unprotected(Finding.Lack.ENCRYPTION);
      case "unauthenticated" -> new Finding.Unprotected(Finding.Lack.AUTHENTICATION);
      case "unsuitable" -> new Finding.Unsuitable();
      case "deferred" -> new Finding.Deferred(false, false);
      case "deferred,4h" -> new Finding.Deferred(false, true);
      case "deferred,saw" -> new Finding.Deferred(true, false);
      case "deferred,saw,4h" -> new Finding.Deferred(true, true);
      default -> throw new IllegalArgumentException(value);
    };
  }

  static String words(Choice choice) {
    return switch (choice) {
      case Choice.Direct(Row row, TlsRequirement requirement) ->
          "direct " + row.code() + " " + RequirementText.encode(requirement);
      case Choice.Notify notify ->
          "notify "
              + notify.row().code()
              + " "
              + notify.verification()
              + (notify.onlyOver() == null
                  ? ""
                  : " over " + RequirementText.encode(notify.onlyOver()))
              + (notify.cleartext() ? "" : " never-clear")
              + (notify.alsoOnce() == null ? "" : " also " + notify.alsoOnce());
      case Choice.Wait(Row row) -> "wait " + row.code();
      case Choice.Refuse(var status) -> "refuse " + status;
    };
  }
}
