package io.postern.admin;

import io.postern.admin.NotDone.Why;
import io.postern.directory.Organisation;
import io.postern.directory.ReturnPathHost;
import io.postern.directory.ReturnPathHost.State;
import io.postern.directory.VerifiedDomain;
import io.postern.dns.Answer;
import io.postern.dns.HostAnswer;
import io.postern.dns.Mx;
import io.postern.dns.Resolver;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hosts in reverse-paths, one for each From domain (SPEC 2.4): looked for in the DNS, used once
 * they lead to our port for what comes back.
 */
public final class ReturnPathHosts {
  private final Administration.World world;

  ReturnPathHosts(Administration.World world) {
    this.world = world;
  }

  /**
   * Looks in the DNS.
   *
   * @param host to use from now on, or null for the one chosen before, or else the usual one
   * @throws NotDone when the domain is not this organisation's, the host is no name below it, or
   *     nothing listens for what comes back
   */
  public ReturnPathHost look(Organisation organisation, Domain domain, @Nullable Domain host)
      throws NotDone {
    owned(organisation, domain);
    Domain wanted = host == null ? chosen(domain) : below(domain, host);
    return put(domain, wanted, seen(wanted, here()).orElse(State.WANTED));
  }

  /** Takes the admin's word for the record. */
  public ReturnPathHost assume(Organisation organisation, Domain domain, @Nullable Domain host)
      throws NotDone {
    owned(organisation, domain);
    here();
    return put(domain, host == null ? chosen(domain) : below(domain, host), State.ASSUMED);
  }

  /** Makes no reverse-paths for this domain: its senders' own addresses stay. */
  public ReturnPathHost off(Organisation organisation, Domain domain) throws NotDone {
    owned(organisation, domain);
    return put(domain, chosen(domain), State.OFF);
  }

  /** What is known; where nobody looked, what would be looked for. */
  public ReturnPathHost known(Organisation organisation, Domain domain) throws NotDone {
    owned(organisation, domain);
    return world
        .directory()
        .returnPath(domain)
        .orElse(
            new ReturnPathHost(
                domain, ReturnPathHost.usual(domain), State.WANTED, world.clock().instant()));
  }

  /** The record to make, in words: {@code postern.example.org CNAME gate.example.net}. */
  public String record(ReturnPathHost path) {
    Domain here = world.bouncesHost();
    return path.host() + " CNAME " + (here == null ? "(bounces.host is not set)" : here);
  }

  /**
   * Looks again for all that were looked for: a record that came is used, one that has gone is not
   * used any more. Where the DNS gives no answer, nothing changes.
   */
  public void lookAgain() {
    Domain here = world.bouncesHost();
    if (here == null) {
      return;
    }
    for (ReturnPathHost path : world.directory().returnPaths()) {
      switch (path.state()) {
        case WANTED, SEEN ->
            seen(path.host(), here)
                .filter(state -> state != path.state())
                .ifPresent(state -> put(path.domain(), path.host(), state));
        case ASSUMED, OFF -> {
          // An admin's word.
        }
      }
    }
  }

  private ReturnPathHost put(Domain domain, Domain host, State state) {
    ReturnPathHost path = new ReturnPathHost(domain, host, state, world.clock().instant());
    world.directory().put(path);
    return path;
  }

  /** Whether a name leads here, by CNAME, MX or addresses; empty when the DNS does not say. */
  private Optional<State> seen(Domain host, Domain here) {
    Resolver dns = world.resolver();
    Answer<Mx> mx = dns.mx(host);
    if (mx.status() == Answer.Status.FOUND) {
      boolean leadsHere = mx.records().stream().anyMatch(one -> here.ascii().equals(one.host()));
      return Optional.of(leadsHere ? State.SEEN : State.WANTED);
    }
    HostAnswer found = dns.host(host);
    if (mx.status() == Answer.Status.FAILED || found.addresses().status() == Answer.Status.FAILED) {
      return Optional.empty();
    }
    HostAnswer ours = dns.host(here);
    boolean leadsHere =
        found.addresses().status() == Answer.Status.FOUND
            && (found.canonical().equals(here)
                || found.canonical().equals(ours.canonical())
                || ours.addresses().records().containsAll(found.addresses().records()));
    return Optional.of(leadsHere ? State.SEEN : State.WANTED);
  }

  private Domain chosen(Domain domain) throws NotDone {
    Optional<ReturnPathHost> before = world.directory().returnPath(domain);
    if (before.isPresent()) {
      return before.get().host();
    }
    try {
      return ReturnPathHost.usual(domain);
    } catch (BadAddress tooLong) {
      throw new NotDone(Why.INVALID, "no name fits below " + domain + ": choose a host");
    }
  }

  /** SPF is aligned, relaxed, for names below the From domain. */
  private static Domain below(Domain domain, Domain host) throws NotDone {
    if (!host.ascii().endsWith("." + domain.ascii())) {
      throw new NotDone(Why.INVALID, "the host has to be a name below " + domain);
    }
    return host;
  }

  private Domain here() throws NotDone {
    Domain here = world.bouncesHost();
    if (here == null) {
      throw new NotDone(
          Why.INVALID, "nothing listens for what comes back: set bounces.host in postern.yml");
    }
    return here;
  }

  private void owned(Organisation organisation, Domain domain) throws NotDone {
    if (world
        .directory()
        .domain(domain)
        .map(VerifiedDomain::organisation)
        .filter(owner -> owner == organisation.key())
        .isEmpty()) {
      throw new NotDone(Why.NOT_FOUND, "the organisation has not verified " + domain);
    }
  }
}
