package io.postern.seal;

import io.postern.store.OwnerOnly;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hours' queue keys (SPEC 14.2): one file per hour, {@code 2026112315-RANDOM.key}, the private
 * half sealed under a key from the master key. Each exists durably before anything is sealed to it,
 * and is overwritten and deleted when its time is over. Thread-safe.
 */
final class QueueKeys implements AutoCloseable {
  /** SPEC 14.2: 72 h at the latest, counted from the hour's beginning. */
  private static final Duration AT_MOST = Duration.ofHours(72);

  /** A slot made in the hour's last moment has this long to be committed. */
  private static final Duration COMMITTING = Duration.ofMinutes(15);

  private static final Pattern ID = Pattern.compile("\\d{10}-[0-9a-f]{16}");
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("uuuuMMddHH").withZone(ZoneOffset.UTC);
  private static final String SUFFIX = ".key";

  private final Path folder;
  private final byte[] wrap;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<String, Hpke.Pair> known = new HashMap<>();
  private @Nullable String current;
  private boolean closed;

  /**
   * @param wrap seals the files; zeroed on close
   */
  QueueKeys(Path folder, byte[] wrap, InstantSource clock, SecureRandom random) throws IOException {
    this.folder = folder;
    this.wrap = wrap;
    this.clock = clock;
    this.random = random;
    OwnerOnly.folder(folder);
  }

  synchronized KeyService.QueueKey current() {
    refuseClosed();
    String hour = HOUR.format(clock.instant());
    String id = current;
    try {
      if (id == null || !id.startsWith(hour) || !known.containsKey(id)) {
        id = found(hour).orElse(null);
        if (id == null) {
          id = create(hour);
        }
        current = id;
      }
      return new KeyService.QueueKey(id, pair(id).publicKey());
    } catch (IOException e) {
      throw new KeysUnavailable("no queue key for this hour", e);
    }
  }

  private Optional<String> found(String hour) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, hour + "-*" + SUFFIX)) {
      for (Path file : files) {
        Optional<String> id = id(file);
        if (id.isPresent()) {
          return id;
        }
      }
    }
    return Optional.empty();
  }

  private String create(String hour) throws IOException {
    byte[] mark = new byte[8];
    random.nextBytes(mark);
    String id = hour + "-" + HexFormat.of().formatHex(mark);
    Hpke.Pair pair = Hpke.pair(random);
    byte[] secret = pair.reveal();
    try {
      OwnerOnly.write(file(id), Gcm.seal(wrap, secret, Bytes.framed("queue key", id)));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    known.put(id, pair);
    return id;
  }

  /** The pair of an hour, while it stands. */
  synchronized Hpke.Pair open(String id) throws KeyGone {
    refuseClosed();
    if (!ID.matcher(id).matches() || !clock.instant().isBefore(begun(id).plus(AT_MOST))) {
      throw new KeyGone(ID.matcher(id).matches() ? id : "(none)");
    }
    try {
      return pair(id);
    } catch (NoSuchFileException gone) {
      throw new KeyGone(id);
    } catch (IOException e) {
      throw new KeysUnavailable("queue key " + id + " cannot be read", e);
    }
  }

  Instant made(String id) throws KeyGone {
    open(id);
    return begun(id);
  }

  private Hpke.Pair pair(String id) throws IOException {
    Hpke.Pair pair = known.get(id);
    if (pair == null) {
      byte[] secret =
          Gcm.open(wrap, Files.readAllBytes(file(id)), Bytes.framed("queue key", id))
              .orElseThrow(() -> new BrokenSeal("queue key file does not open"));
      pair = Hpke.pair(secret);
      known.put(id, pair);
    }
    return pair;
  }

  int destroy(Predicate<String> stillNeeded) {
    int gone = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        Optional<String> id = id(file);
        // The question goes to the database: never asked while others wait for a key.
        if (id.isPresent() && isOver(id.get(), stillNeeded)) {
          destroy(id.get());
          gone++;
        }
      }
      return gone;
    } catch (IOException e) {
      throw new KeysUnavailable("queue keys could not be destroyed", e);
    }
  }

  private boolean isOver(String id, Predicate<String> stillNeeded) {
    Instant now = clock.instant();
    Instant begun = begun(id);
    if (!now.isBefore(begun.plus(AT_MOST))) {
      return true;
    }
    boolean ended = now.isAfter(begun.plus(1, ChronoUnit.HOURS).plus(COMMITTING));
    return ended && !stillNeeded.test(id);
  }

  private synchronized void destroy(String id) throws IOException {
    OwnerOnly.destroy(file(id));
    Hpke.Pair pair = known.remove(id);
    if (pair != null) {
      pair.wipe();
    }
  }

  private Path file(String id) {
    return folder.resolve(id + SUFFIX);
  }

  private static Optional<String> id(Path file) {
    String name = String.valueOf(file.getFileName());
    String id = name.substring(0, Math.max(0, name.length() - SUFFIX.length()));
    return ID.matcher(id).matches() ? Optional.of(id) : Optional.empty();
  }

  private static Instant begun(String id) {
    return LocalDateTime.parse(
            id.substring(0, 10) + "00", DateTimeFormatter.ofPattern("uuuuMMddHHmm"))
        .toInstant(ZoneOffset.UTC);
  }

  /** A zeroed key would still seal. */
  private void refuseClosed() {
    if (closed) {
      throw new IllegalStateException("the key service is closed");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    known.values().forEach(Hpke.Pair::wipe);
    known.clear();
    Arrays.fill(wrap, (byte) 0);
  }
}
