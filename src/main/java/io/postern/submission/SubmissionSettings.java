package io.postern.submission;

import io.postern.listener.TlsFiles;
import java.net.InetAddress;
import java.util.OptionalInt;

/**
 * Where and as whom the submission server listens (SPEC 1.1).
 *
 * @param bind address to listen on. Default: all ({@code 0.0.0.0}). Example: {@code 127.0.0.1}
 * @param port STARTTLS port. Default 587; 0 takes any free one
 * @param implicitTlsPort port that speaks TLS from the first byte (RFC 8314). Default 465; empty
 *     switches it off; 0 takes any free one
 * @param hostname the name in greeting and EHLO; should be the certificate's. Example: {@code
 *     smtp.example.org}
 * @param tls certificate and key; read again when the files change
 * @param limits what one client and all of them may use
 */
public record SubmissionSettings(
    InetAddress bind,
    int port,
    OptionalInt implicitTlsPort,
    String hostname,
    TlsFiles tls,
    SubmissionLimits limits) {

  public SubmissionSettings {
    requirePort(port);
    implicitTlsPort.ifPresent(SubmissionSettings::requirePort);
    // It stands in every greeting: a space or line end would make other words of it.
    if (!hostname.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,253}[A-Za-z0-9])?")) {
      throw new IllegalArgumentException("hostname: letters, digits, dots and hyphens");
    }
  }

  private static void requirePort(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: 0 to 65535");
    }
  }
}
