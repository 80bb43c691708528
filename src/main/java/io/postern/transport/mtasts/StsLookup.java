package io.postern.transport.mtasts;

import io.postern.smtp.Domain;

/** Says what MTA-STS has to say about a mail domain. Blocks; never throws for the network. */
@FunctionalInterface
public interface StsLookup {
  StsFinding of(Domain domain);
}
