package io.postern.conversation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The small sealed card of a message: what lists and headings show without opening the content
 * (SPEC 14.1). It opens with the same data key.
 *
 * @param subject decoded, at most {@value #LONGEST} characters
 * @param fromName display name of the author, or empty
 * @param to To and Cc as text, for Bcc readers and the message's head
 * @param snippet the first words, or empty
 */
public record Card(
    String subject, String fromName, List<String> to, String snippet, boolean hasAttachments) {

  private static final int VERSION = 1;
  private static final int LONGEST = 1_000;

  public Card {
    subject = cut(subject);
    fromName = cut(fromName);
    snippet = cut(snippet);
    to = to.stream().limit(1_000).map(Card::cut).toList();
  }

  /** For sealing. */
  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      write(out, subject);
      write(out, fromName);
      out.writeInt(to.size());
      for (String one : to) {
        write(out, one);
      }
      write(out, snippet);
      out.writeBoolean(hasAttachments);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote; what was sealed by us is what we get, so anything else is a
   * bug.
   */
  public static Card decode(byte[] encoded) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      if (in.readByte() != VERSION) {
        throw new IllegalStateException("a card of an unknown version");
      }
      String subject = read(in);
      String fromName = read(in);
      int count = in.readInt();
      List<String> to = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        to.add(read(in));
      }
      return new Card(subject, fromName, to, read(in), in.readBoolean());
    } catch (IOException torn) {
      throw new IllegalStateException("a torn card", torn);
    }
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String read(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
