package io.postern.listener;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLException;

/**
 * The client's side of TLS by BoringSSL, for load: on the JDK's engine the client would cost more
 * than the server. Trusts anybody and resumes nothing. Thread-safe.
 */
public final class ClientTls {
  private final SslContext context;

  public ClientTls() throws SSLException {
    context =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL)
            .protocols("TLSv1.3")
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .build();
  }

  /** Shakes hands; the caller closes the socket, and releases the channel. */
  public TlsEngine.Channel connect(Socket socket) throws IOException {
    EngineChannel channel =
        new EngineChannel(context.newEngine(UnpooledByteBufAllocator.DEFAULT), socket);
    try {
      channel.shakeHands();
      return channel;
    } catch (IOException | RuntimeException failed) {
      channel.release();
      throw failed;
    }
  }
}
