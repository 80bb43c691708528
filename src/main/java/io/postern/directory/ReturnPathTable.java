package io.postern.directory;

import io.postern.smtp.Domain;
import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rows of return-path hosts. */
final class ReturnPathTable {
  private ReturnPathTable() {}

  static Optional<ReturnPathHost> of(Tx tx, Domain domain) {
    return tx.one(
        "SELECT * FROM return_path WHERE domain = ?", ReturnPathTable::row, domain.ascii());
  }

  static List<ReturnPathHost> all(Tx tx) {
    return tx.list("SELECT * FROM return_path ORDER BY domain", ReturnPathTable::row);
  }

  static int put(Tx tx, ReturnPathHost path) {
    return tx.update(
        """
        INSERT INTO return_path (domain, host, state, checked_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (domain) DO UPDATE SET host = excluded.host, state = excluded.state,
          checked_at = excluded.checked_at
        """,
        path.domain().ascii(),
        path.host().ascii(),
        path.state().name(),
        path.checkedAt());
  }

  static int forget(Tx tx, Domain domain) {
    return tx.update("DELETE FROM return_path WHERE domain = ?", domain.ascii());
  }

  private static ReturnPathHost row(ResultSet row) throws SQLException {
    return new ReturnPathHost(
        new Domain(row.getString("domain")),
        new Domain(row.getString("host")),
        ReturnPathHost.State.valueOf(row.getString("state")),
        Instant.ofEpochMilli(row.getLong("checked_at")));
  }
}
