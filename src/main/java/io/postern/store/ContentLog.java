package io.postern.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Contents in a folder (SPEC 1.6, 14.5): small ones as checksummed records in append-only segments
 * that share their {@code fdatasync}, large ones in files of their own.
 *
 * <p>Small contents would spend their time creating files and forcing folders (measured: 1,200/s
 * alone, against 16,000/s appended by 16 writers); large ones would hold up the segment. A deleted
 * record is overwritten; its segment goes when nothing in it lives.
 *
 * <p>What is read is not checked against the checksum: everything here is sealed, and a seal that
 * was touched does not open.
 */
public final class ContentLog implements ContentStore {
  static final String SUFFIX = ".seg";
  static final int SMALL = 128 << 10;
  static final long SEGMENT = 64L << 20;

  /** How long a finished content may wait for the transaction that names it. */
  private static final Duration GRACE = Duration.ofHours(1);

  private static final Pattern PLACE = Pattern.compile("s:([0-9a-f]{11}-[0-9a-f]{8}):(\\d{1,12})");
  private static final Pattern FILE = Pattern.compile("[0-9a-f]{11}-[0-9a-f]{8}\\.seg");

  private final Path folder;
  private final InstantSource clock;
  private final int small;
  private final FileChannel lock;
  private final LargeFiles files;
  private final Map<String, Segment> segments = new ConcurrentHashMap<>();
  private final Appender appender;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ContentLog(
      Path folder, InstantSource clock, int small, long segmentSize, FileChannel lock)
      throws IOException {
    this.folder = folder.resolve("log");
    this.clock = clock;
    this.small = small;
    this.lock = lock;
    OwnerOnly.folder(this.folder);
    this.files = new LargeFiles(folder.resolve("files"), clock);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(this.folder, "*" + SUFFIX)) {
      for (Path file : found) {
        if (FILE.matcher(String.valueOf(file.getFileName())).matches()) {
          Segment segment = Segment.found(file);
          segments.put(segment.id(), segment);
        }
      }
    }
    this.appender = new Appender(new Kept(), clock, segmentSize);
  }

  /**
   * Opens the folder, creating it as needed. One process at a time.
   *
   * @throws IOException when it cannot be opened, or another process has it
   */
  public static ContentLog open(Path folder, InstantSource clock) throws IOException {
    return open(folder, clock, SMALL, SEGMENT);
  }

  static ContentLog open(Path folder, InstantSource clock, int small, long segmentSize)
      throws IOException {
    OwnerOnly.folder(folder);
    FileChannel lock =
        FileChannel.open(
            folder.resolve("lock"),
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            OwnerOnly.FILE);
    try {
      if (!taken(lock)) {
        throw new IOException(folder + " is in use by another process");
      }
      return new ContentLog(folder, clock, small, segmentSize, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static boolean taken(FileChannel file) throws IOException {
    try {
      @Nullable FileLock held = file.tryLock();
      return held != null;
    } catch (OverlappingFileLockException here) {
      return false;
    }
  }

  @Override
  public Writer create() throws IOException {
    if (closed.get()) {
      throw new IOException("the content log is closed");
    }
    return new ContentWriter(appender, files, small);
  }

  @Override
  public SeekableByteChannel open(ContentRef ref) throws IOException {
    if (ref.text().startsWith("f:")) {
      return files.open(ref.text().substring(2), ref.length());
    }
    Matcher place = place(ref);
    Segment segment = segments.get(place.group(1));
    if (segment == null) {
      throw new NoSuchFileException("no content there");
    }
    return segment.open(Long.parseLong(place.group(2)), ref.length());
  }

  @Override
  public void delete(ContentRef ref) throws IOException {
    if (ref.text().startsWith("f:")) {
      files.delete(ref.text().substring(2));
      return;
    }
    Matcher place = place(ref);
    Segment segment = segments.get(place.group(1));
    if (segment != null && segment.kill(Long.parseLong(place.group(2)))) {
      segments.remove(segment.id());
    }
  }

  private static Matcher place(ContentRef ref) throws IOException {
    Matcher place = PLACE.matcher(ref.text());
    if (!place.matches()) {
      throw new NoSuchFileException("no content there");
    }
    return place;
  }

  @Override
  public int sweep(Predicate<ContentRef> isNamed) throws IOException {
    long before = clock.millis() - GRACE.toMillis();
    int gone = files.sweep(isNamed, GRACE);
    for (Segment segment : segments.values()) {
      for (Segment.Placed one : segment.records()) {
        RecordHeader header = one.header();
        if (header.live() && header.millis() < before) {
          ContentRef ref =
              new ContentRef("s:" + segment.id() + ":" + one.offset(), header.length());
          if (!isNamed.test(ref)) {
            delete(ref);
            gone++;
          }
        }
      }
      if (segment.tidy()) {
        segments.remove(segment.id());
      }
    }
    return gone;
  }

  /** False from a failed write until one works again, or some seconds have passed. */
  public boolean healthy() {
    return appender.healthy();
  }

  /** Octets that the folder's file system can still take from us. */
  public long freeSpace() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Ends when what waits is written. */
  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      appender.close();
      lock.close();
    }
  }

  /** The appender's view of the segments. */
  private final class Kept implements Appender.Segments {
    /** Never a name that was there before: a reference is never given twice. */
    @Override
    public Segment begin() throws IOException {
      String id =
          String.format("%011x-%s", clock.millis(), UUID.randomUUID().toString().substring(0, 8));
      Path file = folder.resolve(id + SUFFIX);
      Files.createFile(file, OwnerOnly.FILE);
      OwnerOnly.force(folder);
      Segment segment = Segment.begun(file);
      segments.put(id, segment);
      return segment;
    }

    @Override
    public void ended(Segment segment, boolean certain) throws IOException {
      if (segment.closed(certain)) {
        segments.remove(segment.id());
      }
    }
  }
}
