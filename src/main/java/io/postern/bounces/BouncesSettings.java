package io.postern.bounces;

import io.postern.listener.TlsFiles;
import io.postern.smtp.Domain;
import java.net.InetAddress;

/**
 * Where and as whom the door listens.
 *
 * @param port 0 takes any free one
 * @param host the name in greeting and EHLO, at which return-path records point
 * @param tls certificate and key for STARTTLS, which peers may use and need not
 */
public record BouncesSettings(
    InetAddress bind, int port, Domain host, TlsFiles tls, BouncesLimits limits) {

  public BouncesSettings {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: 0 to 65535");
    }
  }
}
