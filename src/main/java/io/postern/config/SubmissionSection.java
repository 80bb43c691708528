package io.postern.config;

import io.postern.listener.TlsFiles;
import io.postern.setting.Setting;
import io.postern.submission.SubmissionLimits;
import io.postern.submission.SubmissionSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/** Ports on which mail is handed in (SPEC 1.1, 17). */
public record SubmissionSection(
    @Setting(value = "Address to listen on.", byDefault = "0.0.0.0") InetAddress bind,
    @Setting(value = "Port with STARTTLS; 0 takes any free one.", byDefault = "587", unit = "port")
        int port,
    @Setting(
            value = "Port with TLS from the first byte (RFC 8314), or off; 0 takes any free one.",
            byDefault = "465",
            unit = "port")
        OptionalInt tlsPort,
    @Setting(
            value = "Certificate chain, PEM, leaf first. Read again when the file changes.",
            example = "/etc/postern/smtp.crt")
        Path certificate,
    @Setting(value = "Its private key, PEM, not encrypted.", example = "/etc/postern/smtp.key")
        Path key,
    @Setting(
            value = "Largest message, announced as SIZE.",
            byDefault = "150MB",
            unit = "octets",
            min = 1)
        long messageSize,
    @Setting(
            value = "Most recipients of one message, announced as LIMITS RCPTMAX.",
            byDefault = "500",
            min = 1,
            max = 100_000)
        int recipients,
    @Setting(
            value = "Longest wait for a command, and for a TLS handshake.",
            byDefault = "5m",
            min = 1_000)
        Duration idle,
    @Setting(
            value = "Open sessions of one client address.",
            byDefault = "50",
            min = 1,
            max = 1_000_000)
        int sessionsPerClient,
    @Setting(value = "Open sessions in all.", byDefault = "2000", min = 1, max = 1_000_000)
        int sessions,
    @Setting(
            value = "Refused commands before a session is closed.",
            byDefault = "10",
            min = 1,
            max = 1_000)
        int errors) {

  /** The same as the submission server wants it. */
  public SubmissionSettings settings(MailSection mail) {
    return new SubmissionSettings(
        bind,
        port,
        tlsPort,
        mail.hostname().ascii(),
        new TlsFiles.Pem(certificate, key),
        new SubmissionLimits(
            messageSize, recipients, idle, sessionsPerClient, sessions, errors, messageSize));
  }
}
