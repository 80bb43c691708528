package io.postern.draft;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * A file of a draft, whole or on its way.
 *
 * @param id opaque, for URLs
 * @param size octets it will have
 * @param received octets that are here and durable
 */
public record DraftFile(String id, About about, long size, long received) {

  /**
   * What its writer's browser says of it.
   *
   * @param modified when the file was last changed: with name and size it tells whether a file
   *     chosen again is the one that stopped half way
   */
  public record About(String name, String type, Instant modified) {

    byte[] encode() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        Words.write(out, name);
        Words.write(out, type);
        out.writeLong(modified.toEpochMilli());
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return bytes.toByteArray();
    }

    static About decode(byte[] bytes) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        return new About(Words.read(in), Words.read(in), Instant.ofEpochMilli(in.readLong()));
      } catch (IOException torn) {
        throw new IllegalStateException("a torn file card", torn);
      }
    }
  }

  public boolean whole() {
    return received == size;
  }
}
