package io.postern.listener;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.InstantSource;

/**
 * Makes TLS of a connected socket, as its server. The seam for another engine: a handshake costs
 * the JDK three times what BoringSSL needs.
 */
public interface TlsEngine {

  /**
   * TLS by the JDK with this certificate and key, read again when the files change.
   *
   * @throws IOException when they cannot be used; the message says which and why
   */
  static TlsEngine of(TlsFiles files, InstantSource clock) throws IOException {
    return new JdkTls(new TlsIdentity(files, clock));
  }

  /**
   * Shakes hands, blocking; the caller closes the socket when it takes too long.
   *
   * @throws IOException when there was no agreement; nothing was said in clear
   */
  Channel accept(Socket socket) throws IOException;

  /** A connection under TLS. Reading and writing may happen in two threads at once. */
  interface Channel {
    InputStream in();

    OutputStream out();

    /** Such as {@code TLSv1.3}. */
    String protocol();

    /** Such as {@code TLS_AES_128_GCM_SHA256}. */
    String cipher();

    /** Tells the peer that nothing follows (close_notify). The socket stays open. */
    void finish() throws IOException;
  }
}
