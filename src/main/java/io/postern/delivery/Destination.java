package io.postern.delivery;

import io.postern.smtp.Domain;
import io.postern.transport.MxHost;
import java.util.List;

/** Where an errand finds its hosts (SPEC 7.1). Values: two that are equal are one next hop. */
public sealed interface Destination {

  /** {@link MxHosts}, of which there is only one. */
  Destination MX = new MxHosts();

  /** The domain's MX records; or the configured route, where it carries this errand. */
  record MxHosts() implements Destination {}

  /**
   * Hosts that the domain named otherwise, such as {@code ntamx}; no route stands in for them.
   *
   * @param hosts in the order to try them; never empty
   */
  record Named(List<MxHost> hosts) implements Destination {
    public Named {
      hosts = List.copyOf(hosts);
      if (hosts.isEmpty()) {
        throw new IllegalArgumentException("a walk needs a host");
      }
    }
  }

  /** One server that an organisation configured here (SPEC 7.5); never a route in its place. */
  record Server(Domain host, int port) implements Destination {
    public Server {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port: 1 to 65535");
      }
    }
  }
}
