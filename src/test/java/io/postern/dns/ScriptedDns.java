package io.postern.dns;

import io.postern.smtp.Domain;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS that says what the test wants. What was not scripted does not exist. */
public final class ScriptedDns implements Resolver {

  private static final Duration TTL = Duration.ofMinutes(5);

  private final Map<Domain, Answer<Mx>> mx = new ConcurrentHashMap<>();
  private final Map<Domain, Answer<InetAddress>> addresses = new ConcurrentHashMap<>();
  private final Map<Domain, HostAnswer> hosts = new ConcurrentHashMap<>();
  private final Map<String, Answer<Tlsa>> tlsa = new ConcurrentHashMap<>();
  private final Map<InetAddress, Answer<Domain>> names = new ConcurrentHashMap<>();
  private final Map<Domain, Answer<String>> txt = new ConcurrentHashMap<>();

  /** Hosts in order, all with preferences that keep it. */
  public ScriptedDns mx(String domain, String... hosts) {
    List<Mx> records = new ArrayList<>();
    for (String host : hosts) {
      records.add(new Mx(10 * (records.size() + 1), host));
    }
    return mx(domain, Answer.found(Answer.Security.UNKNOWN, records, TTL));
  }

  public ScriptedDns mx(String domain, Answer<Mx> answer) {
    mx.put(Domain.of(domain), answer);
    return this;
  }

  /** A domain that exists, without MX records. */
  public ScriptedDns noMx(String domain) {
    return mx(domain, Answer.none(Answer.Status.NO_DATA, Answer.Security.UNKNOWN, TTL));
  }

  /** RFC 7505. */
  public ScriptedDns nullMx(String domain) {
    return mx(domain, Answer.found(Answer.Security.UNKNOWN, List.of(new Mx(0, "")), TTL));
  }

  public ScriptedDns servfail(String domain) {
    return mx(domain, Answer.failed(Answer.Security.UNKNOWN, "SERVFAIL"));
  }

  public ScriptedDns bogus(String domain) {
    return mx(domain, Answer.failed(Answer.Security.BOGUS, "bogus"));
  }

  public ScriptedDns a(String host, String... literals) {
    List<InetAddress> all = Arrays.stream(literals).map(InetAddress::ofLiteral).toList();
    return a(host, Answer.found(Answer.Security.UNKNOWN, all, TTL));
  }

  public ScriptedDns a(String host, Answer<InetAddress> answer) {
    addresses.put(Domain.of(host), answer);
    return this;
  }

  /** A host that is an alias, or whose steps are worth different things. */
  public ScriptedDns host(String host, HostAnswer answer) {
    hosts.put(Domain.of(host), answer);
    return a(host, answer.addresses());
  }

  public ScriptedDns tlsa(String base, int port, Answer<Tlsa> answer) {
    tlsa.put(port + " " + Domain.of(base).ascii(), answer);
    return this;
  }

  public ScriptedDns txt(String name, Answer<String> answer) {
    txt.put(Domain.of(name), answer);
    return this;
  }

  @Override
  public Answer<InetAddress> addresses(Domain host, Family family) {
    return ofFamily(addresses(host), family);
  }

  /** The addresses of one family out of a scripted answer. */
  public static Answer<InetAddress> ofFamily(Answer<InetAddress> both, Family family) {
    if (both.status() != Answer.Status.FOUND) {
      return both;
    }
    List<InetAddress> some =
        both.records().stream()
            .filter(address -> address instanceof Inet4Address == (family == Family.V4))
            .toList();
    return some.isEmpty()
        ? Answer.none(Answer.Status.NO_DATA, both.security(), both.ttl())
        : Answer.found(both.security(), some, both.ttl());
  }

  @Override
  public Answer<Domain> names(InetAddress address) {
    return names.getOrDefault(address, nothing());
  }

  /** PTR. */
  public ScriptedDns ptr(String literal, Answer<Domain> answer) {
    names.put(InetAddress.ofLiteral(literal), answer);
    return this;
  }

  @Override
  public HostAnswer host(Domain host) {
    Answer<InetAddress> plain = addresses(host);
    return hosts.getOrDefault(host, new HostAnswer(plain, host, plain.security()));
  }

  @Override
  public Answer<Tlsa> tlsa(Domain base, int port) {
    return tlsa.getOrDefault(port + " " + base.ascii(), nothing());
  }

  @Override
  public Answer<Mx> mx(Domain domain) {
    return mx.getOrDefault(domain, nothing());
  }

  @Override
  public Answer<InetAddress> addresses(Domain host) {
    return addresses.getOrDefault(host, nothing());
  }

  @Override
  public Answer<String> txt(Domain name) {
    return txt.getOrDefault(name, nothing());
  }

  private static <T> Answer<T> nothing() {
    return Answer.none(Answer.Status.NO_SUCH_NAME, Answer.Security.UNKNOWN, TTL);
  }
}
