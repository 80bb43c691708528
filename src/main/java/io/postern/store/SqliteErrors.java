package io.postern.store;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's result codes mean to us. */
final class SqliteErrors {
  private SqliteErrors() {}

  /** SQLite's messages name tables and columns, never values. */
  static StoreException told(String what, SQLException e) {
    return switch (code(e)) {
      case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID ->
          new StoreException.Taken(what + ": taken", e);
      default -> new StoreException(what, e);
    };
  }

  /**
   * Whether the connection or its transaction is in doubt: SQLite may have rolled back on its own
   * (https://www.sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction").
   */
  static boolean fatal(SQLException e) {
    return switch (code(e).code & 0xff) {
      case 1, 19, 20, 25 -> false; // ERROR, CONSTRAINT, MISMATCH, RANGE: of the statement alone
      case 18 -> false; // TOOBIG
      default -> e instanceof SQLiteException;
    };
  }

  private static SQLiteErrorCode code(SQLException e) {
    return e instanceof SQLiteException known
        ? known.getResultCode()
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }
}
