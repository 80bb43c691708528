package io.postern.config;

import io.postern.bounces.BouncesLimits;
import io.postern.bounces.BouncesSettings;
import io.postern.listener.TlsFiles;
import io.postern.setting.Setting;
import io.postern.smtp.Domain;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The port for what comes back (SPEC 2.4, 2.6). */
public record BouncesSection(
    @Setting(
            value =
                "The name at which the return-path record of each domain points: this machine, as"
                    + " the DNS knows it.",
            example = "gate.example.org")
        Domain host,
    @Setting(value = "Address to listen on.", byDefault = "0.0.0.0") InetAddress bind,
    @Setting(
            value = "Port; 0 takes any free one. Other mail servers know 25 alone.",
            byDefault = "25",
            unit = "port")
        int port,
    @Setting(
            value = "Certificate chain for STARTTLS, PEM; without it, that of submission.",
            example = "/etc/postern/smtp.crt")
        Optional<Path> certificate,
    @Setting(
            value = "Its private key, PEM, not encrypted; without it, that of submission.",
            example = "/etc/postern/smtp.key")
        Optional<Path> key,
    @Setting(
            value = "Open sessions of one client address.",
            byDefault = "20",
            min = 1,
            max = 1_000_000)
        int sessionsPerClient,
    @Setting(value = "Open sessions in all.", byDefault = "200", min = 1, max = 1_000_000)
        int sessions,
    @Setting(
            value = "Messages of one client address and minute.",
            byDefault = "60",
            min = 1,
            max = 1_000_000)
        int messagesPerMinute) {

  public BouncesSection {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("certificate and key: both or neither");
    }
  }

  /** The same as the door wants it. */
  public BouncesSettings settings(SubmissionSection submission) {
    BouncesLimits usual = BouncesLimits.defaults();
    Duration idle = usual.idle();
    return new BouncesSettings(
        bind,
        port,
        host,
        new TlsFiles.Pem(
            certificate.orElse(submission.certificate()), key.orElse(submission.key())),
        new BouncesLimits(
            usual.messageBytes(),
            usual.recipients(),
            idle,
            sessionsPerClient,
            sessions,
            messagesPerMinute,
            usual.refusals()));
  }
}
