package io.postern.listener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our certificate and key, read again when their files change (SPEC 1.1). Sessions keep what they
 * shook hands with. Files that do not fit together (one of two is written first) are tried again
 * when they change once more; until then the old ones serve. Thread-safe.
 *
 * @param <C> what an engine makes of them
 */
final class TlsIdentity<C> {
  private static final Logger log = LoggerFactory.getLogger(TlsIdentity.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final TlsFiles files;
  private final InstantSource clock;
  private List<Stamp> seen;
  private Instant nextLook;
  private final Maker<C> maker;
  private C context;

  /** Makes a context of a key and its certificates. */
  @FunctionalInterface
  interface Maker<C> {
    C of(KeyEntry entry) throws IOException, GeneralSecurityException;
  }

  /** By which a changed file is known. */
  private record Stamp(FileTime modified, long size) {}

  /**
   * @throws IOException when the files cannot be used; the message says which and why
   */
  TlsIdentity(TlsFiles files, InstantSource clock, Maker<C> maker) throws IOException {
    this.files = files;
    this.clock = clock;
    this.maker = maker;
    this.seen = look();
    this.nextLook = clock.instant().plus(LOOK_EVERY);
    try {
      this.context = maker.of(KeyEntry.read(files));
    } catch (GeneralSecurityException e) {
      throw new IOException("certificate " + files.files() + ": " + e.getMessage(), e);
    }
  }

  /** What to shake hands with now. */
  synchronized C current() {
    Instant now = clock.instant();
    if (!now.isBefore(nextLook)) {
      nextLook = now.plus(LOOK_EVERY);
      readAgainIfChanged();
    }
    return context;
  }

  private void readAgainIfChanged() {
    try {
      List<Stamp> stamps = look();
      if (!stamps.equals(seen)) {
        seen = stamps;
        context = maker.of(KeyEntry.read(files));
        log.info("certificate read again files={}", files.files());
      }
    } catch (IOException | GeneralSecurityException e) {
      log.warn("certificate cannot be read again, the old one serves files={}", files.files(), e);
    }
  }

  private List<Stamp> look() throws IOException {
    List<Stamp> stamps = new ArrayList<>();
    for (Path file : files.files()) {
      stamps.add(new Stamp(Files.getLastModifiedTime(file), Files.size(file)));
    }
    return stamps;
  }
}
