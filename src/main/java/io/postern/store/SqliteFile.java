package io.postern.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The file, and how connections to it are set up. */
final class SqliteFile {
  /** There is one process and one writer: whoever holds the lock longer is a stranger. */
  private static final int BUSY_MILLIS = 100;

  private final Path file;

  SqliteFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** Creates file (0600, and so will WAL and index be) and folder (0700), and migrates. */
  void prepare(String migrations) {
    try {
      Path folder = file.getParent();
      if (folder != null) {
        OwnerOnly.folder(folder);
      }
      if (!Files.exists(file)) {
        Files.createFile(file, OwnerOnly.FILE);
      }
      Files.setPosixFilePermissions(file, OwnerOnly.FILE.value());
      try (Connection first = writing()) {
        check(first, "journal_mode", "wal");
        check(first, "synchronous", "2");
        check(first, "secure_delete", "1");
        check(first, "foreign_keys", "1");
      }
      migrate(migrations);
      if (folder != null) {
        OwnerOnly.force(folder);
      }
    } catch (IOException | SQLException | FlywayException e) {
      throw new StoreException("cannot open " + file, e);
    }
  }

  private void migrate(String location) {
    SQLiteDataSource source = new SQLiteDataSource(writer());
    source.setUrl(url());
    Flyway.configure().dataSource(source).locations(location).load().migrate();
  }

  /** A file system without shared memory has no WAL: better no start than no durability. */
  private static void check(Connection connection, String pragma, String wanted)
      throws SQLException {
    try (Statement ask = connection.createStatement();
        ResultSet answer = ask.executeQuery("PRAGMA " + pragma)) {
      if (!answer.next() || !answer.getString(1).equalsIgnoreCase(wanted)) {
        throw new SQLException("this file system or SQLite does not do " + pragma + "=" + wanted);
      }
    }
  }

  Connection writing() throws SQLException {
    Connection connection = writer().createConnection(url());
    try (Statement statement = connection.createStatement()) {
      // Checkpoints happen between commits, when the writer says so.
      statement.execute("PRAGMA wal_autocheckpoint=0");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  Connection reading() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    return config.createConnection(url());
  }

  private static SQLiteConfig writer() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "ON");
    // Else the driver asks for the last row's id after each insert; our keys are our own.
    config.setGetGeneratedKeys(false);
    return config;
  }

  private String url() {
    return "jdbc:sqlite:" + file;
  }

  /** Octets in the write-ahead log. */
  long walSize() {
    try {
      Path wal = file.resolveSibling(file.getFileName() + "-wal");
      return Files.exists(wal) ? Files.size(wal) : 0;
    } catch (IOException unknown) {
      return 0;
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
