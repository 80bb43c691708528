package io.postern.transport;

import io.postern.smtp.Domain;
import io.postern.transport.dane.TlsaSet;
import io.postern.transport.mtasts.StsFinding;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one session with a host of a walk came to, for those who count (RFC 8460) or explain. It
 * says nothing of any mail.
 *
 * @param domain the mail domain
 * @param proofs what the session was held against
 * @param peer the address connected to; null where it did not come to a connection
 * @param local our own end of it
 * @param evidence what it was worth; null where TLS was begun and did not come about
 * @param policies how it stands to each policy
 */
public record SessionResult(
    Domain domain,
    HostProofs proofs,
    @Nullable InetAddress peer,
    @Nullable InetAddress local,
    @Nullable Evidence evidence,
    List<PolicyResult> policies) {

  /** Hears of sessions. Called on the thread of the attempt: it must neither block nor throw. */
  @FunctionalInterface
  public interface Listener {

    Listener NOBODY = result -> {};

    void ended(SessionResult result);
  }

  public SessionResult {
    policies = List.copyOf(policies);
  }

  /** A session that was judged, encrypted or in clear. */
  public static SessionResult judged(
      Domain domain,
      HostProofs proofs,
      InetAddress peer,
      @Nullable InetAddress local,
      Evidence evidence) {
    return new SessionResult(
        domain,
        proofs,
        peer,
        local,
        evidence,
        PolicyResult.of(domain, proofs, evidence, PolicyResult.Result.STARTTLS_NOT_SUPPORTED));
  }

  /** TLS was begun, and refused or broken off. */
  public static SessionResult noTls(
      Domain domain,
      HostProofs proofs,
      InetAddress peer,
      @Nullable InetAddress local,
      PolicyResult.Result result) {
    return new SessionResult(
        domain, proofs, peer, local, null, PolicyResult.of(domain, proofs, null, result));
  }

  /** TLSA records that are bogus: the host was not even connected to. */
  public static SessionResult bogus(Domain domain, MxHost host, StsFinding sts) {
    return new SessionResult(
        domain,
        new HostProofs(host, Set.of(host.name()), TlsaSet.ABSENT, sts),
        null,
        null,
        null,
        List.of(
            new PolicyResult(
                PolicyResult.Type.TLSA,
                host.name(),
                List.of(),
                List.of(),
                PolicyResult.Result.DNSSEC_INVALID)));
  }
}
