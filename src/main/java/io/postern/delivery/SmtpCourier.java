package io.postern.delivery;

import io.postern.delivery.client.SmtpClient;
import io.postern.delivery.client.Watch;
import io.postern.dns.Resolver;
import io.postern.smtp.Domain;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import io.postern.transport.EgressRules;
import io.postern.transport.Evidence.MxTrust;
import io.postern.transport.MxHost;
import io.postern.transport.MxWalk;
import io.postern.transport.NextHop;
import io.postern.transport.ProofFinder;
import io.postern.transport.SessionResult;
import io.postern.transport.TlsClient;
import io.postern.transport.TlsRequirement;
import io.postern.transport.TrustedRoots;
import io.postern.transport.Verifier;
import io.postern.transport.mtasts.StsFinding;
import io.postern.transport.mtasts.StsLookup;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries over SMTP: finds the next hop, walks its hosts, and answers for every recipient. Holds
 * nothing between two errands; safe for any number of threads.
 */
public final class SmtpCourier implements Courier, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SmtpCourier.class);
  private static final EnhancedStatus DIRECTORY_FAILURE = EnhancedStatus.of("4.4.3");

  private final DeliverySettings settings;
  private final MxWalk mxWalk;
  private final Addresses named;
  private final Addresses configured;
  private final Watch watch = new Watch();
  private final Means means;

  /**
   * @param sts knows the MTA-STS policies of mail domains
   * @param listener hears what each session with an MX host came to
   * @param clock decides whether certificates are in date
   * @throws IOException when the CA bundle cannot be read or holds no certificate
   */
  public SmtpCourier(
      DeliverySettings settings,
      Resolver resolver,
      StsLookup sts,
      SessionResult.Listener listener,
      InstantSource clock,
      SecureRandom random)
      throws IOException {
    Path bundle = settings.caBundle();
    TrustedRoots roots = bundle == null ? TrustedRoots.ofJdk() : TrustedRoots.ofBundle(bundle);
    this.settings = settings;
    this.mxWalk = new MxWalk(resolver, random);
    this.named = new Addresses(resolver, settings.egress(), random);
    this.configured = new Addresses(resolver, anywhereBut(settings.egress()), random);
    this.means =
        new Means(
            new SmtpClient.Ways(
                settings.ehloName(), new TlsClient(random), settings.timeouts(), watch),
            new ProofFinder(resolver),
            sts,
            new Verifier(roots, clock),
            listener);
  }

  @Override
  public Map<Mailbox, Outcome> carry(Errand errand) {
    Route route = settings.route();
    if (route != null && carries(route, errand)) {
      TlsRequirement requirement =
          errand.requirement() == null ? route.requirement() : errand.requirement();
      return new HostWalk(means, configured, errand, strict(errand, requirement), StsFinding.NONE)
          .over(List.of(new MxHost(route.host(), MxTrust.CONFIGURED)), route.port());
    }
    return switch (nextHop(errand)) {
      case NextHop.Hosts(List<MxHost> hosts) -> walk(errand, hosts, policy(errand));
      case NextHop.NoMail(EnhancedStatus status, String why) ->
          everybody(errand, () -> new Outcome.Failed(status, why, null, List.of()));
      case NextHop.NotNow(EnhancedStatus status, String why) ->
          everybody(errand, () -> new Outcome.Deferred(status, why, false, null, List.of()));
    };
  }

  private Map<Mailbox, Outcome> walk(Errand errand, List<MxHost> hosts, StsFinding sts) {
    // SPEC 6.5: whoever can keep the policy from us must not gain by it.
    if (sts instanceof StsFinding.Unknown(String why)) {
      LOG.info("{}: {}", errand.id(), why);
      return everybody(
          errand,
          () ->
              new Outcome.Deferred(
                  DIRECTORY_FAILURE,
                  "the DNS gave no answer about the domain's MTA-STS policy",
                  false,
                  null,
                  List.of()));
    }
    return new HostWalk(means, named, errand, strict(errand, errand.requirement()), sts)
        .over(hosts, port(errand.to()));
  }

  /** A policy is about the hosts that the domain's MX records name, and no others. */
  private StsFinding policy(Errand errand) {
    return switch (errand.to()) {
      case Destination.MxHosts _ -> means.sts().of(errand.domain());
      case Destination.Named _, Destination.Server _ -> StsFinding.NONE;
    };
  }

  private NextHop nextHop(Errand errand) {
    return switch (errand.to()) {
      case Destination.MxHosts _ -> mxWalk.of(errand.domain());
      case Destination.Named(List<MxHost> hosts) -> new NextHop.Hosts(hosts);
      case Destination.Server(Domain host, int _) ->
          new NextHop.Hosts(List.of(new MxHost(host, MxTrust.CONFIGURED)));
    };
  }

  private int port(Destination to) {
    return switch (to) {
      case Destination.MxHosts _, Destination.Named _ -> settings.port();
      case Destination.Server(Domain _, int port) -> port;
    };
  }

  @Override
  public void close() {
    watch.close();
  }

  /**
   * SPEC 7.1: our own mails always; content only where the route is final; and what has a
   * destination of its own goes there.
   */
  private static boolean carries(Route route, Errand errand) {
    return errand.to() instanceof Destination.MxHosts
        && (errand.requirement() == null || route.finalFor().contains(errand.domain()));
  }

  /** SPEC 7.7: REQUIRETLS raises every requirement, and makes one where there is none. */
  private static @Nullable TlsRequirement strict(
      Errand errand, @Nullable TlsRequirement requirement) {
    if (!errand.letter().requireTls()) {
      return requirement;
    }
    return requirement == null
        ? TlsRequirement.AUTHENTICATED_MX
        : requirement.withAuthenticatedMx();
  }

  /** The operator named the route, so it may lie inside; but never be ourselves. */
  private static EgressRules anywhereBut(EgressRules egress) {
    return new EgressRules(EgressRules.EVERYWHERE, egress.ownListeners());
  }

  private static Map<Mailbox, Outcome> everybody(Errand errand, Supplier<Outcome> outcome) {
    Map<Mailbox, Outcome> outcomes = new LinkedHashMap<>();
    errand.recipients().forEach(recipient -> outcomes.put(recipient, outcome.get()));
    return outcomes;
  }
}
