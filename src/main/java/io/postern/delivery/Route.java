package io.postern.delivery;

import io.postern.smtp.Domain;
import io.postern.transport.TlsRequirement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configured next hop (smart host, SPEC 7.1). It carries what Postern writes itself; content on a
 * {@code direct} row ignores it, unless the operator declared it final for the recipient's domain.
 *
 * @param host its name, which its certificate must bear where one is required
 * @param port usually 25
 * @param requirement what it must prove to get mails of our own; null: STARTTLS wherever offered
 * @param finalFor recipient domains whose mail ends at this host, so that {@code direct} may use it
 */
public record Route(
    Domain host, int port, @Nullable TlsRequirement requirement, Set<Domain> finalFor) {
  public Route {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: 1 to 65535");
    }
    finalFor = Set.copyOf(finalFor);
  }
}
