package io.postern.draft;

import io.postern.store.ContentStore.ContentRef;
import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The three tables of drafts; the columns are explained in the migration. */
final class DraftRows {
  private DraftRows() {}

  /** Of table {@code draft}. */
  @SuppressWarnings("ArrayRecordComponent")
  record Row(long key, String publicId, byte[] lid, byte[] words, Instant touchedAt) {}

  /** Of table {@code draft_file}, with how much of it is here. */
  @SuppressWarnings("ArrayRecordComponent")
  record File(long key, String publicId, byte[] about, long size, long received, int pieces) {}

  /** Of table {@code draft_piece}. */
  record Piece(long start, ContentRef ref) {}

  static Optional<Row> find(Tx tx, Writer writer) {
    return writer.copy() != null
        ? tx.one(
            "SELECT key, public_id, lid, words, touched_at FROM draft WHERE copy = ?",
            DraftRows::row,
            writer.copy())
        : tx.one(
            """
            SELECT key, public_id, lid, words, touched_at FROM draft
            WHERE account = ? AND conversation = ?
            """,
            DraftRows::row,
            writer.account(),
            writer.conversation());
  }

  private static Row row(ResultSet r) throws SQLException {
    return new Row(
        r.getLong(1),
        r.getString(2),
        r.getBytes(3),
        r.getBytes(4),
        Instant.ofEpochMilli(r.getLong(5)));
  }

  static void insert(Tx tx, Row row, Writer writer) {
    tx.update(
        """
        INSERT INTO draft
          (key, public_id, conversation, message, copy, account, lid, words, touched_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        row.key,
        row.publicId,
        writer.conversation(),
        writer.message(),
        writer.copy(),
        writer.account(),
        row.lid,
        row.words,
        row.touchedAt);
  }

  static void save(Tx tx, long draft, byte[] words, Instant now) {
    tx.update("UPDATE draft SET words = ?, touched_at = ? WHERE key = ?", words, now, draft);
  }

  static void touch(Tx tx, long draft, Instant now) {
    tx.update("UPDATE draft SET touched_at = ? WHERE key = ?", now, draft);
  }

  static List<File> files(Tx tx, long draft) {
    return tx.list(
        """
        SELECT f.key, f.public_id, f.about, f.size,
          COALESCE((SELECT SUM(p.length) FROM draft_piece p WHERE p.file = f.key), 0),
          (SELECT COUNT(*) FROM draft_piece p WHERE p.file = f.key)
        FROM draft_file f WHERE f.draft = ? ORDER BY f.key
        """,
        r ->
            new File(
                r.getLong(1),
                r.getString(2),
                r.getBytes(3),
                r.getLong(4),
                r.getLong(5),
                r.getInt(6)),
        draft);
  }

  static Optional<File> file(Tx tx, long draft, String publicId) {
    return files(tx, draft).stream().filter(file -> file.publicId.equals(publicId)).findFirst();
  }

  static void insertFile(Tx tx, long draft, File file, Instant now) {
    tx.update(
        """
        INSERT INTO draft_file (key, public_id, draft, about, size, touched_at)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        file.key,
        file.publicId,
        draft,
        file.about,
        file.size,
        now);
  }

  static void insertPiece(Tx tx, long file, long start, long length, ContentRef ref, Instant now) {
    tx.update(
        """
        INSERT INTO draft_piece (file, start, length, content, content_length)
        VALUES (?, ?, ?, ?, ?)
        """,
        file,
        start,
        length,
        ref.text(),
        ref.length());
    tx.update("UPDATE draft_file SET touched_at = ? WHERE key = ?", now, file);
  }

  static List<Piece> pieces(Tx tx, long file) {
    return tx.list(
        "SELECT start, content, content_length FROM draft_piece WHERE file = ? ORDER BY start",
        r -> new Piece(r.getLong(1), new ContentRef(r.getString(2), r.getLong(3))),
        file);
  }

  /** Forgets a file; what its pieces stood in may be deleted afterwards. */
  static List<ContentRef> deleteFile(Tx tx, long file) {
    List<ContentRef> refs = pieces(tx, file).stream().map(Piece::ref).toList();
    tx.update("DELETE FROM draft_piece WHERE file = ?", file);
    tx.update("DELETE FROM draft_file WHERE key = ?", file);
    return refs;
  }

  /** Forgets a draft with its files. */
  static List<ContentRef> delete(Tx tx, long draft) {
    List<ContentRef> refs =
        files(tx, draft).stream().flatMap(file -> deleteFile(tx, file.key).stream()).toList();
    tx.update("DELETE FROM draft WHERE key = ?", draft);
    return refs;
  }
}
