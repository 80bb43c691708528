package io.postern.delivery;

import io.postern.delivery.client.Timeouts;
import io.postern.smtp.Domain;
import io.postern.transport.EgressRules;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How mail leaves.
 *
 * @param ehloName the name we greet with; should resolve to our address. Example: {@code
 *     out.postern.example}
 * @param port of next hops found through the DNS; default 25
 * @param caBundle PEM file with the certificate authorities to trust instead of the JDK's; default
 *     none
 * @param timeouts RFC 5321's by default
 * @param egress where we may connect to
 * @param route the configured next hop; default none
 */
public record DeliverySettings(
    Domain ehloName,
    int port,
    @Nullable Path caBundle,
    Timeouts timeouts,
    EgressRules egress,
    @Nullable Route route) {

  public static final int SMTP_PORT = 25;

  public DeliverySettings {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: 1 to 65535");
    }
  }

  /** The defaults. */
  public static DeliverySettings of(Domain ehloName) {
    return new DeliverySettings(
        ehloName, SMTP_PORT, null, Timeouts.DEFAULT, EgressRules.STRICT, null);
  }
}
