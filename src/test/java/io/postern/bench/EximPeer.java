package io.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exim as a submission server. Debian's package conflicts with Postfix's, so its program is taken
 * out of the package beside it ({@code bench.exim} names it).
 */
final class EximPeer implements Peer {
  private final Load.Target target;
  private final Process process;

  private EximPeer(Load.Target target, Process process) {
    this.target = target;
    this.process = process;
  }

  /**
   * @param next where all mail goes, verified; null holds it
   */
  static EximPeer start(Path program, Path folder, World world, World.@Nullable Sink next)
      throws IOException {
    int port = Peer.freePort();
    for (String below : List.of("spool", "log")) {
      Files.createDirectories(folder.resolve(below));
    }
    Path config = folder.resolve("exim.conf");
    Files.writeString(
        config,
        """
        primary_hostname = mail.bench.example
        exim_path = PROGRAM
        exim_user = mail
        exim_group = mail
        spool_directory = HOME/spool
        log_file_path = HOME/log/%slog
        pid_file_path = HOME/exim.pid
        local_interfaces = 127.0.0.1
        daemon_smtp_ports = PORT
        tls_advertise_hosts = *
        tls_certificate = CHAIN
        tls_privatekey = KEY
        tls_verify_certificates = AUTHORITIES
        auth_advertise_hosts = *
        acl_smtp_rcpt = rcpt
        acl_smtp_data = accept
        host_lookup =
        rfc1413_query_timeout = 0s
        smtp_accept_max = 300
        smtp_connect_backlog = 512
        smtp_accept_max_per_connection = 0
        smtp_accept_queue_per_connection = 0
        split_spool_directory = true
        remote_max_parallel = 1
        queue_only = HOLD
        begin acl
        rcpt:
          accept authenticated = *
          deny
        begin routers
        next:
          driver = manualroute
          transport = next
          route_list = * localhost
          self = send
        begin transports
        next:
          driver = smtp
          port = NEXT
          hosts_require_tls = *
          tls_verify_certificates = AUTHORITIES
          tls_verify_hosts = *
          tls_verify_cert_hostnames = *
        begin authenticators
        plain:
          driver = plaintext
          public_name = PLAIN
          server_prompts = :
          server_condition = ${if and {{eq{$auth2}{bench}}{eq{$auth3}{secret}}}}
          server_set_id = $auth2
          server_advertise_condition = ${if def:tls_in_cipher}
        """
            .replace("PROGRAM", program.toString())
            .replace("HOME", folder.toString())
            .replace("PORT", Integer.toString(port))
            .replace("CHAIN", world.chain().toString())
            .replace("KEY", world.key().toString())
            .replace("AUTHORITIES", world.authorities().toString())
            .replace("HOLD", next == null ? "true" : "false")
            .replace("NEXT", next == null ? "1" : Integer.toString(next.port())));
    Peer.run(folder, "sh", "-c", "chown -R mail:mail spool log && chmod 644 exim.conf");
    Process process =
        new ProcessBuilder(program.toString(), "-C", config.toString(), "-bdf")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    Peer.awaitGreeting(port, folder.resolve("out.txt"));
    return new EximPeer(
        new Load.Target(port, "bench", "secret", PosternPeer.FROM, PosternPeer.TO), process);
  }

  @Override
  public String name() {
    return "Exim";
  }

  @Override
  public Load.Target target() {
    return target;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    Peer.end(process.toHandle());
  }
}
