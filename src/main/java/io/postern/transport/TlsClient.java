package io.postern.transport;

import io.postern.smtp.Domain;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Starts TLS with anybody, and afterwards says who that was.
 *
 * <p>The handshake accepts every certificate: in SMTP being encrypted to somebody unknown is a
 * finding, not an error, and only the copy that waits knows what it needs. So the proof is judged
 * afterwards from the session's own certificates, by {@link Verifier}. Each connection has a
 * context of its own, so that no session is ever resumed: a resumed one would show certificates
 * that this connection never did. And within a connection nobody becomes somebody else: a second
 * handshake (TLS 1.2 has renegotiation) with another certificate ends it.
 */
public final class TlsClient {

  /** SPEC 7.3: never below 1.2, for anybody. */
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private final SecureRandom random;

  public TlsClient(SecureRandom random) {
    this.random = random;
  }

  /**
   * Shakes hands over a connected socket, blocking without a limit of its own: the caller closes
   * {@code plain} when it takes too long. Closing the result closes {@code plain}.
   *
   * @throws javax.net.ssl.SSLException when the peer speaks no TLS that we do
   */
  public SSLSocket handshake(Socket plain, Domain host) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            freshContext()
                .getSocketFactory()
                .createSocket(plain, host.ascii(), plain.getPort(), true);
    socket.setUseClientMode(true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(VERSIONS);
    parameters.setServerNames(serverName(host));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /**
   * What the session shows.
   *
   * @param address connected to, with port
   */
  public PeerSession session(SSLSession session, String address) {
    return new PeerSession(
        address, session.getProtocol(), session.getCipherSuite(), chain(session));
  }

  private SSLContext freshContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new WhoeverCameFirst()}, random);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JDK has no TLS", impossible);
    }
  }

  private static List<SNIServerName> serverName(Domain host) {
    try {
      return List.of(new SNIHostName(host.ascii()));
    } catch (IllegalArgumentException underscore) {
      // A name that may not stand in SNI (RFC 6066 section 3) is not sent.
      return List.of();
    }
  }

  private static List<X509Certificate> chain(SSLSession session) {
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : session.getPeerCertificates()) {
        if (certificate instanceof X509Certificate x509) {
          chain.add(x509);
        }
      }
      return chain;
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }

  /**
   * Lets every handshake through, on purpose; see above. Extended, because the JDK wraps a plain
   * one in checks of its own.
   */
  private static final class WhoeverCameFirst extends X509ExtendedTrustManager {
    private X509Certificate @Nullable [] first;

    private synchronized void check(X509Certificate[] chain) throws CertificateException {
      if (first != null && !Arrays.equals(first, chain)) {
        throw new CertificateException("another certificate within one connection");
      }
      first = chain.clone();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
      throw new UnsupportedOperationException("we are the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
      throw new UnsupportedOperationException("we are the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
      throw new UnsupportedOperationException("we are the client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
