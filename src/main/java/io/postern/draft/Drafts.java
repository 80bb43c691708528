package io.postern.draft;

import io.postern.seal.BrokenSeal;
import io.postern.store.ContentStore;
import io.postern.store.Database;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/** Opens drafts. Thread-safe; each draft it opens belongs to one request. */
public final class Drafts {
  private final Ground ground;

  /** What drafts stand on. */
  record Ground(
      Database database,
      ContentStore contents,
      long mostOctets,
      InstantSource clock,
      SecureRandom random) {}

  /**
   * @param mostOctets of all files of one draft
   */
  public Drafts(
      Database database,
      ContentStore contents,
      long mostOctets,
      InstantSource clock,
      SecureRandom random) {
    this.ground = new Ground(database, contents, mostOctets, clock, random);
  }

  /** The writer's draft there, begun or not yet. Opening changes nothing. */
  public Draft open(Writer writer, Lid lid) {
    Optional<DraftRows.Row> row = ground.database.read(tx -> DraftRows.find(tx, writer));
    if (row.isEmpty()) {
      return new Draft(ground, writer, lid, null, null);
    }
    try {
      return new Draft(
          ground, writer, lid, row.get(), lid.open(row.get().lid(), row.get().publicId()));
    } catch (BrokenSeal unreadable) {
      // Nobody can read it any more: what is written next begins afresh.
      return new Draft(ground, writer, lid, null, null);
    }
  }
}
