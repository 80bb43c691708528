package io.postern.intake;

import io.postern.smtp.Domain;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who hands a message over, as the session has proven it (SPEC 1.4).
 *
 * @param organisation row key of the organisation the message is submitted for
 * @param credential row key of the SMTP credential used, or null when another proof was used
 * @param domains From domains the credential is limited to; empty for all of its organisation
 * @param client the client's address; a private one is not written into Received (SPEC 3.4)
 * @param helo the name the client gave
 * @param tls TLS version and cipher for Received, such as {@code TLSv1.3 TLS_AES_128_GCM_SHA256},
 *     or null
 */
public record Submitter(
    long organisation,
    @Nullable Long credential,
    Set<Domain> domains,
    @Nullable InetAddress client,
    String helo,
    @Nullable String tls) {

  public Submitter {
    domains = Set.copyOf(domains);
  }
}
