package io.postern.listener;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS by the JDK. Thread-safe. */
final class JdkTls implements TlsEngine {

  static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  static final String[] CIPHERS = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  };

  static {
    // A client could make us shake hands for ever inside one TLS 1.2 connection.
    if (System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation") == null) {
      System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }
  }

  private final TlsIdentity<SSLContext> identity;

  /**
   * @throws IOException when the files cannot be used; the message says which and why
   */
  JdkTls(TlsFiles files, InstantSource clock) throws IOException {
    this.identity = new TlsIdentity<>(files, clock, JdkTls::context);
  }

  private static SSLContext context(KeyEntry entry) throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(entry.asKeyStore(), KeyEntry.NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  @Override
  public String name() {
    return "JDK";
  }

  @Override
  public Channel accept(Socket socket) throws IOException {
    // The socket stays the caller's: it closes it, also in the middle of a handshake.
    SSLSocket tls =
        (SSLSocket) identity.current().getSocketFactory().createSocket(socket, null, false);
    tls.setUseClientMode(false);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setCipherSuites(CIPHERS);
    parameters.setUseCipherSuitesOrder(true);
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return new JdkChannel(tls, tls.getInputStream(), tls.getOutputStream());
  }

  private record JdkChannel(SSLSocket socket, InputStream in, OutputStream out) implements Channel {
    @Override
    public String protocol() {
      return socket.getSession().getProtocol();
    }

    @Override
    public String cipher() {
      return socket.getSession().getCipherSuite();
    }

    @Override
    public void finish() throws IOException {
      socket.shutdownOutput();
    }

    @Override
    public void release() {
      // All of it is on the heap.
    }
  }
}
