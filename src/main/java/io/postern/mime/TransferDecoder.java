package io.postern.mime;

import org.jspecify.annotations.Nullable;

/**
 * Decodes a transfer encoding (RFC 2045 section 6) from octets cut anywhere. Counting and decoding
 * are the same code, so that a size promised is the size sent. Never fails: what is no encoding is
 * passed over or kept, as each says.
 */
interface TransferDecoder {

  /** Most octets that one call may write beyond the octets it is given. */
  int SLACK = 1024;

  /**
   * Decodes {@code in[from..to)} into {@code out} from {@code at} on, which must have room for
   * {@code to - from + SLACK}.
   *
   * @param out null to count only
   * @return where the next octet goes
   */
  int decode(byte[] in, int from, int to, byte @Nullable [] out, int at);

  /** The input has ended; writes what was held back. */
  int finish(byte @Nullable [] out, int at);
}
