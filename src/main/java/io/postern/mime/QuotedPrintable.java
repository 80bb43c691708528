package io.postern.mime;

import org.jspecify.annotations.Nullable;

/**
 * Quoted-printable (RFC 2045 section 6.7). White space before a line end is taken out, as the RFC
 * wants; an equals sign with nothing sensible behind it is kept as it is.
 */
final class QuotedPrintable implements TransferDecoder {

  private static final int LONGEST_RUN = 998; // of white space; more cannot be padding of a line

  private enum State {
    TEXT,
    /** White space is held, it may be at the end of the line. */
    SPACE,
    /** As SPACE, and a CR after it. */
    CR,
    EQUALS,
    /** An equals sign and one hexadecimal digit. */
    DIGIT,
    /** An equals sign and held white space. */
    EQUALS_SPACE,
    EQUALS_CR
  }

  private State state = State.TEXT;
  private final byte[] held = new byte[LONGEST_RUN];
  private int heldLength;
  private byte digit;
  private byte @Nullable [] out;
  private int at;

  @Override
  public int decode(byte[] in, int from, int to, byte @Nullable [] target, int targetAt) {
    out = target;
    at = targetAt;
    int i = from;
    while (i < to) {
      int start = i;
      while (state == State.TEXT && i < to && isPlain(in[i])) {
        i++;
      }
      if (out != null) {
        System.arraycopy(in, start, out, at, i - start);
      }
      at += i - start;
      if (i < to) {
        step(in[i++]);
      }
    }
    return at;
  }

  @Override
  public int finish(byte @Nullable [] target, int targetAt) {
    out = target;
    at = targetAt;
    switch (state) {
      case TEXT, SPACE, EQUALS, EQUALS_SPACE, EQUALS_CR -> heldLength = 0;
      case CR -> keepHeld((byte) '\r');
      case DIGIT -> {
        emit((byte) '=');
        emit(digit);
      }
    }
    state = State.TEXT;
    return at;
  }

  private void step(byte octet) {
    switch (state) {
      case TEXT -> text(octet);
      case SPACE -> {
        if (octet == '\n') {
          heldLength = 0;
          emit(octet);
          state = State.TEXT;
        } else if (octet == '\r') {
          state = State.CR;
        } else if (isSpace(octet)) {
          hold(octet);
        } else {
          keepHeld();
          text(octet);
        }
      }
      case CR -> {
        if (octet == '\n') {
          heldLength = 0;
          emit((byte) '\r');
          emit(octet);
          state = State.TEXT;
        } else {
          keepHeld((byte) '\r');
          text(octet);
        }
      }
      case EQUALS -> {
        if (hex(octet) >= 0) {
          digit = octet;
          state = State.DIGIT;
        } else {
          afterEquals(octet);
        }
      }
      case DIGIT -> {
        state = State.TEXT;
        if (hex(octet) >= 0) {
          emit((byte) (hex(digit) << 4 | hex(octet)));
        } else {
          emit((byte) '=');
          emit(digit);
          text(octet);
        }
      }
      case EQUALS_SPACE -> afterEquals(octet);
      case EQUALS_CR -> {
        if (octet == '\n') {
          heldLength = 0;
          state = State.TEXT;
        } else {
          emit((byte) '=');
          keepHeld((byte) '\r');
          text(octet);
        }
      }
    }
  }

  private void text(byte octet) {
    state = State.TEXT;
    if (octet == '=') {
      state = State.EQUALS;
    } else if (octet == '\r') {
      state = State.CR;
    } else if (isSpace(octet)) {
      state = State.SPACE;
      hold(octet);
    } else {
      emit(octet);
    }
  }

  private void afterEquals(byte octet) {
    if (octet == '\n') {
      heldLength = 0;
      state = State.TEXT;
    } else if (octet == '\r') {
      state = State.EQUALS_CR;
    } else if (isSpace(octet) && heldLength < LONGEST_RUN) {
      state = State.EQUALS_SPACE;
      hold(octet);
    } else {
      emit((byte) '=');
      keepHeld();
      text(octet);
    }
  }

  private void hold(byte octet) {
    if (heldLength == LONGEST_RUN) {
      keepHeld();
    }
    held[heldLength++] = octet;
  }

  private void keepHeld() {
    for (int i = 0; i < heldLength; i++) {
      emit(held[i]);
    }
    heldLength = 0;
  }

  private void keepHeld(byte more) {
    keepHeld();
    emit(more);
  }

  private void emit(byte octet) {
    if (out != null) {
      out[at] = octet;
    }
    at++;
  }

  private static boolean isPlain(byte octet) {
    return octet > '=' || octet > ' ' && octet < '=' || octet < 0;
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  static int hex(byte octet) {
    return octet < 0 ? -1 : Character.digit(octet, 16);
  }
}
