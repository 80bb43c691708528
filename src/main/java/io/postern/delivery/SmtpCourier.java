package io.postern.delivery;

import io.postern.dns.Resolver;
import io.postern.smtp.Mailbox;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;

/** Carries over SMTP. */
public final class SmtpCourier implements Courier {

  /**
   * @throws IOException when the CA bundle cannot be read or holds no certificate
   */
  public SmtpCourier(
      DeliverySettings settings, Resolver resolver, InstantSource clock, SecureRandom random)
      throws IOException {}

  @Override
  public Map<Mailbox, Outcome> carry(Errand errand) {
    throw new UnsupportedOperationException();
  }
}
