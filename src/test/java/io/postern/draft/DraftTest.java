package io.postern.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.seal.DataKey;
import io.postern.store.ContentLog;
import io.postern.store.SqliteDatabase;
import io.postern.store.StoreSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SPEC 8.6: what is written is there again, for its writer alone; files go on where they stopped.
 */
class DraftTest {
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final Writer GUEST = new Writer(1, 2, 3L, null);
  private static final DraftFile.About SCAN =
      new DraftFile.About("scan.pdf", "application/pdf", NOW.minusSeconds(60));

  @TempDir Path folder;
  private final SecureRandom random = new SecureRandom();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private SqliteDatabase database;
  private ContentLog contents;
  private Drafts drafts;

  @BeforeEach
  void open() throws IOException {
    database = SqliteDatabase.open(folder.resolve("postern.db"), StoreSettings.defaults());
    contents = ContentLog.open(folder.resolve("contents"), now::get);
    drafts = new Drafts(database, contents, 1_000_000, now::get, random);
  }

  @AfterEach
  void close() throws IOException {
    contents.close();
    database.close();
  }

  /** Keeps the draft's key under 32 octets, as link and message key do together. */
  private static Lid lid(int secret) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) secret);
    return new Lid() {
      @Override
      public byte[] close(DataKey draft, String id) {
        return draft.wrapUnder(bytes, id);
      }

      @Override
      public DataKey open(byte[] closed, String id) {
        return DataKey.unwrap(bytes, closed, id);
      }
    };
  }

  private static DraftFile begun(Draft draft, long size) {
    return ((Begun.Ready) draft.begin(SCAN, size)).file();
  }

  private static byte[] octets(int length) {
    byte[] octets = new byte[length];
    new Random(length).nextBytes(octets);
    return octets;
  }

  private static InputStream of(byte[] octets, int from, int to) {
    return new ByteArrayInputStream(octets, from, to - from);
  }

  /** Gives these octets, then breaks as a line does. */
  private static InputStream breaking(InputStream first) {
    return new SequenceInputStream(
        first,
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the line is gone");
          }
        });
  }

  @Test
  void wordsAreThereAgainWithTheirFormatting() {
    Words words = new Words("Dear doctor –", "<p>Dear <b>doctor</b> –</p>", true);
    try (Draft draft = drafts.open(GUEST, lid(1))) {
      assertThat(draft.words()).isEqualTo(Words.NONE);
      assertThat(draft.savedAt()).isEmpty();
      draft.save(words);
    }
    try (Draft again = drafts.open(GUEST, lid(1))) {
      assertThat(again.words()).isEqualTo(words);
      assertThat(again.savedAt()).contains(NOW);
    }
  }

  @Test
  void neitherWordsNorFilesNorTheirNamesStandInTheFolder() throws IOException {
    byte[] file = "canary-in-file ".repeat(9000).getBytes(StandardCharsets.UTF_8);
    try (Draft draft = drafts.open(GUEST, lid(1))) {
      draft.save(new Words("canary-in-words", "<b>canary-in-rich</b>", false));
      DraftFile.About named = new DraftFile.About("canary-name.pdf", "text/canary", NOW);
      DraftFile begun = ((Begun.Ready) draft.begin(named, file.length)).file();
      draft.append(begun.id(), 0, of(file, 0, file.length));
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1))
            .as(one.toString())
            .doesNotContain("canary");
      }
    }
  }

  @Test
  void anotherSecretReadsNothingAndBeginsAfresh() {
    try (Draft draft = drafts.open(GUEST, lid(1))) {
      draft.save(new Words("mine", "", false));
    }
    try (Draft other = drafts.open(GUEST, lid(2))) {
      assertThat(other.words()).isEqualTo(Words.NONE);
      other.save(new Words("theirs", "", false));
    }
    try (Draft other = drafts.open(GUEST, lid(2))) {
      assertThat(other.words().text()).isEqualTo("theirs");
    }
  }

  @Test
  void aFileComesInPiecesAndIsReadAsOne() throws IOException {
    byte[] file = octets(700_000);
    try (Draft draft = drafts.open(GUEST, lid(1))) {
      String id = begun(draft, file.length).id();
      assertThat(draft.append(id, 0, of(file, 0, 300_000))).isEqualTo(new Appended.Until(300_000));
    }
    try (Draft later = drafts.open(GUEST, lid(1))) {
      DraftFile half = later.files().getFirst();
      assertThat(half.received()).isEqualTo(300_000);
      assertThat(half.whole()).isFalse();
      later.append(half.id(), 300_000, of(file, 300_000, file.length));
      DraftFile whole = later.file(half.id()).orElseThrow();
      assertThat(whole.whole()).isTrue();
      try (InputStream in = later.open(whole)) {
        assertThat(in.readAllBytes()).isEqualTo(file);
      }
    }
  }

  @Test
  void whatCameBeforeTheLineBrokeIsKeptAndTheFileGoesOnBehindIt() throws IOException {
    byte[] file = octets(500_000);
    try (Draft draft = drafts.open(GUEST, lid(1))) {
      String id = begun(draft, file.length).id();
      assertThatThrownBy(() -> draft.append(id, 0, breaking(of(file, 0, 200_000))))
          .hasMessage("the line is gone");
      // The same file, chosen again, goes on.
      DraftFile again = begun(draft, file.length);
      assertThat(again.id()).isEqualTo(id);
      assertThat(again.received()).isEqualTo(200_000);
      draft.append(id, 200_000, of(file, 200_000, file.length));
      try (InputStream in = draft.open(draft.file(id).orElseThrow())) {
        assertThat(in.readAllBytes()).isEqualTo(file);
      }
    }
  }

  @Test
  void aPieceThatDoesNotContinueTheFileIsNotTaken() throws IOException {
    byte[] file = octets(100_000);
    try (Draft draft = drafts.open(GUEST, lid(1))) {
      String id = begun(draft, file.length).id();
      draft.append(id, 0, of(file, 0, 50_000));

      assertThat(draft.append(id, 0, of(file, 0, 50_000))).isEqualTo(new Appended.NotThere(50_000));
      assertThat(draft.append(id, 60_000, of(file, 60_000, 100_000)))
          .isEqualTo(new Appended.NotThere(50_000));
      assertThat(draft.append("nowhere", 0, of(file, 0, 1))).isEqualTo(new Appended.Unknown());
      assertThat(draft.append(id, 50_000, of(file, 0, 60_000))).isEqualTo(new Appended.TooMuch());
      assertThat(draft.file(id).orElseThrow().received()).isEqualTo(50_000);
    }
  }

  @Test
  void aDraftHoldsSoManyOctetsAndSoManyFilesAndNoMore() {
    try (Draft draft = drafts.open(GUEST, lid(1))) {
      begun(draft, 900_000);
      DraftFile.About other = new DraftFile.About("other", "", NOW);
      assertThat(draft.begin(other, 100_001)).isEqualTo(new Begun.TooBig(1_000_000));
      for (int files = 1; files < Draft.MOST_FILES; files++) {
        DraftFile.About small = new DraftFile.About("small " + files, "", NOW);
        assertThat(draft.begin(small, 10)).isInstanceOf(Begun.Ready.class);
      }
      assertThat(draft.begin(other, 10)).isEqualTo(new Begun.TooMany(Draft.MOST_FILES));
    }
  }

  @Test
  void whatIsSentOrRemovedLeavesNoContentBehind() throws IOException {
    byte[] file = octets(200_000);
    try (Draft draft = drafts.open(GUEST, lid(1))) {
      draft.save(new Words("soon sent", "", false));
      String removed = begun(draft, file.length).id();
      draft.append(removed, 0, of(file, 0, file.length));
      draft.remove(removed);
      assertThat(draft.files()).isEmpty();
      String sent = begun(draft, file.length).id();
      draft.append(sent, 0, of(file, 0, file.length));
      draft.forget();
      assertThat(draft.words()).isEqualTo(Words.NONE);
    }
    assertThat(rows("draft")).isZero();
    assertThat(rows("draft_file")).isZero();
    assertThat(rows("draft_piece")).isZero();
    now.set(NOW.plus(Duration.ofHours(2)));
    assertThat(contents.sweep(ref -> false)).as("contents left behind").isZero();
  }

  @Test
  void twoPagesThatBeginAtOnceShareOneDraft() {
    try (Draft one = drafts.open(GUEST, lid(1));
        Draft two = drafts.open(GUEST, lid(1))) {
      one.save(new Words("one", "", false));
      two.save(new Words("two", "", false));
    }
    try (Draft draft = drafts.open(GUEST, lid(1))) {
      assertThat(draft.words().text()).isEqualTo("two");
    }
    assertThat(rows("draft")).isEqualTo(1);
  }

  @Test
  void aGuestsAndAnAccountsDraftAreNotEachOthers() {
    Writer account = new Writer(1, 2, null, 3L);
    try (Draft guest = drafts.open(GUEST, lid(1));
        Draft member = drafts.open(account, lid(1))) {
      guest.save(new Words("guest", "", false));
      member.save(new Words("member", "", false));
    }
    try (Draft guest = drafts.open(GUEST, lid(1));
        Draft member = drafts.open(account, lid(1))) {
      assertThat(List.of(guest.words().text(), member.words().text()))
          .containsExactly("guest", "member");
    }
  }

  private int rows(String table) {
    return database
        .read(tx ->
            switch (table) {
              case "draft" -> tx.one("SELECT COUNT(*) FROM draft", r -> r.getInt(1));
              case "draft_file" -> tx.one("SELECT COUNT(*) FROM draft_file", r -> r.getInt(1));
              default -> tx.one("SELECT COUNT(*) FROM draft_piece", r -> r.getInt(1));
            })
        .orElseThrow();
  }
}
