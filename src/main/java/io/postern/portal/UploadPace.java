package io.postern.portal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * An upload may be slow, not endless: at least 4 KiB/s over any five minutes, and four hours in
 * all, as for DATA (SPEC 17). The deadline of a single read is the listener's.
 */
final class UploadPace extends FilterInputStream {
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final long LEAST = WINDOW.toSeconds() * 4096;
  private static final Duration LONGEST = Duration.ofHours(4);

  private final InstantSource clock;
  private final Instant end;
  private Instant windowEnds;
  private long inWindow;

  UploadPace(InputStream in, InstantSource clock) {
    super(in);
    this.clock = clock;
    Instant now = clock.instant();
    this.end = now.plus(LONGEST);
    this.windowEnds = now.plus(WINDOW);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    Instant now = clock.instant();
    inWindow += Math.max(0, read);
    if (now.isAfter(end)) {
      throw new LastResort.PeerGone("the upload took longer than allowed");
    }
    if (now.isAfter(windowEnds)) {
      if (inWindow < LEAST && read >= 0) {
        throw new LastResort.PeerGone("the upload is slower than allowed");
      }
      windowEnds = now.plus(WINDOW);
      inWindow = 0;
    }
    return read;
  }
}
