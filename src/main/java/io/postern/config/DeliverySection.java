package io.postern.config;

import io.postern.delivery.DeliverySettings;
import io.postern.delivery.Route;
import io.postern.delivery.client.Timeouts;
import io.postern.setting.Setting;
import io.postern.smtp.Domain;
import io.postern.transport.Cidr;
import io.postern.transport.EgressRules;
import io.postern.transport.TrustedRoots;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How mail leaves (SPEC 7). */
public record DeliverySection(
    @Setting(
            value = "The name we greet with; should resolve to the address we connect from.",
            byDefault = "same as mail.hostname")
        Domain greeting,
    @Setting(
            value = "Port of next hops found through the DNS. Anything but 25 is for testing.",
            byDefault = "25",
            unit = "port",
            min = 1)
        int port,
    @Setting(
            value = "Certificate authorities to trust instead of the JDK's, PEM.",
            example = "/etc/postern/authorities.pem")
        Optional<Path> caBundle,
    @Setting(
            value =
                "Addresses to connect to although they are private or loopback. Without exceptions"
                    + " nobody's DNS can make the gateway talk to the inside of your network.",
            example = "[10.1.2.0/24]")
        List<Cidr> egressExceptions,
    @Setting(
            value =
                "Port at which MTA-STS policies of recipient domains are fetched. Anything but 443 is"
                    + " for testing.",
            byDefault = "443",
            unit = "port",
            min = 1)
        int policyPort,
    @Setting(
            value =
                "An attachment of this size or more does not travel with a directly delivered"
                    + " message: a download link stands in its place.",
            byDefault = "10MB",
            unit = "octets",
            min = 1)
        long linkFrom,
    @Setting("A host that carries what the gateway writes itself.") Optional<RouteSection> route) {

  public DeliverySection {
    egressExceptions = List.copyOf(egressExceptions);
  }

  /**
   * A configured next hop. It carries notifications, codes and reports; messages on a direct row
   * only for the domains whose mail ends there.
   */
  public record RouteSection(
      @Setting(value = "Its host name.", example = "relay.example.org") Domain host,
      @Setting(value = "Its port.", byDefault = "25", unit = "port", min = 1) int port,
      @Setting(value = "Recipient domains whose mail ends at this host.", example = "[example.org]")
          Set<Domain> finalFor) {
    Route settings() {
      return new Route(host, port, null, finalFor);
    }
  }

  /** Where we may connect to when others name the place. */
  public EgressRules egress(List<InetSocketAddress> ownListeners) {
    return new EgressRules(egressExceptions, ownListeners);
  }

  /**
   * The certificate authorities to trust.
   *
   * @throws IOException when the bundle cannot be read or holds no certificate
   */
  public TrustedRoots roots() throws IOException {
    return caBundle.isPresent() ? TrustedRoots.ofBundle(caBundle.get()) : TrustedRoots.ofJdk();
  }

  /**
   * The same as the courier wants it.
   *
   * @param ownListeners what this gateway listens on, so that no mail goes round
   */
  public DeliverySettings settings(List<InetSocketAddress> ownListeners) {
    return new DeliverySettings(
        greeting,
        port,
        caBundle.orElse(null),
        Timeouts.DEFAULT,
        egress(ownListeners),
        route.map(RouteSection::settings).orElse(null));
  }
}
