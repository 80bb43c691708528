package io.postern.transport;

import io.postern.smtp.EnhancedStatus;
import java.util.List;

/** Where a domain's mail goes (SPEC 7.1). */
public sealed interface NextHop {

  /** Walk these, in this order; never empty. */
  record Hosts(List<MxHost> hosts) implements NextHop {
    public Hosts {
      hosts = List.copyOf(hosts);
      if (hosts.isEmpty()) {
        throw new IllegalArgumentException("a walk needs a host");
      }
    }
  }

  /** Nowhere, for good. */
  record NoMail(EnhancedStatus status, String why) implements NextHop {}

  /** The DNS gave no answer to rely on: ask again later. */
  record NotNow(EnhancedStatus status, String why) implements NextHop {}
}
