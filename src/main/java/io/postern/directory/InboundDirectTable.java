package io.postern.directory;

import io.postern.policy.RequirementText;
import io.postern.smtp.Domain;
import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Rows of organisations' own mail servers. */
final class InboundDirectTable {
  private InboundDirectTable() {}

  static Optional<InboundDirect> of(Tx tx, long organisation) {
    return tx.one(
        "SELECT * FROM inbound_direct WHERE organisation = ?",
        InboundDirectTable::row,
        organisation);
  }

  static void put(Tx tx, InboundDirect server, Instant now) {
    tx.update(
        """
        INSERT INTO inbound_direct (organisation, host, port, requirement, active, changed_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (organisation) DO UPDATE SET host = excluded.host, port = excluded.port,
            requirement = excluded.requirement, active = excluded.active,
            changed_at = excluded.changed_at
        """,
        server.organisation(),
        server.host().ascii(),
        server.port(),
        RequirementText.encode(server.requirement()),
        server.active(),
        now);
  }

  private static InboundDirect row(ResultSet row) throws SQLException {
    return new InboundDirect(
        row.getLong("organisation"),
        new Domain(row.getString("host")),
        row.getInt("port"),
        RequirementText.decode(row.getString("requirement")),
        row.getInt("active") == 1);
  }
}
