package io.postern.delivery;

import io.postern.dns.Answer;
import io.postern.dns.HostAnswer;
import io.postern.dns.Resolver;
import io.postern.smtp.Domain;
import io.postern.transport.EgressRules;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The addresses of a host that we may connect to (SPEC 7.9), in random order. What is asked here is
 * what is connected to: no name is resolved a second time.
 */
final class Addresses {

  /** Addresses of one host beyond this are not tried. */
  private static final int MOST = 8;

  private final Resolver resolver;
  private final EgressRules egress;
  private final SecureRandom random;

  Addresses(Resolver resolver, EgressRules egress, SecureRandom random) {
    this.resolver = resolver;
    this.egress = egress;
    this.random = random;
  }

  /** What there is for a host. */
  sealed interface Found {}

  /**
   * @param answer the DNS's own, with what it is worth
   * @param addresses those of it that may be connected to
   */
  record Some(HostAnswer answer, List<InetAddress> addresses) implements Found {}

  record None(Answer.Status status) implements Found {}

  /** All of them lie where we do not go; {@code ours}: one is our own listener. */
  record Refused(boolean ours) implements Found {}

  record Unknown(String why) implements Found {}

  Found of(Domain host, int port) {
    HostAnswer where = resolver.host(host);
    Answer<InetAddress> answer = where.addresses();
    return switch (answer.status()) {
      case NO_DATA, NO_SUCH_NAME -> new None(answer.status());
      case FAILED -> new Unknown(answer.why());
      case FOUND -> permitted(where, port);
    };
  }

  private Found permitted(HostAnswer where, int port) {
    List<InetAddress> all = where.addresses().records();
    List<InetAddress> some =
        new ArrayList<>(all.stream().filter(a -> egress.allows(a, port)).distinct().toList());
    if (some.isEmpty()) {
      return new Refused(all.stream().anyMatch(a -> egress.isOurs(a, port)));
    }
    List<InetAddress> reachable = some.stream().filter(Addresses::hasOurFamily).toList();
    if (!reachable.isEmpty()) {
      some = new ArrayList<>(reachable);
    }
    Collections.shuffle(some, random);
    return new Some(where, List.copyOf(some.subList(0, Math.min(MOST, some.size()))));
  }

  /**
   * Whether this machine speaks the address's family at all. Without this, a machine without IPv6
   * would find every host with an AAAA record half unreachable, and wait instead of deciding.
   */
  private static boolean hasOurFamily(InetAddress address) {
    if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
      return true;
    }
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .anyMatch(own ->
              own instanceof Inet6Address && !own.isLoopbackAddress() && !own.isLinkLocalAddress());
    } catch (SocketException unknown) {
      return true;
    }
  }
}
