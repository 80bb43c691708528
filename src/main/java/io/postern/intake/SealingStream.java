package io.postern.intake;

import io.postern.mime.HeaderSection;
import io.postern.mime.PartScanner;
import io.postern.mime.PartTree;
import io.postern.seal.DataKey;
import io.postern.store.ContentStore;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Where a message flows in: scanned for its parts, sealed, and written to the content store, in one
 * pass and bounded memory. Belongs to one thread. Closing without {@link #finish} leaves nothing.
 */
final class SealingStream extends OutputStream {
  private final ContentStore.Writer writer;
  private final OutputStream sealing;
  private final PartScanner scanner;
  private long size;

  /**
   * Begins with the header section, which is written too.
   *
   * @param contentId binds the content to its message
   */
  SealingStream(ContentStore store, DataKey key, String contentId, HeaderSection header)
      throws IOException {
    writer = store.create();
    try {
      sealing = key.sealing(writer, contentId);
      byte[] top = header.toBytes();
      sealing.write(top);
      size = top.length;
      scanner = new PartScanner(header, size);
    } catch (IOException | RuntimeException failed) {
      writer.close();
      throw failed;
    }
  }

  /** What was sealed. */
  record Sealed(ContentStore.ContentRef ref, long size, PartTree parts) {}

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    scanner.accept(octets, offset, length);
    sealing.write(octets, offset, length);
    size += length;
  }

  long size() {
    return size;
  }

  /** Makes it durable. */
  Sealed finish() throws IOException {
    sealing.close();
    return new Sealed(writer.finish(), size, scanner.finish());
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
