package io.postern.store;

import java.time.Duration;

/**
 * How the embedded database is run.
 *
 * @param readers platform threads that read, each with a connection of its own; default 4
 * @param batch works that may share one commit; default 64
 * @param waiting works that may wait for the writer before more are refused; default 20,000
 * @param patience how long a work waits to be begun before it is given up; default 30 s. A work
 *     that was begun is always waited for, so that its outcome is known
 * @param walLimit octets of write-ahead log after which it is emptied and truncated between two
 *     commits; default 8 MiB
 * @param walAge how long deleted content may stand in the write-ahead log when nothing happens;
 *     default 30 s
 * @param migrations Flyway location of the schema; default {@code
 *     classpath:io/postern/store/migration}
 */
public record StoreSettings(
    int readers,
    int batch,
    int waiting,
    Duration patience,
    long walLimit,
    Duration walAge,
    String migrations) {

  public StoreSettings {
    if (readers < 1 || batch < 1 || waiting < 1 || walLimit < 65_536) {
      throw new IllegalArgumentException(
          "readers, batch and waiting are at least 1, walLimit at least 65536");
    }
  }

  public static StoreSettings defaults() {
    return new StoreSettings(
        4,
        64,
        20_000,
        Duration.ofSeconds(30),
        8L << 20,
        Duration.ofSeconds(30),
        "classpath:io/postern/store/migration");
  }

  /** The same with another schema, for tests. */
  public StoreSettings withMigrations(String location) {
    return new StoreSettings(readers, batch, waiting, patience, walLimit, walAge, location);
  }
}
