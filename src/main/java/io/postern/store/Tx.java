package io.postern.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One transaction. SQL stands in a text block beside its one user, with {@code ?} for every value.
 * Parameters: String, Long, Integer, Boolean (stored 0/1), byte[], {@link java.time.Instant}
 * (stored as epoch milliseconds), or null. Confined to the work that received it.
 */
public interface Tx {

  /** Runs an INSERT, UPDATE or DELETE; returns the number of rows it touched. */
  int update(String sql, @Nullable Object... values);

  /** Runs a query of at most one row. */
  <T> Optional<T> one(String sql, Row<T> row, @Nullable Object... values);

  /** Runs a query. */
  <T> List<T> list(String sql, Row<T> row, @Nullable Object... values);

  /** Turns the row the result set stands on into a value. */
  @FunctionalInterface
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }
}
