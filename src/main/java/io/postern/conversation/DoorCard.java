package io.postern.conversation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a guest may know before proof. Stands sealed under the link secret.
 *
 * @param hint last two digits, masked address, or the sender's words; empty for none
 */
public record DoorCard(String senderName, String senderAddress, String hint) {

  /** For sealing. */
  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(1);
      out.writeUTF(senderName);
      out.writeUTF(senderAddress);
      out.writeUTF(hint);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static DoorCard decode(byte[] encoded) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      if (in.readByte() != 1) {
        throw new IllegalStateException("a door card of an unknown version");
      }
      return new DoorCard(in.readUTF(), in.readUTF(), in.readUTF());
    } catch (IOException torn) {
      throw new IllegalStateException("a torn door card", torn);
    }
  }
}
