package io.postern.standing;

import io.postern.dkim.Algorithm;
import io.postern.smtp.Domain;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * One DKIM key of a domain, as it is kept. The private half is sealed and stays in the table.
 *
 * @param pair 1 or 2; the RSA and the Ed25519 key of one number go together
 * @param record the TXT record that publishes it
 * @param live whether the last look found the record in the DNS; only then it signs
 * @param stateAt since when it is in this state
 */
public record DkimKey(
    long key,
    Domain domain,
    String selector,
    int pair,
    Algorithm algorithm,
    String record,
    State state,
    boolean live,
    Instant madeAt,
    Instant stateAt) {

  /** Where a pair of keys stands in its life. */
  public enum State {
    /** Made and to be published; takes over once it was seen. */
    UPCOMING,
    /** Signs what leaves. */
    ACTIVE,
    /** Signs no more; stays published for what is still on its way. */
    RETIRING
  }

  /** Where the record stands. */
  public Domain name() {
    return new Domain(selector + "._domainkey." + domain.ascii());
  }

  static DkimKey of(ResultSet row) throws SQLException {
    return new DkimKey(
        row.getLong("key"),
        new Domain(row.getString("domain")),
        row.getString("selector"),
        row.getInt("pair"),
        Algorithm.valueOf(row.getString("algorithm")),
        row.getString("record"),
        State.valueOf(row.getString("state")),
        row.getInt("live") == 1,
        Instant.ofEpochMilli(row.getLong("made_at")),
        Instant.ofEpochMilli(row.getLong("state_at")));
  }
}
