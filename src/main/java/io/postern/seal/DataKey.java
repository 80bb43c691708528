package io.postern.seal;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The key of one submission: 256 random bits under which its content, its part index and its cards
 * are sealed (SPEC 14.1). Made fresh, kept only in key slots, never printed.
 *
 * <p>Content is Tink's AES-GCM-HKDF streaming: segments of 64 KiB, each with its number and whether
 * it is the last one in its nonce, so that segments cannot be swapped, repeated, or cut off. The
 * content id is bound in. Thread-safe until closed; whoever made it closes it, which zeroes it.
 */
public final class DataKey implements AutoCloseable {
  /** Octets of one sealed segment: cheap for a 10 kB mail, quick for a 150 MB one. */
  private static final int SEGMENT = 65_536;

  private final byte[] bytes;
  private volatile boolean closed;

  DataKey(byte[] bytes) {
    if (bytes.length != 32) {
      throw new IllegalArgumentException("a data key has 32 octets");
    }
    this.bytes = bytes.clone();
  }

  public static DataKey fresh(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    try {
      return new DataKey(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Seals what is written to it. {@code close()} writes the last segment and leaves {@code to}
   * open: without it the content does not open. After a failure throw away what was written, also
   * when this stream was closed on the way: closed early, it is a shorter but valid content.
   *
   * @param contentId bound in; the same must be given for {@link #opening}
   */
  public OutputStream sealing(OutputStream to, String contentId) throws IOException {
    try {
      OutputStream sealing =
          content().newEncryptingStream(new LeftOpen(to), Bytes.framed("content", contentId));
      return new BufferedOutputStream(sealing, 4096);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot seal", e);
    }
  }

  /**
   * Opens a sealed content for reading at any position. The end is checked here, so that a content
   * that was cut off does not open at all; each segment is checked before any of it is returned.
   *
   * @param sealed read only as needed; closing the returned channel closes it, and so does failing
   *     to open
   * @throws IOException when it was changed or cut, is another content, or cannot be read
   */
  public SeekableByteChannel opening(SeekableByteChannel sealed, String contentId)
      throws IOException {
    try {
      SeekableByteChannel plain =
          content().newSeekableDecryptingChannel(sealed, Bytes.framed("content", contentId));
      checkEnd(plain);
      return plain;
    } catch (GeneralSecurityException e) {
      sealed.close();
      throw new IOException("content does not open", e);
    } catch (IOException | RuntimeException e) {
      sealed.close();
      throw e;
    }
  }

  /** Decrypting the last segment proves that it is the last one. */
  private static void checkEnd(SeekableByteChannel plain) throws IOException {
    plain.position(Math.max(0, plain.size() - 1));
    ByteBuffer one = ByteBuffer.allocate(1);
    while (one.hasRemaining() && plain.read(one) >= 0) {
      // until it is there, or the empty content has proven to be empty
    }
    plain.position(0);
  }

  /**
   * Seals a card (subject, names, snippet), a part index, or other small things of this content.
   */
  public byte[] sealCard(byte[] plain, String context) {
    byte[] key = derived("postern card 1");
    try {
      return Gcm.seal(key, plain, Bytes.framed("card", context));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /**
   * @throws BrokenSeal when it was changed or is another's
   */
  public byte[] openCard(byte[] sealed, String context) {
    byte[] key = derived("postern card 1");
    try {
      return Gcm.open(key, sealed, Bytes.framed("card", context))
          .orElseThrow(() -> new BrokenSeal("card does not open"));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Wraps this key under a 256-bit secret, such as a session cookie's (SPEC 8.2). */
  public byte[] wrapUnder(byte[] secret32, String context) {
    byte[] plain = reveal();
    try {
      return SecretBox.seal(secret32, plain, "data key " + context);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * @throws BrokenSeal when secret or context are others, or the bytes were changed
   */
  public static DataKey unwrap(byte[] secret32, byte[] wrapped, String context) {
    return taking(
        SecretBox.open(secret32, wrapped, "data key " + context)
            .orElseThrow(() -> new BrokenSeal("data key does not unwrap")));
  }

  /** Makes a key of the bytes and zeroes them. */
  static DataKey taking(byte[] bytes) {
    try {
      if (bytes.length != 32) {
        throw new BrokenSeal("not a data key");
      }
      return new DataKey(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** A copy of the key itself, for the slots; the caller zeroes it. */
  byte[] reveal() {
    if (closed) {
      throw new IllegalStateException("the data key was closed");
    }
    return bytes.clone();
  }

  private byte[] derived(String purpose) {
    byte[] plain = reveal();
    try {
      return Hkdf.key(plain, purpose);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private AesGcmHkdfStreaming content() throws GeneralSecurityException {
    byte[] key = derived("postern content 1");
    try {
      return new AesGcmHkdfStreaming(key, "HmacSha256", 32, SEGMENT, 0);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "(data key)";
  }

  /** Tink closes what it writes to; the content writer's owner wants to finish it. */
  private static final class LeftOpen extends FilterOutputStream {
    LeftOpen(OutputStream to) {
      super(to);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      out.write(from, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
