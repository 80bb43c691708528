package io.postern.listener;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLEngine;

/**
 * TLS by BoringSSL, through netty's engine and none of netty's threads. Thread-safe.
 *
 * <p>The context is of the kind that a collector frees: it changes once in a certificate's life.
 * Engines are freed by hand, with their session.
 */
final class BoringTls implements TlsEngine {

  private final TlsIdentity<SslContext> identity;

  /**
   * @throws IOException when the files cannot be used; the message says which and why
   */
  BoringTls(TlsFiles files, InstantSource clock) throws IOException {
    this.identity = new TlsIdentity<>(files, clock, BoringTls::context);
  }

  /** Whether the native part loads on this machine. */
  static boolean isThere() {
    return OpenSsl.isAvailable();
  }

  private static SslContext context(KeyEntry entry) throws IOException, GeneralSecurityException {
    return SslContextBuilder.forServer(entry.key(), entry.chain().toArray(X509Certificate[]::new))
        .sslProvider(SslProvider.OPENSSL)
        .protocols(JdkTls.PROTOCOLS)
        .ciphers(List.of(JdkTls.CIPHERS))
        .build();
  }

  @Override
  public String name() {
    return OpenSsl.versionString();
  }

  @Override
  public Channel accept(Socket socket) throws IOException {
    SSLEngine engine = identity.current().newEngine(UnpooledByteBufAllocator.DEFAULT);
    EngineChannel channel = new EngineChannel(engine, socket);
    try {
      channel.shakeHands();
      return channel;
    } catch (IOException | RuntimeException failed) {
      channel.release();
      throw failed;
    }
  }
}
