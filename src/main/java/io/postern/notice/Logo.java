package io.postern.notice;

/**
 * An organisation's logo as mails carry it: an opaque PNG on white, made at twice its size, so that
 * it survives forced dark modes (VISUAL 7).
 *
 * @param width shown width in CSS pixels, at most 208
 * @param height shown height in CSS pixels, at most 52
 */
@SuppressWarnings("ArrayRecordComponent") // a picture: nobody compares two
public record Logo(byte[] png, int width, int height) {
  private static final byte[] MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  public Logo {
    if (width < 1 || width > 208 || height < 1 || height > 52) {
      throw new IllegalArgumentException("a logo is shown at most 208 by 52");
    }
    if (png.length < MAGIC.length
        || !java.util.Arrays.equals(png, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IllegalArgumentException("a logo for mails is a PNG");
    }
  }
}
