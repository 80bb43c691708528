package io.postern.mime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Base64 (RFC 2045 section 6.8): octets outside the alphabet are passed over, and the data ends at
 * the first equals sign. So the decoded size follows from the number of characters alone, and
 * decoding can begin at any group of four: checkpoint {@code k} (from 1) is the stored offset of
 * the first group that starts at or after decoded octet {@code k} MiB.
 */
final class Base64Body {

  private static final int MEBIBYTE = 1 << 20;
  private static final byte[] VALUE = new byte[256];

  static {
    Arrays.fill(VALUE, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      VALUE[alphabet.charAt(i)] = (byte) i;
    }
  }

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private Base64Body() {}

  /** Whether there are only characters of the alphabet; eight at a time. */
  private static boolean isAlphabet(byte[] in, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long eight = (long) EIGHT.get(in, i);
      long lower = eight | 0x20 * ONES;
      long letters = atLeast(lower, 'a') & ~atLeast(lower, 'z' + 1);
      long slashAndDigits = atLeast(eight, '/') & ~atLeast(eight, '9' + 1);
      long plus = atLeast(eight, '+') & ~atLeast(eight, '+' + 1);
      if ((eight & HIGHS) != 0 || ((letters | slashAndDigits | plus) & HIGHS) != HIGHS) {
        return false;
      }
    }
    int outside = 0;
    for (; i < to; i++) {
      outside |= VALUE[in[i] & 0xff];
    }
    return outside >= 0;
  }

  /** The high bit of each octet that is at least {@code least}; octets are under 128. */
  private static long atLeast(long eight, int least) {
    return (eight & ~HIGHS) + (0x80 - least) * ONES;
  }

  /** The decoded octet that checkpoint {@code k} stands at. */
  static long decodedAt(long k) {
    return (k * MEBIBYTE + 2) / 3 * 3;
  }

  /** The last checkpoint at or before a decoded octet; 0 is the start of the body. */
  static int checkpointFor(long decoded, int known) {
    int k = (int) Math.min(decoded / MEBIBYTE, known);
    return k > 0 && decodedAt(k) > decoded ? k - 1 : k;
  }

  /** Counts a body that streams by. */
  static final class Counter {
    private long characters;
    private boolean ended;
    private final List<Long> checkpoints = new ArrayList<>();
    private long nextCheckpoint = decodedAt(1) / 3 * 4; // in characters

    /**
     * @param offset where {@code from} is stored
     */
    void feed(byte[] in, int from, int to, long offset) {
      if (ended) {
        return;
      }
      if (characters + to - from <= nextCheckpoint && isAlphabet(in, from, to)) {
        characters += to - from;
      } else {
        slowly(in, from, to, offset);
      }
    }

    private void slowly(byte[] in, int from, int to, long offset) {
      for (int i = from; i < to; i++) {
        if (in[i] == '=') {
          ended = true;
          return;
        }
        if (VALUE[in[i] & 0xff] >= 0) {
          if (characters == nextCheckpoint) {
            checkpoints.add(offset + i - from);
            nextCheckpoint = decodedAt(checkpoints.size() + 1L) / 3 * 4;
          }
          characters++;
        }
      }
    }

    long decodedSize() {
      return characters / 4 * 3 + Math.max(0, characters % 4 - 1);
    }

    List<Long> checkpoints() {
      return checkpoints;
    }
  }

  static TransferDecoder decoder() {
    return new Decoder();
  }

  private static final class Decoder implements TransferDecoder {
    private int group;
    private int inGroup;
    private boolean ended;

    @Override
    public int decode(byte[] in, int from, int to, byte @Nullable [] out, int start) {
      int at = start;
      for (int i = from; i < to && !ended; i++) {
        int value = VALUE[in[i] & 0xff];
        if (value >= 0) {
          group = group << 6 | value;
          if (++inGroup == 4) {
            if (out != null) {
              out[at] = (byte) (group >> 16);
              out[at + 1] = (byte) (group >> 8);
              out[at + 2] = (byte) group;
            }
            at += 3;
            inGroup = 0;
          }
        } else if (in[i] == '=') {
          ended = true;
        }
      }
      return at;
    }

    @Override
    public int finish(byte @Nullable [] out, int start) {
      int left = Math.max(0, inGroup - 1);
      if (out != null && left > 0) {
        int bits = group << 6 * (4 - inGroup);
        out[start] = (byte) (bits >> 16);
        if (left > 1) {
          out[start + 1] = (byte) (bits >> 8);
        }
      }
      inGroup = 0;
      ended = true;
      return start + left;
    }
  }
}
