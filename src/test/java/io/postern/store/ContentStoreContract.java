package io.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.store.ContentStore.ContentRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every content store keeps to. Sizes lie around the borders implementations have. */
@Timeout(60)
abstract class ContentStoreContract {
  static final int SMALL = 64 << 10;

  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private ContentStore store;

  /** Opens the same store each time it is called within a test. */
  abstract ContentStore open() throws IOException;

  final Instant now() {
    return now;
  }

  final void pass(Duration time) {
    now = now.plus(time);
  }

  final ContentStore store() {
    return store;
  }

  final void reopen() throws IOException {
    store.close();
    store = open();
  }

  @BeforeEach
  void openIt() throws IOException {
    store = open();
  }

  @AfterEach
  void closeIt() throws IOException {
    store.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 31, 32, 33, 16_383, 16_384, 16_385, SMALL - 1, SMALL, SMALL + 1, 1_000_003})
  void givesBackWhatWasWritten(int size) throws IOException {
    byte[] content = content(size, size);
    ContentRef ref = put(content);
    assertThat(ref.length()).isEqualTo(size);
    assertThat(ref.text()).hasSizeLessThanOrEqualTo(64).matches("[ -~]+");
    assertThat(get(ref)).isEqualTo(content);
    reopen();
    assertThat(get(ref)).isEqualTo(content);
  }

  @Test
  void takesOctetsInAnyPortions() throws IOException {
    byte[] content = content(300_000, 5);
    Random portions = new Random(5);
    try (ContentStore.Writer writer = store.create()) {
      int at = 0;
      while (at < content.length) {
        int n =
            Math.min(
                content.length - at, portions.nextInt(5) == 0 ? 40_000 : 1 + portions.nextInt(900));
        if (n == 1) {
          writer.write(content[at]);
        } else {
          writer.write(content, at, n);
        }
        at += n;
      }
      assertThat(get(writer.finish())).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 500_000})
  void readsFromAnywhere(int size) throws IOException {
    put(content(777, 1));
    byte[] content = content(size, 2);
    ContentRef ref = put(content);
    put(content(777, 3));
    Random random = new Random(4);
    try (SeekableByteChannel channel = store.open(ref)) {
      assertThat(channel.size()).isEqualTo(size);
      for (int i = 0; i < 200; i++) {
        int from = random.nextInt(size);
        int n = Math.min(size - from, 1 + random.nextInt(3_000));
        ByteBuffer into = ByteBuffer.allocate(n);
        channel.position(from);
        while (into.hasRemaining() && channel.read(into) > 0) {
          // until full
        }
        assertThat(into.array()).isEqualTo(java.util.Arrays.copyOfRange(content, from, from + n));
        assertThat(channel.position()).isEqualTo(from + n);
      }
      channel.position(size);
      assertThat(channel.read(ByteBuffer.allocate(10))).isEqualTo(-1);
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
          .isInstanceOf(NonWritableChannelException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 500_000})
  void hasNothingOnceDeleted(int size) throws IOException {
    ContentRef before = put(content(100, 1));
    ContentRef ref = put(content(size, 2));
    ContentRef after = put(content(100, 3));
    store.delete(ref);
    assertThatThrownBy(() -> store.open(ref).close()).isInstanceOf(IOException.class);
    store.delete(ref);
    reopen();
    assertThatThrownBy(() -> store.open(ref).close()).isInstanceOf(IOException.class);
    store.delete(ref);
    assertThat(get(before)).isEqualTo(content(100, 1));
    assertThat(get(after)).isEqualTo(content(100, 3));
  }

  @Test
  void refusesReferencesItNeverGave() {
    for (String text :
        List.of(
            "",
            "s:",
            "f:",
            "f:../../etc/passwd",
            "s:../x:0",
            "s:00000000000-00000000:0",
            "x",
            "f:ab/cd")) {
      assertThatThrownBy(() -> store.open(new ContentRef(text, 1)).close())
          .as(text)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesAReferenceWithAnotherLength() throws IOException {
    for (int size : List.of(5_000, 500_000)) {
      ContentRef ref = put(content(size, 1));
      assertThatThrownBy(() -> store.open(new ContentRef(ref.text(), size - 1)).close())
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 500_000})
  void throwsAwayWhatWasNotFinished(int size) throws IOException {
    ContentStore.Writer writer = store.create();
    writer.write(content(size, 1));
    writer.close();
    assertThatThrownBy(writer::finish).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> writer.write(1)).isInstanceOf(IOException.class);
    pass(Duration.ofHours(2));
    assertThat(store.sweep(ref -> false)).as("nothing left to sweep").isZero();
  }

  @Test
  void finishesOnce() throws IOException {
    try (ContentStore.Writer writer = store.create()) {
      writer.write(1);
      writer.finish();
      assertThatThrownBy(writer::finish).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> writer.write(1)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void sweepsWhatNobodyNamesAfterAnHour() throws IOException {
    for (int size : List.of(5_000, 500_000)) {
      ContentRef named = put(content(size, 1));
      ContentRef orphan = put(content(size, 2));
      pass(Duration.ofMinutes(59));
      assertThat(store.sweep(named::equals)).as("too young").isZero();
      pass(Duration.ofMinutes(2));
      ContentRef fresh = put(content(size, 3));
      assertThat(store.sweep(ref -> ref.equals(named))).isEqualTo(1);
      assertThatThrownBy(() -> store.open(orphan).close()).isInstanceOf(IOException.class);
      assertThat(get(named)).isEqualTo(content(size, 1));
      assertThat(get(fresh)).isEqualTo(content(size, 3));
      store.delete(named);
      store.delete(fresh);
    }
  }

  @Test
  void sweepsOrphansOfAnEarlierRun() throws IOException {
    Set<String> orphans = new HashSet<>();
    for (int size : List.of(10, 5_000, 500_000)) {
      orphans.add(put(content(size, size)).text());
    }
    reopen();
    pass(Duration.ofMinutes(61));
    Set<String> asked = new HashSet<>();
    int gone =
        store.sweep(ref -> {
          asked.add(ref.text());
          return false;
        });
    assertThat(gone).isEqualTo(3);
    assertThat(asked).isEqualTo(orphans);
    assertThat(store.sweep(ref -> false)).isZero();
  }

  @Test
  void neverSweepsWhatIsStillBeingWrittenOrJustFinished() throws IOException {
    try (ContentStore.Writer slow = store.create()) {
      slow.write(content(500_000, 1));
      pass(Duration.ofHours(4));
      assertThat(store.sweep(ref -> false)).isZero();
      slow.write(content(10, 2));
      ContentRef ref = slow.finish();
      assertThat(store.sweep(one -> false)).as("its transaction may be on the way").isZero();
      assertThat(get(ref)).hasSize(500_010);
      pass(Duration.ofMinutes(61));
      assertThat(store.sweep(one -> false)).isEqualTo(1);
    }
  }

  @Test
  void sparesEverythingWhenAskingFails() throws IOException {
    ContentRef ref = put(content(5_000, 1));
    pass(Duration.ofHours(2));
    assertThatThrownBy(() ->
            store.sweep(one -> {
              throw new StoreException("the database is away");
            }))
        .isInstanceOf(StoreException.class);
    assertThat(get(ref)).hasSize(5_000);
  }

  @Test
  void servesTwoHundredWritersAndReaders() throws Exception {
    List<Future<Boolean>> all = new ArrayList<>();
    try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        int me = i;
        all.add(
            virtual.submit(() -> {
              boolean good = true;
              for (int turn = 0; turn < 5; turn++) {
                byte[] content = content(me == 7 ? 400_000 : 10 + 53 * me, me + turn);
                ContentRef ref = put(content);
                good &= java.util.Arrays.equals(content, get(ref));
                if (turn % 2 == 0) {
                  store.delete(ref);
                }
              }
              return good;
            }));
      }
      for (Future<Boolean> one : all) {
        assertThat(one.get(50, TimeUnit.SECONDS)).isTrue();
      }
    }
    pass(Duration.ofHours(2));
    assertThat(store.sweep(ref -> false)).isEqualTo(400);
  }

  @Test
  void isNotHarmedByAReaderThatIsInterrupted() throws Exception {
    ContentRef ref = put(content(5_000, 1));
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(() -> get(ref)).isInstanceOf(IOException.class);
            });
    reader.join();
    assertThat(get(ref)).isEqualTo(content(5_000, 1));
    assertThat(get(put(content(10, 2)))).hasSize(10);
  }

  @Test
  void isNotHarmedByAWriterThatIsInterrupted() throws Exception {
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              Thread.currentThread().interrupt();
              try {
                put(content(100, 1));
                put(content(500_000, 1));
              } catch (IOException interrupted) {
                // Its own content only.
              }
            });
    writer.join();
    assertThat(get(put(content(10, 2)))).hasSize(10);
  }

  @Test
  void refusesContentsOnceClosed() throws IOException {
    ContentStore.Writer begun = store.create();
    begun.write(1);
    store.close();
    assertThatThrownBy(begun::finish).isInstanceOf(IOException.class);
    assertThatThrownBy(store::create).isInstanceOf(IOException.class);
  }

  static byte[] content(int size, int seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  final ContentRef put(byte[] content) throws IOException {
    try (ContentStore.Writer writer = store.create()) {
      writer.write(content);
      return writer.finish();
    }
  }

  final byte[] get(ContentRef ref) throws IOException {
    try (SeekableByteChannel channel = store.open(ref)) {
      ByteBuffer into = ByteBuffer.allocate((int) ref.length() + 1);
      while (channel.read(into) > 0) {
        // until the end
      }
      return java.util.Arrays.copyOf(into.array(), into.position());
    }
  }
}
