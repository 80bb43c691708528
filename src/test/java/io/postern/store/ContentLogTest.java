package io.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.store.ContentStore.ContentRef;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ContentLogTest extends ContentStoreContract {
  private static final long SEGMENT = 1 << 20;

  @TempDir private Path folder;

  @Override
  ContentStore open() throws IOException {
    return ContentLog.open(home(), this::now, SMALL, SEGMENT);
  }

  private Path home() {
    return folder.resolve("contents");
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(home().resolve("log"))) {
      return files.sorted().toList();
    }
  }

  private long large() throws IOException {
    try (Stream<Path> files = Files.walk(home().resolve("files"))) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void keepsSmallContentsTogetherAndLargeOnesApart() throws IOException {
    for (int i = 0; i < 20; i++) {
      put(content(1_000, i));
    }
    put(content(SMALL + 1, 1));
    put(content(SMALL + 1, 2));
    assertThat(segments()).hasSize(1);
    assertThat(large()).isEqualTo(2);
  }

  @Test
  void dropsASegmentWhenNothingInItLives() throws IOException {
    List<ContentRef> first = new ArrayList<>();
    while (segments().size() < 3) {
      first.add(put(content(50_000, first.size())));
    }
    for (ContentRef ref : first.subList(0, 10)) {
      store().delete(ref);
    }
    assertThat(segments()).as("some in it live").hasSize(3);
    for (ContentRef ref : first) {
      store().delete(ref);
    }
    assertThat(segments()).as("only the one that is written to").hasSize(1);
    reopen();
    pass(Duration.ofHours(2));
    store().sweep(ref -> true);
    assertThat(segments()).isEmpty();
  }

  @Test
  void dropsASegmentOfAnEarlierRunWithItsLastContent() throws IOException {
    ContentRef one = put(content(100, 1));
    ContentRef two = put(content(100, 2));
    store().delete(one);
    reopen();
    store().delete(one);
    assertThat(segments()).hasSize(1);
    assertThat(get(two)).isEqualTo(content(100, 2));
    store().delete(two);
    assertThat(segments()).isEmpty();
  }

  @Test
  void overwritesWhatIsDeleted() throws IOException {
    byte[] content = "canary ".repeat(3_000).getBytes(StandardCharsets.US_ASCII);
    ContentRef keep = put(content(100, 1));
    ContentRef gone = put(content);
    assertThat(Files.readString(segments().getFirst(), StandardCharsets.ISO_8859_1))
        .contains("canary");
    store().delete(gone);
    assertThat(Files.readString(segments().getFirst(), StandardCharsets.ISO_8859_1))
        .doesNotContain("canary");
    assertThat(get(keep)).isEqualTo(content(100, 1));
  }

  /** A power cut leaves some prefix of what was being appended; nothing before it is harmed. */
  @Test
  void losesNothingDurableWhenTheEndIsTornAnywhere() throws IOException {
    ContentRef first = put(content(200, 1));
    ContentRef second = put(content(333, 2));
    Path file = segments().getFirst();
    long durable = Files.size(file);
    put(content(150, 3));
    byte[] all = Files.readAllBytes(file);
    store().close();
    for (int end = (int) durable; end < all.length; end++) {
      Files.write(file, java.util.Arrays.copyOf(all, end));
      reopen();
      assertThat(get(first)).isEqualTo(content(200, 1));
      assertThat(get(second)).isEqualTo(content(333, 2));
      ContentRef next = put(content(77, end));
      assertThat(get(next)).isEqualTo(content(77, end));
      store().delete(next);
    }
    pass(Duration.ofHours(2));
    assertThat(store().sweep(ref -> ref.equals(first) || ref.equals(second))).isBetween(0, 1);
    assertThat(get(first)).isEqualTo(content(200, 1));
    store().delete(first);
    store().delete(second);
  }

  /**
   * Blocks of a write may reach the disk in any order: a hole in the middle, and good behind it.
   */
  @Test
  void findsWhatStandsBehindADamagedRecord() throws IOException {
    ContentRef first = put(content(200, 1));
    ContentRef damaged = put(content(333, 2));
    ContentRef last = put(content(444, 3));
    Path file = segments().getFirst();
    store().close();
    long at = Long.parseLong(damaged.text().substring(damaged.text().lastIndexOf(':') + 1));
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(at);
      raw.write(new byte[100]);
    }
    reopen();
    assertThat(get(first)).isEqualTo(content(200, 1));
    assertThat(get(last)).isEqualTo(content(444, 3));
    assertThatThrownBy(() -> get(damaged)).isInstanceOf(IOException.class);
    store().delete(first);
    assertThat(get(last))
        .as("the living one behind the hole is counted")
        .isEqualTo(content(444, 3));
    pass(Duration.ofHours(2));
    assertThat(store().sweep(last::equals)).isZero();
    assertThat(get(last)).isEqualTo(content(444, 3));
  }

  @Test
  void neverTakesARecordForOneOfAnotherPlace() throws IOException {
    put(content(200, 1));
    Path file = segments().getFirst();
    byte[] all = Files.readAllBytes(file);
    // A content whose octets are themselves a segment, aligned as records are.
    ContentRef wicked = put(all);
    store().close();
    Path second = segments().getFirst();
    try (RandomAccessFile raw = new RandomAccessFile(second.toFile(), "rw")) {
      raw.seek(256);
      raw.write(new byte[RecordHeader.SIZE]);
    }
    reopen();
    pass(Duration.ofHours(2));
    List<ContentRef> found = new ArrayList<>();
    store()
        .sweep(ref -> {
          found.add(ref);
          return true;
        });
    assertThat(found).extracting(ContentRef::text).doesNotContain(wicked.text()).hasSize(1);
  }

  @Test
  void sweepsALargeFileThatAKilledProcessLeft() throws IOException {
    ContentStore.Writer writer = store().create();
    writer.write(content(500_000, 1));
    // kill -9: never closed.
    reopen();
    assertThat(large()).isEqualTo(1);
    pass(Duration.ofMinutes(61));
    assertThat(store().sweep(ref -> false)).isEqualTo(1);
    assertThat(large()).isZero();
  }

  @Test
  void letsOnlyOneProcessIn() throws IOException {
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("in use");
  }

  @Test
  void leavesNoHandleOpen() throws IOException {
    List<ContentRef> refs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      refs.add(put(content(i % 10 == 0 ? 200_000 : 40_000, i)));
    }
    for (ContentRef ref : refs) {
      get(ref);
    }
    refs.forEach(
        ref -> assertThatThrownBy(() -> store().open(new ContentRef(ref.text(), 1)).close()));
    for (ContentRef ref : refs.subList(0, 30)) {
      store().delete(ref);
    }
    try (ContentStore.Writer unfinished = store().create()) {
      unfinished.write(content(500_000, 1));
    }
    assertThat(handles()).as("the segment being written and the lock").hasSizeLessThanOrEqualTo(2);
    store().close();
    assertThat(handles()).isEmpty();
  }

  private List<String> handles() throws IOException {
    List<String> ours = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      for (Path one : all.toList()) {
        try {
          String target = Files.readSymbolicLink(one).toString();
          if (target.startsWith(home().toRealPath().toString())) {
            ours.add(target);
          }
        } catch (IOException closedMeanwhile) {
          // The listing's own.
        }
      }
    }
    return ours;
  }

  @Test
  void keepsFoldersAndFilesToTheirOwner() throws IOException {
    put(content(10, 1));
    put(content(500_000, 1));
    try (Stream<Path> all = Files.walk(home())) {
      assertThat(all.toList())
          .allSatisfy(one ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                  .isEqualTo(Files.isDirectory(one) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void refusesWhileItCannotWriteAndGoesOnAfterwards() throws IOException {
    put(content(10, 1));
    // A folder that is gone stands for a disk that is: the next segment cannot be begun.
    reopen();
    Path log = home().resolve("log");
    Path away = home().resolve("away");
    Files.move(log, away);
    assertThatThrownBy(() -> put(content(10, 2))).isInstanceOf(IOException.class);
    assertThat(((ContentLog) store()).healthy()).isFalse();
    Files.move(away, log);
    assertThat(get(put(content(10, 3)))).hasSize(10);
    assertThat(((ContentLog) store()).healthy()).isTrue();
  }
}
