package io.postern.mime;

/**
 * Notes where the parts of a message lie while its octets stream by. Owned by one thread; keeps no
 * body.
 */
public final class PartScanner {

  /**
   * @param top the header section as it is stored
   * @param bodyOffset where the body starts in the stored message: {@link HeaderSection#size} when
   *     nothing stands before it
   */
  public PartScanner(HeaderSection top, long bodyOffset) {}

  /** The next octets of the body, cut anywhere. */
  public void accept(byte[] octets, int offset, int length) {
    throw new UnsupportedOperationException("being built");
  }

  /** The body has ended. Never throws; what cannot be read makes the tree opaque. */
  public PartTree finish() {
    throw new UnsupportedOperationException("being built");
  }
}
