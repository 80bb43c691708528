package io.postern.draft;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What was written so far.
 *
 * @param text with LF line ends
 * @param rich the same with its formatting, as clean HTML; empty when it has none
 * @param toAll to whom it is meant to go
 */
public record Words(String text, String rich, boolean toAll) {
  private static final int VERSION = 1;

  public static final Words NONE = new Words("", "", false);

  /** Nothing worth keeping. */
  public boolean isBlank() {
    return text.isBlank() && rich.isEmpty();
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeBoolean(toAll);
      write(out, text);
      write(out, rich);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static Words decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != VERSION) {
        throw new IllegalStateException("a draft of a later version");
      }
      boolean toAll = in.readBoolean();
      return new Words(read(in), read(in), toAll);
    } catch (IOException torn) {
      throw new IllegalStateException("a torn draft", torn);
    }
  }

  static void write(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  static String read(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
