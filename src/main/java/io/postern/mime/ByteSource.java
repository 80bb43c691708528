package io.postern.mime;

import java.io.IOException;
import java.io.InputStream;

/** A stored message that can be read from anywhere. */
@FunctionalInterface
public interface ByteSource {

  /** The octets from {@code start} up to but not with {@code end}. The caller closes the stream. */
  InputStream from(long start, long end) throws IOException;
}
