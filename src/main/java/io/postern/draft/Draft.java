package io.postern.draft;

import io.postern.seal.DataKey;
import io.postern.store.ContentStore;
import io.postern.store.ContentStore.ContentRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One writer's open draft. Nothing is stored before the first {@link #save} or {@link #begin}.
 * Holds its key: belongs to one request, which closes it.
 */
public final class Draft implements AutoCloseable {

  /** Of one draft. */
  static final int MOST_FILES = 50;

  /** Of one file: a line that breaks every few seconds still brings 5 GB over. */
  private static final int MOST_PIECES = 20_000;

  /** A broken piece below this is not worth a record: the little that came is sent again. */
  private static final int LEAST_PIECE = 32 * 1024;

  private final Drafts.Ground ground;
  private final Writer writer;
  private final Lid lid;
  private DraftRows.@Nullable Row row;
  private @Nullable DataKey key;

  Draft(
      Drafts.Ground ground,
      Writer writer,
      Lid lid,
      DraftRows.@Nullable Row row,
      @Nullable DataKey key) {
    this.ground = ground;
    this.writer = writer;
    this.lid = lid;
    this.row = row;
    this.key = key;
  }

  /** A draft that stands in the store. */
  private record Standing(DraftRows.Row row, DataKey key) {}

  private Optional<Standing> standing() {
    DraftRows.Row stored = row;
    DataKey opened = key;
    return stored == null || opened == null
        ? Optional.empty()
        : Optional.of(new Standing(stored, opened));
  }

  // ── the words ──

  /** What was written so far. */
  public Words words() {
    return standing()
        .map(d -> Words.decode(d.key.openCard(d.row.words(), wordsContext(d.row.publicId()))))
        .orElse(Words.NONE);
  }

  /** When it was last saved; empty when nothing was. */
  public Optional<Instant> savedAt() {
    return standing().map(d -> d.row.touchedAt());
  }

  /** Keeps what was written; durable when it returns. */
  public Instant save(Words words) {
    Standing d = stand();
    Instant now = ground.clock().instant();
    byte[] sealed = d.key.sealCard(words.encode(), wordsContext(d.row.publicId()));
    ground
        .database()
        .write(tx -> {
          DraftRows.save(tx, d.row.key(), sealed, now);
          return true;
        });
    row = new DraftRows.Row(d.row.key(), d.row.publicId(), d.row.lid(), sealed, now);
    return now;
  }

  /** Makes it stand. Two pages that begin at once share the one that came first. */
  private Standing stand() {
    Optional<Standing> already = standing();
    if (already.isPresent()) {
      return already.get();
    }
    String id = freshId(ground.random());
    DataKey fresh = DataKey.fresh(ground.random());
    DraftRows.Row mine =
        new DraftRows.Row(
            ground.database().newKey(),
            id,
            lid.close(fresh, id),
            fresh.sealCard(Words.NONE.encode(), wordsContext(id)),
            ground.clock().instant());
    DraftRows.Row stored =
        ground
            .database()
            .write(tx -> {
              Optional<DraftRows.Row> other = DraftRows.find(tx, writer);
              if (other.isPresent() && opens(other.get())) {
                return other.get();
              }
              other.ifPresent(unreadable -> DraftRows.delete(tx, unreadable.key()));
              DraftRows.insert(tx, mine, writer);
              return mine;
            });
    DataKey opened = fresh;
    if (stored != mine) {
      fresh.close();
      opened = lid.open(stored.lid(), stored.publicId());
    }
    row = stored;
    key = opened;
    return new Standing(stored, opened);
  }

  private boolean opens(DraftRows.Row other) {
    try (DataKey theirs = lid.open(other.lid(), other.publicId())) {
      return true;
    } catch (io.postern.seal.BrokenSeal unreadable) {
      return false;
    }
  }

  // ── the files ──

  /** Its files, in the order they were chosen. */
  public List<DraftFile> files() {
    return standing()
        .map(d ->
            ground.database().read(tx -> DraftRows.files(tx, d.row.key())).stream()
                .map(file -> shown(d, file))
                .toList())
        .orElse(List.of());
  }

  private static DraftFile shown(Standing d, DraftRows.File file) {
    return new DraftFile(
        file.publicId(),
        DraftFile.About.decode(d.key.openCard(file.about(), aboutContext(file.publicId()))),
        file.size(),
        file.received());
  }

  /**
   * Announces a file. One that is here in part and is the same by name, size and date goes on.
   *
   * @param size octets, at least 0
   */
  public Begun begin(DraftFile.About about, long size) {
    Standing d = stand();
    List<DraftFile> files = files();
    Optional<DraftFile> same =
        files.stream().filter(f -> f.size() == size && f.about().equals(about)).findFirst();
    if (same.isPresent()) {
      return new Begun.Ready(same.get());
    }
    if (files.size() >= MOST_FILES) {
      return new Begun.TooMany(MOST_FILES);
    }
    long others = files.stream().mapToLong(DraftFile::size).sum();
    if (size > ground.mostOctets() - others) {
      return new Begun.TooBig(ground.mostOctets());
    }
    String id = freshId(ground.random());
    byte[] sealed = d.key.sealCard(about.encode(), aboutContext(id));
    Instant now = ground.clock().instant();
    ground
        .database()
        .write(tx -> {
          DraftRows.insertFile(
              tx,
              d.row.key(),
              new DraftRows.File(ground.database().newKey(), id, sealed, size, 0, 0),
              now);
          DraftRows.touch(tx, d.row.key(), now);
          return true;
        });
    return new Begun.Ready(new DraftFile(id, about, size, 0));
  }

  /** A file of this draft. */
  public Optional<DraftFile> file(String id) {
    return files().stream().filter(file -> file.id().equals(id)).findFirst();
  }

  /**
   * Takes a piece: all of {@code in}, sealed while it streams. What came before {@code in} broke is
   * kept and counted.
   *
   * @param offset where the piece begins, which must be where the file ends so far
   * @throws IOException what {@code in} threw, after keeping what came; or the store's
   */
  public Appended append(String id, long offset, InputStream in) throws IOException {
    Optional<Standing> standing = standing();
    Optional<DraftRows.File> found =
        standing.flatMap(d -> ground.database().read(tx -> DraftRows.file(tx, d.row.key(), id)));
    if (standing.isEmpty() || found.isEmpty()) {
      return new Appended.Unknown();
    }
    Standing d = standing.get();
    DraftRows.File file = found.get();
    if (file.received() != offset) {
      return new Appended.NotThere(file.received());
    }
    if (file.pieces() >= MOST_PIECES) {
      return new Appended.TooMuch();
    }
    Taken taken;
    try (ContentStore.Writer content = ground.contents().create()) {
      taken = take(d.key, id, offset, file.size() - offset, in, content);
      if (taken.tooMuch) {
        return new Appended.TooMuch();
      }
      boolean worthIt = taken.broken == null || taken.length >= LEAST_PIECE;
      if (taken.length > 0 && worthIt) {
        ContentRef ref = content.finish();
        if (!counted(d, file, offset, taken.length, ref)) {
          ground.contents().delete(ref);
          return new Appended.NotThere(received(d, id));
        }
      }
    }
    if (taken.broken != null) {
      throw taken.broken;
    }
    return new Appended.Until(offset + taken.length);
  }

  /** What came of one piece. */
  private record Taken(long length, boolean tooMuch, @Nullable IOException broken) {}

  private static Taken take(
      DataKey key, String id, long offset, long room, InputStream in, ContentStore.Writer content)
      throws IOException {
    long length = 0;
    IOException broken = null;
    try (var sealing = key.sealing(content, pieceContext(id, offset))) {
      byte[] block = new byte[64 * 1024];
      while (broken == null) {
        int read;
        try {
          read = in.read(block);
        } catch (IOException gone) {
          broken = gone;
          continue;
        }
        if (read < 0) {
          break;
        }
        if (read > room - length) {
          return new Taken(length, true, null);
        }
        sealing.write(block, 0, read);
        length += read;
      }
    }
    return new Taken(length, false, broken);
  }

  /** Names the piece, unless another one came first. */
  private boolean counted(
      Standing d, DraftRows.File file, long offset, long length, ContentRef ref) {
    Instant now = ground.clock().instant();
    return ground
        .database()
        .write(tx -> {
          Optional<DraftRows.File> still = DraftRows.file(tx, d.row.key(), file.publicId());
          if (still.isEmpty() || still.get().received() != offset) {
            return false;
          }
          DraftRows.insertPiece(tx, file.key(), offset, length, ref, now);
          DraftRows.touch(tx, d.row.key(), now);
          return true;
        });
  }

  private long received(Standing d, String id) {
    return ground
        .database()
        .read(tx -> DraftRows.file(tx, d.row.key(), id))
        .map(DraftRows.File::received)
        .orElse(0L);
  }

  /** Reads a whole file from its first octet; memory does not grow with it. */
  public InputStream open(DraftFile file) {
    Standing d = standing().orElseThrow(() -> new IllegalStateException("no draft"));
    List<DraftRows.Piece> pieces =
        ground
            .database()
            .read(tx ->
                DraftRows.file(tx, d.row.key(), file.id())
                    .map(found -> DraftRows.pieces(tx, found.key()))
                    .orElse(List.of()));
    return new Pieces(
        pieces.iterator(),
        piece ->
            Channels.newInputStream(
                d.key.opening(
                    ground.contents().open(piece.ref()), pieceContext(file.id(), piece.start()))));
  }

  /** Throws a file away, whole or not; an unknown one is no error. */
  public void remove(String id) throws IOException {
    Optional<Standing> standing = standing();
    if (standing.isEmpty()) {
      return;
    }
    long draft = standing.get().row.key();
    delete(
        ground
            .database()
            .write(tx ->
                DraftRows.file(tx, draft, id)
                    .map(file -> DraftRows.deleteFile(tx, file.key()))
                    .orElse(List.of())));
  }

  /** Throws all of it away: it was sent. */
  public void forget() throws IOException {
    Optional<Standing> standing = standing();
    if (standing.isPresent()) {
      long draft = standing.get().row.key();
      delete(ground.database().write(tx -> DraftRows.delete(tx, draft)));
      close();
      row = null;
      key = null;
    }
  }

  private void delete(List<ContentRef> refs) throws IOException {
    for (ContentRef ref : refs) {
      ground.contents().delete(ref);
    }
  }

  @Override
  public void close() {
    DataKey opened = key;
    if (opened != null) {
      opened.close();
    }
  }

  // ── what binds each sealed thing to its place ──

  private static String wordsContext(String draft) {
    return "words of draft " + draft;
  }

  private static String aboutContext(String file) {
    return "draft file " + file;
  }

  private static String pieceContext(String file, long start) {
    return "draft piece " + file + " " + start;
  }

  private static String freshId(SecureRandom random) {
    byte[] bytes = new byte[15];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
