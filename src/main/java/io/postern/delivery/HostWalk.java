package io.postern.delivery;

import io.postern.delivery.Courier.Errand;
import io.postern.delivery.Outcome.Finding;
import io.postern.delivery.Outcome.HostResult;
import io.postern.delivery.Visit.Answered;
import io.postern.dns.Answer;
import io.postern.dns.HostAnswer;
import io.postern.smtp.Domain;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.transport.Evidence.MxTrust;
import io.postern.transport.HostProofs;
import io.postern.transport.MxHost;
import io.postern.transport.ProofFinder;
import io.postern.transport.SessionResult;
import io.postern.transport.TlsRequirement;
import io.postern.transport.mtasts.StsFinding;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One walk over the hosts of one errand: visits them in order until every recipient is settled, and
 * then says what the walk as a whole has found (the table of SPEC 6.5). Lives for one attempt, on
 * one thread.
 *
 * <p>Every address counts as an answer of its own. Were one answering address enough to speak for a
 * host, whoever can cut the line to the good one would choose what we see.
 */
final class HostWalk {

  private static final Logger LOG = LoggerFactory.getLogger(HostWalk.class);
  private static final EnhancedStatus UNABLE_TO_ROUTE = EnhancedStatus.of("5.4.4");
  private static final EnhancedStatus LOOP = EnhancedStatus.of("5.4.6");
  private static final EnhancedStatus NO_SUCH_DOMAIN = EnhancedStatus.of("5.1.2");
  private static final EnhancedStatus NOT_AS_PUBLISHED = EnhancedStatus.of("4.7.5");
  private static final EnhancedStatus DIRECTORY_FAILURE = EnhancedStatus.of("4.4.3");

  private final Means means;
  private final Addresses addresses;
  private final Errand errand;
  private final @Nullable TlsRequirement requirement;
  private final StsFinding sts;

  private final Set<Mailbox> pending;
  private final Map<Mailbox, Outcome> settled = new LinkedHashMap<>();
  private final Map<Mailbox, Trouble> trouble = new LinkedHashMap<>();
  private final List<HostResult> results = new ArrayList<>();
  private @Nullable Trouble lastTrouble;
  private boolean sawWeak;
  private boolean sawBreach;
  private boolean sawOurselves;

  /** Why somebody has to wait. */
  private record Trouble(EnhancedStatus status, String why, @Nullable Reply reply) {}

  /**
   * @param sts what MTA-STS says about the domain whose hosts are walked
   */
  HostWalk(
      Means means,
      Addresses addresses,
      Errand errand,
      @Nullable TlsRequirement requirement,
      StsFinding sts) {
    this.means = means;
    this.addresses = addresses;
    this.errand = errand;
    this.requirement = requirement;
    this.sts = sts;
    this.pending = new LinkedHashSet<>(errand.recipients());
  }

  Map<Mailbox, Outcome> over(List<MxHost> hosts, int port) {
    for (MxHost host : hosts) {
      if (!pending.isEmpty()) {
        at(host, port);
      }
    }
    if (Thread.currentThread().isInterrupted()) {
      troubled(new Trouble(EnhancedStatus.of("4.3.2"), "the attempt was stopped", null));
    }
    for (Mailbox recipient : pending) {
      settled.put(recipient, conclusion(recipient));
    }
    return withHosts(settled, results);
  }

  private void at(MxHost host, int port) {
    String name = host.name().ascii() + ":" + port;
    switch (addresses.of(host.name(), port)) {
      case Addresses.Some(HostAnswer answer, List<InetAddress> some) ->
          prove(
              host, name, answer, some.stream().map(a -> new InetSocketAddress(a, port)).toList());
      case Addresses.None(Answer.Status status) ->
          results.add(new HostResult(name, Finding.NO_ADDRESS, status.name()));
      case Addresses.Refused(boolean ours) -> {
        sawOurselves |= ours;
        results.add(new HostResult(name, Finding.ADDRESS_REFUSED, ours ? "our own listener" : ""));
      }
      case Addresses.Unknown(String why) -> dnsFailed(name, why);
    }
  }

  /**
   * What the host is held against is asked before each use of it, and before it is connected to.
   */
  private void prove(MxHost host, String name, HostAnswer answer, List<InetSocketAddress> where) {
    Domain mailDomain = host.trust() == MxTrust.CONFIGURED ? host.name() : errand.domain();
    switch (means.proofs().of(host, mailDomain, answer, where.getFirst().getPort(), sts)) {
      case ProofFinder.Known(HostProofs proofs) -> {
        for (InetSocketAddress address : where) {
          if (pending.isEmpty() || Thread.currentThread().isInterrupted()) {
            break;
          }
          visit(proofs, address);
        }
      }
      case ProofFinder.Unknown(boolean bogus, String why) -> {
        if (bogus) {
          means.listener().ended(SessionResult.bogus(errand.domain(), host, sts));
        }
        dnsFailed(name, why);
      }
    }
  }

  private void dnsFailed(String name, String why) {
    results.add(new HostResult(name, Finding.DNS_FAILED, why));
    troubled(new Trouble(DIRECTORY_FAILURE, "the DNS gave no answer about the host", null));
  }

  private void visit(HostProofs proofs, InetSocketAddress address) {
    Visit visit =
        new Attempt(means, errand, requirement, proofs, address).run(List.copyOf(pending));
    results.add(visit.result());
    LOG.info("{}: {} {}", errand.id(), visit.result().host(), visit.result().finding());
    switch (visit) {
      case Visit.NotNow(var result, var status, var why, var reply) ->
          troubled(new Trouble(status, why, reply));
      case Visit.Weak(var result, boolean breach) -> {
        sawWeak = true;
        sawBreach |= breach;
      }
      case Visit.CannotTake(var result, var status, var why, var reply) -> {
        for (Mailbox recipient : pending) {
          settled.put(recipient, new Outcome.Unsuitable(status, why, reply, List.of()));
        }
        pending.clear();
      }
      case Visit.Given(var result, var recipients) -> recipients.forEach(this::answered);
    }
  }

  private void answered(Mailbox recipient, Answered answer) {
    switch (answer) {
      case Answered.Settled(Outcome outcome) -> {
        settled.put(recipient, outcome);
        pending.remove(recipient);
      }
      case Answered.Later(var status, var why, var reply, var elsewhere) -> {
        Trouble here = new Trouble(status, why, reply);
        trouble.put(recipient, here);
        if (!elsewhere) {
          settled.put(recipient, deferred(here, false));
          pending.remove(recipient);
        }
      }
    }
  }

  private void troubled(Trouble here) {
    lastTrouble = here;
  }

  /** What the walk found for a recipient whom no host has settled. */
  private Outcome conclusion(Mailbox recipient) {
    Trouble own = trouble.get(recipient);
    if (own != null) {
      return deferred(own, false);
    }
    if (lastTrouble != null) {
      return deferred(lastTrouble, sawWeak);
    }
    if (sawWeak) {
      return requirement == null ? weakForOwnMail() : new Outcome.Unprotected(List.of());
    }
    return nowhere();
  }

  private Outcome weakForOwnMail() {
    if (sawBreach) {
      // SPEC 8.9: what a domain has published binds; a host that does not keep it is no host of it.
      return deferred(
          new Trouble(
              NOT_AS_PUBLISHED, "the host does not prove itself as its domain says it does", null),
          true);
    }
    // With clear text allowed a host is weak only when the TLS it offers does not work: that is no
    // lack of protection to fall back from, but something to try again.
    return errand.cleartext()
        ? deferred(
            new Trouble(NOT_AS_PUBLISHED, "the host offers TLS, and it does not work", null), true)
        : new Outcome.Unprotected(List.of());
  }

  private Outcome nowhere() {
    if (sawOurselves) {
      return new Outcome.Failed(LOOP, "the domain's mail host is this server", null, List.of());
    }
    boolean onlyTheDomain =
        results.size() == 1
            && results.getFirst().finding() == Finding.NO_ADDRESS
            && results.getFirst().host().startsWith(errand.domain().ascii() + ":");
    return onlyTheDomain
        ? new Outcome.Failed(NO_SUCH_DOMAIN, "the domain takes no mail", null, List.of())
        : new Outcome.Failed(
            UNABLE_TO_ROUTE, "the domain's mail hosts have no address to send to", null, List.of());
  }

  /**
   * @param unprotected a host was weak; false where another met the requirement and said "not now",
   *     for then there is nothing to fall back from
   */
  private static Outcome deferred(Trouble why, boolean unprotected) {
    return new Outcome.Deferred(why.status(), why.why(), unprotected, why.reply(), List.of());
  }

  /** Each outcome tells the whole walk, hosts after it included. */
  private static Map<Mailbox, Outcome> withHosts(
      Map<Mailbox, Outcome> outcomes, List<HostResult> hosts) {
    Map<Mailbox, Outcome> told = new LinkedHashMap<>();
    outcomes.forEach((recipient, outcome) ->
        told.put(
            recipient,
            switch (outcome) {
              case Outcome.Delivered delivered -> delivered;
              case Outcome.Deferred(var status, var why, var weak, var reply, var none) ->
                  new Outcome.Deferred(status, why, weak, reply, List.copyOf(hosts));
              case Outcome.Unprotected(var none) -> new Outcome.Unprotected(hosts);
              case Outcome.Unsuitable(var status, var why, var reply, var none) ->
                  new Outcome.Unsuitable(status, why, reply, List.copyOf(hosts));
              case Outcome.Failed(var status, var why, var reply, var none) ->
                  new Outcome.Failed(status, why, reply, List.copyOf(hosts));
            }));
    return told;
  }
}
