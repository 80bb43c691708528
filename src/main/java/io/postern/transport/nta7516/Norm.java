package io.postern.transport.nta7516;

import io.postern.dns.Answer;
import io.postern.dns.Mx;
import io.postern.dns.Resolver;
import io.postern.smtp.Domain;
import io.postern.transport.Evidence.MxTrust;
import io.postern.transport.MxHost;
import io.postern.transport.nta7516.Participation.Why;
import io.postern.transport.nta7516.SenderStanding.State;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Asks the DNS who takes part. Holds nothing itself: the resolver keeps answers as long as they may
 * be kept. Every method blocks on the DNS, so none is called in a transaction. Safe for any thread.
 */
public final class Norm {

  /** Hosts beyond this are not tried, as with MX records. */
  private static final int MOST_HOSTS = 16;

  private final NormProfile profile;
  private final Resolver resolver;
  private final SenderStanding standing;
  private final InstantSource clock;
  private final RandomGenerator random;

  public Norm(
      NormProfile profile,
      Resolver resolver,
      SenderStanding standing,
      InstantSource clock,
      RandomGenerator random) {
    this.profile = profile;
    this.resolver = resolver;
    this.standing = standing;
    this.clock = clock;
    this.random = random;
  }

  public NormProfile profile() {
    return profile;
  }

  /** What a domain's record says. */
  public Participation of(Domain domain) {
    Answer<String> answer = resolver.txt(profile.recordName(domain));
    return switch (answer.status()) {
      case NO_DATA, NO_SUCH_NAME -> new Participation.Not(Why.NO_RECORD);
      case FAILED ->
          new Participation.Unknown(
              answer.security() == Answer.Security.BOGUS
                  ? "the DNS answer for the domain's record is forged or broken (bogus)"
                  : "the DNS gave no answer about the domain's record");
      case FOUND -> among(answer);
    };
  }

  /**
   * What a domain's own standing is, check by check; those the profile does not want are left out.
   */
  public Map<SenderCheck, State> standing(Domain domain) {
    Map<SenderCheck, State> states = new EnumMap<>(SenderCheck.class);
    for (SenderCheck check : SenderCheck.values()) {
      if (profile.senderChecks().contains(check)) {
        states.put(
            check, check == SenderCheck.DNSSEC ? signed(domain) : standing.of(domain, check));
      }
    }
    return states;
  }

  /** Whether a sender's domain qualifies: its record, and all that is wanted besides. */
  public State qualifies(Domain sender) {
    State record =
        switch (of(sender)) {
          case Participation.Takes _ -> State.HOLDS;
          case Participation.Not _ -> State.DOES_NOT;
          case Participation.Unknown _ -> State.UNKNOWN;
        };
    if (record == State.DOES_NOT) {
      return record;
    }
    Map<SenderCheck, State> checks = standing(sender);
    if (checks.containsValue(State.DOES_NOT)) {
      return State.DOES_NOT;
    }
    return checks.containsValue(State.UNKNOWN) ? State.UNKNOWN : record;
  }

  private Participation among(Answer<String> answer) {
    List<String> claims =
        answer.records().stream().filter(t -> NormRecord.claims(t, profile.version())).toList();
    if (claims.isEmpty()) {
      return new Participation.Not(Why.NO_RECORD);
    }
    // SPEC 7.4: from a DNSSEC-secure answer only.
    if (answer.security() != Answer.Security.SECURE) {
      return new Participation.Not(Why.INSECURE);
    }
    List<NormRecord> records =
        claims.stream().flatMap(t -> NormRecord.parse(t, profile.version()).stream()).toList();
    if (records.isEmpty()) {
      return new Participation.Not(Why.MALFORMED);
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), profile.zone());
    List<NormRecord> inForce = records.stream().filter(r -> r.isInForce(today)).toList();
    return switch (inForce.size()) {
      case 0 ->
          new Participation.Not(
              records.stream().anyMatch(r -> today.isBefore(r.start().atDay(1)))
                  ? Why.NOT_YET
                  : Why.OVER);
      case 1 -> new Participation.Takes(inForce.getFirst(), hosts(inForce.getFirst()));
      default -> new Participation.Not(Why.SEVERAL);
    };
  }

  /** In order of preference, equals at random; their names come from a signed answer. */
  private List<MxHost> hosts(NormRecord record) {
    List<Mx> hosts = new ArrayList<>(record.hosts());
    Collections.shuffle(hosts, random);
    hosts.sort(Comparator.comparingInt(Mx::preference));
    return hosts.stream()
        .map(mx -> new MxHost(Domain.of(mx.host()), MxTrust.DNSSEC))
        .distinct()
        .limit(MOST_HOSTS)
        .toList();
  }

  private State signed(Domain domain) {
    Answer<Mx> answer = resolver.mx(domain);
    return switch (answer.security()) {
      case SECURE -> State.HOLDS;
      case BOGUS -> State.UNKNOWN;
      case INSECURE, UNKNOWN ->
          answer.status() == Answer.Status.FAILED ? State.UNKNOWN : State.DOES_NOT;
    };
  }
}
