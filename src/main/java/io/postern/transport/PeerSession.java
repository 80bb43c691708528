package io.postern.transport;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has shown, before anybody says what it is worth. Facts only, so that a
 * connection that is kept can be judged again before each mail, against what the DNS says by then.
 * A permission belongs to one object of this type, not to an equal one.
 *
 * @param address connected to, with port
 * @param tlsVersion as the JDK names it, or null when the session is in clear
 * @param chain the certificates as sent, leaf first; empty in clear
 */
public record PeerSession(
    String address,
    @Nullable String tlsVersion,
    @Nullable String cipher,
    List<X509Certificate> chain) {

  public PeerSession {
    chain = List.copyOf(chain);
  }

  public static PeerSession clear(String address) {
    return new PeerSession(address, null, null, List.of());
  }

  public boolean encrypted() {
    return tlsVersion != null;
  }
}
