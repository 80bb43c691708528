package io.postern.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Contents that have a file of their own: {@code ab/TIME-RANDOM}, sharded by the random part, with
 * the time it was begun in the name for the sweep.
 */
final class LargeFiles {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{2}/[0-9a-f]{11}-[0-9a-f]{32}");

  private final Path folder;
  private final InstantSource clock;

  /**
   * Names being written (far future) or finished in this run: a transaction may still be about to
   * name them, however long ago they were begun.
   */
  private final Map<String, Instant> young = new ConcurrentHashMap<>();

  LargeFiles(Path folder, InstantSource clock) throws IOException {
    this.folder = folder;
    this.clock = clock;
    OwnerOnly.folder(folder);
    for (int i = 0; i < 256; i++) {
      Path shard = folder.resolve(String.format("%02x", i));
      if (!Files.isDirectory(shard)) {
        Files.createDirectory(shard, OwnerOnly.FOLDER);
      }
    }
    OwnerOnly.force(folder);
  }

  /** A file being written. */
  record Begun(String name, FileChannel channel) {}

  Begun begin() throws IOException {
    String hex = UUID.randomUUID().toString().replace("-", "");
    String shard = hex.substring(0, 2);
    String name = shard + "/" + String.format("%011x", clock.millis()) + "-" + hex;
    young.put(name, Instant.MAX);
    try {
      FileChannel channel =
          FileChannel.open(
              folder.resolve(name),
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              OwnerOnly.FILE);
      return new Begun(name, channel);
    } catch (IOException | RuntimeException e) {
      young.remove(name);
      throw e;
    }
  }

  /** Forces file and folder entry. */
  void finish(Begun begun) throws IOException {
    begun.channel().force(true);
    begun.channel().close();
    OwnerOnly.force(folder.resolve(begun.name().substring(0, 2)));
    young.put(begun.name(), clock.instant());
  }

  void abandon(Begun begun) throws IOException {
    try {
      begun.channel().close();
    } finally {
      Files.deleteIfExists(folder.resolve(begun.name()));
      young.remove(begun.name());
    }
  }

  SeekableByteChannel open(String name, long length) throws IOException {
    FileChannel channel = FileChannel.open(path(name), StandardOpenOption.READ);
    if (channel.size() != length) {
      channel.close();
      throw new IOException("a content does not have the length it had");
    }
    return channel;
  }

  void delete(String name) throws IOException {
    Files.deleteIfExists(path(name));
    young.remove(name);
  }

  private Path path(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new NoSuchFileException("no content there");
    }
    return folder.resolve(name);
  }

  int sweep(Predicate<ContentStore.ContentRef> isNamed, Duration grace) throws IOException {
    Instant before = clock.instant().minus(grace);
    young.values().removeIf(at -> at.isBefore(before));
    Set<String> spared = Set.copyOf(young.keySet());
    int gone = 0;
    try (DirectoryStream<Path> shards = Files.newDirectoryStream(folder)) {
      for (Path shard : shards) {
        gone += sweep(shard, isNamed, before, spared);
      }
    }
    return gone;
  }

  private int sweep(
      Path shard, Predicate<ContentStore.ContentRef> isNamed, Instant before, Set<String> spared)
      throws IOException {
    int gone = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(shard)) {
      for (Path file : files) {
        String name = shard.getFileName() + "/" + file.getFileName();
        if (NAME.matcher(name).matches()
            && begun(name).isBefore(before)
            && !spared.contains(name)
            && !isNamed.test(new ContentStore.ContentRef("f:" + name, Files.size(file)))) {
          delete(name);
          gone++;
        }
      }
    }
    return gone;
  }

  private static Instant begun(String name) {
    return Instant.ofEpochMilli(Long.parseLong(name.substring(3, 14), 16));
  }
}
