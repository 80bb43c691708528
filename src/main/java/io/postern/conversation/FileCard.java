package io.postern.conversation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What may be known of a linked file before proof: the message that holds the link says the same.
 * Stands sealed under the link's secret.
 *
 * @param fileName made fit to be offered
 * @param mediaType as the sender claims it
 * @param size decoded octets
 */
public record FileCard(
    String senderName, String senderAddress, String fileName, String mediaType, long size) {

  /** For sealing. */
  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(1);
      out.writeUTF(senderName);
      out.writeUTF(senderAddress);
      out.writeUTF(fileName);
      out.writeUTF(mediaType);
      out.writeLong(size);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static FileCard decode(byte[] encoded) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      if (in.readByte() != 1) {
        throw new IllegalStateException("a file card of an unknown version");
      }
      return new FileCard(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF(), in.readLong());
    } catch (IOException torn) {
      throw new IllegalStateException("a torn file card", torn);
    }
  }

  @Override
  public String toString() {
    return "(file card)";
  }
}
