package io.postern.dkim;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/**
 * The SHA-256 of a message's canonical body, taken while the body streams past (RFC 6376 sections
 * 3.4.3 and 3.4.4). Write the body into it, all that follows the header's empty line and nothing
 * else, in pieces of any size; then ask once. Belongs to one thread.
 */
public final class BodyHash extends OutputStream {
  private static final byte[] LINE_END = {'\r', '\n'};

  private final Canonical form;
  private final MessageDigest sha256;
  private final byte[] block = new byte[8 * 1024];
  private int filled;

  /** Line ends that only count when something follows them. */
  private long lineEnds;

  private boolean space;
  private boolean cr;
  private boolean content;

  private BodyHash(Canonical form) {
    this.form = form;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** In the form that {@link Signer} signs. */
  public static BodyHash relaxed() {
    return new BodyHash(Canonical.RELAXED);
  }

  static BodyHash of(Canonical form) {
    return new BodyHash(form);
  }

  @Override
  public void write(int octet) {
    put((byte) octet);
  }

  @Override
  public void write(byte[] octets, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, octets.length);
    for (int i = offset; i < offset + length; i++) {
      put(octets[i]);
    }
  }

  private void put(byte octet) {
    if (cr) {
      cr = false;
      if (octet == '\n') {
        space = false;
        lineEnds++;
        return;
      }
      content((byte) '\r');
    }
    if (octet == '\r') {
      cr = true;
    } else if (form == Canonical.RELAXED && (octet == ' ' || octet == '\t')) {
      space = true;
    } else {
      content(octet);
    }
  }

  private void content(byte octet) {
    for (; lineEnds > 0; lineEnds--) {
      emit(LINE_END[0]);
      emit(LINE_END[1]);
    }
    if (space) {
      emit((byte) ' ');
      space = false;
    }
    emit(octet);
    content = true;
  }

  private void emit(byte octet) {
    if (filled == block.length) {
      sha256.update(block);
      filled = 0;
    }
    block[filled++] = octet;
  }

  /** The hash, 32 octets; nothing may be written after it. */
  public byte[] digest() {
    if (cr) {
      cr = false;
      content((byte) '\r');
    }
    // A body ends with one line end; an empty one has it in the simple form only.
    if (content || form == Canonical.SIMPLE) {
      emit(LINE_END[0]);
      emit(LINE_END[1]);
    }
    sha256.update(block, 0, filled);
    return sha256.digest();
  }
}
