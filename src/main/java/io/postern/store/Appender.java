package io.postern.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that appends to the log: whatever waits is written in one go and forced once. It
 * is a platform thread that nobody interrupts, because an interrupt would close the file under all.
 *
 * <p>A write that fails is cut off again. After a failed force nobody knows what is on the disk
 * (and a second force may lie): the file is left as it is and a new one begun; what was written
 * there is named by nobody and swept.
 */
final class Appender {
  private static final Logger log = LoggerFactory.getLogger(Appender.class);
  private static final int BATCH = 256;
  private static final long BATCH_OCTETS = 8L << 20;

  private final Segments segments;
  private final InstantSource clock;
  private final long segmentSize;
  private final LinkedBlockingQueue<Append> waiting = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean healthy = true;
  private volatile long failedAt;

  // Of the appending thread alone.
  private @Nullable Segment segment;
  private @Nullable FileChannel channel;
  private long end;

  /** Where new segments come from. */
  interface Segments {
    Segment begin() throws IOException;

    /**
     * @param certain whether what stands in it is what was acknowledged
     */
    void ended(Segment segment, boolean certain) throws IOException;
  }

  Appender(Segments segments, InstantSource clock, long segmentSize) {
    this.segments = segments;
    this.clock = clock;
    this.segmentSize = segmentSize;
    this.thread = Thread.ofPlatform().daemon().name("content-log").start(this::loop);
  }

  /** Appends a content and returns once it is durable. */
  ContentStore.ContentRef append(List<ByteBuffer> content, int length, int checksum)
      throws IOException {
    Append append =
        new Append(content, length, checksum, clock.millis(), new CompletableFuture<>());
    waiting.add(append);
    if (closed && waiting.remove(append)) {
      throw new IOException("the content log is closed");
    }
    try {
      return append.durable().join();
    } catch (CompletionException e) {
      throw new IOException("the content log could not take it", e.getCause());
    }
  }

  /** False from a failure until an append works again, or some seconds have passed. */
  boolean healthy() {
    return healthy || System.nanoTime() - failedAt > 5_000_000_000L;
  }

  private void loop() {
    try {
      while (true) {
        Append first = waiting.take();
        if (first == Append.LAST) {
          return;
        }
        List<Append> batch = new ArrayList<>();
        long octets = 0;
        boolean last = false;
        for (Append next = first; next != null; next = waiting.poll()) {
          if (next == Append.LAST) {
            last = true;
            break;
          }
          batch.add(next);
          octets += next.length();
          if (batch.size() == BATCH || octets > BATCH_OCTETS) {
            break;
          }
        }
        write(batch);
        if (last) {
          return;
        }
      }
    } catch (InterruptedException nobodyDoesThis) {
      log.error("the content log's thread was interrupted and stops");
    } finally {
      closed = true;
      leave(true);
      for (Append left = waiting.poll(); left != null; left = waiting.poll()) {
        left.durable().completeExceptionally(new IOException("the content log is closed"));
      }
    }
  }

  private void write(List<Append> batch) {
    List<ContentStore.ContentRef> refs = new ArrayList<>(batch.size());
    try {
      Segment into = current();
      FileChannel file = open();
      List<ByteBuffer> bytes = new ArrayList<>();
      long at = end;
      for (Append one : batch) {
        RecordHeader header = new RecordHeader(one.length(), one.millis(), one.checksum(), true);
        bytes.add(header.bytes(into.id(), at));
        bytes.addAll(one.content());
        bytes.add(ByteBuffer.allocate((int) (header.span() - RecordHeader.SIZE - one.length())));
        refs.add(new ContentStore.ContentRef("s:" + into.id() + ":" + at, one.length()));
        at += header.span();
      }
      put(file, bytes);
      force(file);
      end = at;
      for (int i = 0; i < batch.size(); i++) {
        into.added();
      }
      healthy = true;
    } catch (IOException | RuntimeException | Error e) {
      if (!(e instanceof IOException)) {
        leave(false);
      }
      failed(e);
      for (Append one : batch) {
        one.durable().completeExceptionally(e);
      }
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).durable().complete(refs.get(i));
    }
  }

  private void put(FileChannel file, List<ByteBuffer> bytes) throws IOException {
    try {
      file.position(end);
      ByteBuffer[] all = bytes.toArray(ByteBuffer[]::new);
      int from = 0;
      while (from < all.length) {
        file.write(all, from, all.length - from);
        while (from < all.length && !all[from].hasRemaining()) {
          from++;
        }
      }
    } catch (IOException e) {
      cutOff(file, e);
      throw e;
    }
  }

  private void cutOff(FileChannel file, IOException e) {
    try {
      file.truncate(end);
    } catch (IOException worse) {
      e.addSuppressed(worse);
      leave(false);
    }
  }

  private void force(FileChannel file) throws IOException {
    try {
      file.force(false);
    } catch (IOException e) {
      leave(false);
      throw e;
    }
  }

  private void failed(Throwable e) {
    failedAt = System.nanoTime();
    if (healthy) {
      healthy = false;
      log.error("the content log takes nothing: {}", e.getMessage());
    }
  }

  private Segment current() throws IOException {
    if (segment != null && end >= segmentSize) {
      leave(true);
    }
    if (segment == null) {
      Segment begun = segments.begin();
      channel = FileChannel.open(begun.file(), StandardOpenOption.WRITE);
      segment = begun;
      end = 0;
    }
    return segment;
  }

  private FileChannel open() {
    if (channel == null) {
      throw new IllegalStateException("no segment is open");
    }
    return channel;
  }

  /** Nothing more goes into this segment. */
  private void leave(boolean certain) {
    Segment left = segment;
    FileChannel open = channel;
    segment = null;
    channel = null;
    try {
      if (open != null) {
        open.close();
      }
      if (left != null) {
        segments.ended(left, certain);
      }
    } catch (IOException e) {
      log.warn("a segment could not be tidied: {}", e.getMessage());
    }
  }

  void close() {
    closed = true;
    waiting.add(Append.LAST);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A content that waits to be appended. */
  private record Append(
      List<ByteBuffer> content,
      int length,
      int checksum,
      long millis,
      CompletableFuture<ContentStore.ContentRef> durable) {
    static final Append LAST = new Append(List.of(), 0, 0, 0, new CompletableFuture<>());
  }
}
