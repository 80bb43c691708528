package io.postern.directory;

import io.postern.smtp.Domain;
import io.postern.transport.TlsRequirement;

/**
 * Where an organisation takes its own people's messages (SPEC 7.5).
 *
 * @param host of its mail server, which its certificate must name
 * @param requirement what it has to prove on every connection: certificate, DANE, or either
 * @param active whether row 1a applies; kept when it is switched off, so that it can come back
 */
public record InboundDirect(
    long organisation, Domain host, int port, TlsRequirement requirement, boolean active) {

  public InboundDirect {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port: 1 to 65535");
    }
  }

  public InboundDirect withActive(boolean changed) {
    return new InboundDirect(organisation, host, port, requirement, changed);
  }
}
