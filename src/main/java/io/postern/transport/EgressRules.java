package io.postern.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/**
 * Where Postern may connect to when somebody else named the place (SPEC 7.9): an MX record must not
 * make us talk to the inside of the operator's network, or to ourselves. Asked with the address
 * that is connected to, after resolving, so that a name cannot mean one thing here and another
 * there.
 *
 * @param exceptions blocks the operator allows all the same; default none. Example: {@code
 *     10.1.2.0/24}
 * @param ownListeners what this deployment listens on; refused whatever the exceptions say
 */
public record EgressRules(List<Cidr> exceptions, List<InetSocketAddress> ownListeners) {

  public static final EgressRules STRICT = new EgressRules(List.of(), List.of());

  /** As exceptions: for a next hop that the operator named, which may lie inside. */
  public static final List<Cidr> EVERYWHERE = List.of(Cidr.of("0.0.0.0/0"), Cidr.of("::/0"));

  /** Special-purpose blocks that are no public unicast (IANA registries, RFC 6890). */
  private static final List<Cidr> REFUSED =
      List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              "::/96",
              "100::/64",
              "2001:db8::/32",
              "3fff::/20",
              "5f00::/16",
              "64:ff9b:1::/48",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8")
          .stream()
          .map(Cidr::of)
          .toList();

  private static final Cidr NAT64 = Cidr.of("64:ff9b::/96");
  private static final Cidr SIX_TO_FOUR = Cidr.of("2002::/16");
  private static final Cidr TEREDO = Cidr.of("2001::/32");

  public EgressRules {
    exceptions = List.copyOf(exceptions);
    ownListeners = List.copyOf(ownListeners);
  }

  /** Whether a connection to this address and port may be made. */
  public boolean allows(InetAddress address, int port) {
    return !isOurs(address, port)
        && (exceptions.stream().anyMatch(block -> block.contains(address)) || isPublic(address));
  }

  /** Whether one of our own listeners is there: mail to it would go round. */
  public boolean isOurs(InetAddress address, int port) {
    return ownListeners.stream()
        .anyMatch(own ->
            own.getPort() == port
                && (own.getAddress().equals(address)
                    || own.getAddress().isAnyLocalAddress() && isThisMachine(address)));
  }

  private static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (NAT64.contains(address)) {
      return isPublic(Cidr.v4(bytes, 12));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return isPublic(Cidr.v4(bytes, 2));
    }
    return !TEREDO.contains(address) && REFUSED.stream().noneMatch(b -> b.contains(address));
  }

  private static boolean isThisMachine(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unknown) {
      return true;
    }
  }
}
