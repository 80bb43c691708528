package io.postern.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection with its prepared statements, lent to one work after the other. A statement is
 * taken out of the cache while it runs, so that a row mapper may ask again.
 */
final class SqliteTx implements Tx, AutoCloseable {
  private static final int KEPT = 256;

  private final Connection connection;
  private final Thread owner = Thread.currentThread();
  private final LinkedHashMap<String, PreparedStatement> cache =
      new LinkedHashMap<>(64, 0.75f, true);
  private boolean lent;
  private @Nullable SQLException broken;

  SqliteTx(Connection connection) {
    this.connection = connection;
  }

  /** Between lend and take back the work may use it. */
  void lend() {
    lent = true;
  }

  void takeBack() {
    lent = false;
  }

  /** The failure after which SQLite may have rolled back by itself; null when there was none. */
  @Nullable SQLException broken() {
    return broken;
  }

  void mended() {
    broken = null;
  }

  @Override
  public int update(String sql, @Nullable Object... values) {
    return with(sql, values, PreparedStatement::executeUpdate);
  }

  @Override
  public <T> Optional<T> one(String sql, Row<T> row, @Nullable Object... values) {
    return with(
        sql,
        values,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
              return Optional.<T>empty();
            }
            Optional<T> first = Optional.ofNullable(row.of(rows));
            if (rows.next()) {
              throw new IllegalStateException("more than one row where one was asked for");
            }
            return first;
          }
        });
  }

  @Override
  public <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) {
    return with(
        sql,
        values,
        statement -> {
          List<T> all = new ArrayList<>();
          try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              all.add(row.of(rows));
            }
          }
          return all;
        });
  }

  private <T> T with(String sql, @Nullable Object[] values, Use<T> use) {
    if (!lent || Thread.currentThread() != owner) {
      throw new IllegalStateException("a transaction belongs to the work that received it");
    }
    if (broken != null) {
      // Statements after SQLite's own rollback would commit one by one.
      throw new StoreException("the transaction is over", broken);
    }
    try {
      PreparedStatement statement = take(sql);
      boolean good = false;
      try {
        bind(statement, values);
        T result = use.with(statement);
        good = true;
        return result;
      } finally {
        giveBack(sql, statement, good);
      }
    } catch (SQLException e) {
      if (SqliteErrors.fatal(e)) {
        broken = e;
      }
      throw SqliteErrors.told("the database did not do it", e);
    }
  }

  private PreparedStatement take(String sql) throws SQLException {
    PreparedStatement kept = cache.remove(sql);
    return kept != null ? kept : connection.prepareStatement(sql);
  }

  private void giveBack(String sql, PreparedStatement statement, boolean good) throws SQLException {
    if (!good) {
      closeQuietly(statement);
      return;
    }
    statement.clearParameters();
    PreparedStatement other = cache.put(sql, statement);
    if (other != null) {
      other.close();
    }
    if (cache.size() > KEPT) {
      Map.Entry<String, PreparedStatement> eldest = cache.pollFirstEntry();
      eldest.getValue().close();
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      int at = i + 1;
      switch (values[i]) {
        case null -> statement.setNull(at, Types.NULL);
        case String text -> statement.setString(at, text);
        case Long number -> statement.setLong(at, number);
        case Integer number -> statement.setInt(at, number);
        case Boolean yes -> statement.setInt(at, yes ? 1 : 0);
        case byte[] bytes -> statement.setBytes(at, bytes);
        case Instant instant -> statement.setLong(at, instant.toEpochMilli());
        case Object other ->
            throw new IllegalArgumentException(
                "no column takes a " + other.getClass().getSimpleName());
      }
    }
  }

  /** Transaction control, for the threads that own the connection. */
  void execute(String sql) throws SQLException {
    PreparedStatement statement = take(sql);
    boolean good = false;
    try {
      statement.execute();
      good = true;
    } finally {
      giveBack(sql, statement, good);
    }
  }

  /** Empties and truncates the write-ahead log; false when a reader was in the way. */
  boolean truncateWal() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
      return answer.next() && answer.getInt(1) == 0;
    }
  }

  @Override
  public void close() {
    cache.values().forEach(SqliteTx::closeQuietly);
    cache.clear();
    try {
      connection.close();
    } catch (SQLException alreadyGone) {
      // What was committed is committed.
    }
  }

  private static void closeQuietly(Statement statement) {
    try {
      statement.close();
    } catch (SQLException alreadyGone) {
      // It is not used again.
    }
  }

  /** Something done with a bound statement. */
  private interface Use<T> {
    T with(PreparedStatement statement) throws SQLException;
  }
}
