package io.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Postfix as a submission server, as Debian packages it; its folders and port are its own. */
final class PostfixPeer implements Peer {
  private final Load.Target target;
  private final ProcessHandle master;

  private PostfixPeer(Load.Target target, ProcessHandle master) {
    this.target = target;
    this.master = master;
  }

  /**
   * @param next where all mail goes, verified; null holds it
   */
  static PostfixPeer start(Path folder, World world, World.@Nullable Sink next) throws IOException {
    int port = Peer.freePort();
    for (String below : List.of("conf/sasl", "queue", "data", "sasl")) {
      Files.createDirectories(folder.resolve(below));
    }
    Load.Target target =
        new Load.Target(port, "bench@sender.example", "secret", PosternPeer.FROM, PosternPeer.TO);
    Files.writeString(folder.resolve("conf/main.cf"), mainCf(folder, world, next));
    Files.writeString(folder.resolve("conf/master.cf"), masterCf(port));
    Files.writeString(
        // Where Debian's Postfix looks, beside its main.cf.
        folder.resolve("conf/sasl/smtpd.conf"),
        """
        pwcheck_method: auxprop
        auxprop_plugin: sasldb
        sasldb_path: %s/sasl/users
        mech_list: PLAIN
        """
            .formatted(folder));
    Peer.run(
        folder,
        "sh",
        "-c",
        "echo secret | saslpasswd2 -p -c -f sasl/users -u sender.example bench"
            + " && chown -R postfix data sasl && chmod 755 sasl");
    Peer.run(folder, "postfix", "-c", folder.resolve("conf").toString(), "start");
    Path pid = folder.resolve("queue/pid/master.pid");
    Peer.awaitGreeting(port, folder.resolve("queue/log"));
    return new PostfixPeer(
        target, ProcessHandle.of(Long.parseLong(Files.readString(pid).trim())).orElseThrow());
  }

  private static String mainCf(Path folder, World world, World.@Nullable Sink next) {
    String common =
        """
        compatibility_level = 3.6
        queue_directory = HOME/queue
        data_directory = HOME/data
        maillog_file = HOME/queue/log
        maillog_file_prefixes = HOME
        myhostname = mail.bench.example
        mydestination =
        mynetworks =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        smtp_dns_support_level = disabled
        smtp_host_lookup = native
        default_process_limit = 200
        smtpd_client_connection_count_limit = 0
        smtpd_tls_security_level = encrypt
        smtpd_tls_auth_only = yes
        smtpd_tls_cert_file = CHAIN
        smtpd_tls_key_file = KEY
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_path = smtpd
        smtpd_relay_restrictions = permit_sasl_authenticated, reject
        in_flow_delay = 0
        """;
    String way =
        next == null
            ? "smtpd_client_restrictions = check_client_access static:HOLD\n"
            : """
            relayhost = [localhost]:NEXT
            smtp_tls_security_level = secure
            smtp_tls_secure_cert_match = hostname
            smtp_tls_CAfile = AUTHORITIES
            default_destination_concurrency_limit = 50
            """
                .replace("NEXT", Integer.toString(next.port()));
    return (common + way)
        .replace("HOME", folder.toString())
        .replace("CHAIN", world.chain().toString())
        .replace("KEY", world.key().toString())
        .replace("AUTHORITIES", world.authorities().toString());
  }

  private static String masterCf(int port) {
    return """
    127.0.0.1:PORT inet n - n - - smtpd
    cleanup   unix n - n - 0 cleanup
    qmgr      unix n - n 300 1 qmgr
    tlsmgr    unix - - n 1000? 1 tlsmgr
    rewrite   unix - - n - - trivial-rewrite
    bounce    unix - - n - 0 bounce
    defer     unix - - n - 0 bounce
    trace     unix - - n - 0 bounce
    proxymap  unix - - n - - proxymap
    smtp      unix - - n - - smtp
    error     unix - - n - - error
    retry     unix - - n - - error
    anvil     unix - - n - 1 anvil
    scache    unix - - n - 1 scache
    postlog   unix-dgram n - n - 1 postlogd
    """
        .replace("PORT", Integer.toString(port));
  }

  @Override
  public String name() {
    return "Postfix";
  }

  @Override
  public Load.Target target() {
    return target;
  }

  @Override
  public long pid() {
    return master.pid();
  }

  @Override
  public void close() {
    Peer.end(master);
  }
}
