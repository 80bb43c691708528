package io.postern.listener;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.InstantSource;

/**
 * Makes TLS of a connected socket, as its server: 1.2 and 1.3, forward secrecy and AEAD only (RFC
 * 9325). Two engines do it, because a handshake costs the JDK three times what BoringSSL needs and
 * BoringSSL is native code that not every machine loads. Thread-safe.
 */
public sealed interface TlsEngine permits JdkTls, BoringTls {

  /**
   * BoringSSL where it loads, else the JDK.
   *
   * @throws IOException when the certificate cannot be used; the message says which and why
   */
  static TlsEngine of(TlsFiles files, InstantSource clock) throws IOException {
    return BoringTls.isThere() ? new BoringTls(files, clock) : new JdkTls(files, clock);
  }

  /** For the log: which code shakes hands. */
  String name();

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

    /** Gives back what is not on the heap; reading and writing fail from then on. Idempotent. */
    void release();
  }
}
