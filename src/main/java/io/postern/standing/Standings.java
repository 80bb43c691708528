package io.postern.standing;

import io.postern.directory.Directory;
import io.postern.directory.VerifiedDomain;
import io.postern.smtp.Domain;
import io.postern.standing.Seen.Lack;
import io.postern.standing.Standing.News;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps how each verified domain stands, and has the directory know whether it may send.
 * Thread-safe.
 */
public final class Standings {
  private static final Logger log = LoggerFactory.getLogger(Standings.class);

  private final Database database;
  private final Directory directory;
  private final InstantSource clock;

  public Standings(Database database, Directory directory, InstantSource clock) {
    this.database = database;
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * How a verified domain stands. One that nobody looked at yet stands as its may-send says, which
   * then was an operator's word.
   */
  public Standing of(VerifiedDomain domain) {
    return database
        .read(tx -> read(tx, domain.name()))
        .orElseGet(() ->
            Standing.begin(domain.name(), domain.maySend() ? SendRule.YES : SendRule.CHECKS, null));
  }

  /**
   * Begins with a domain that was just verified: nothing is known of it.
   *
   * @param challenge of its ownership record; null when an operator's word stands for it
   */
  public void begin(Domain domain, SendRule rule, @Nullable String challenge) {
    forget(domain);
    database.write(tx -> write(tx, Standing.begin(domain, rule, challenge)));
  }

  /** Changes who decides; what the records say holds at once. */
  public void rule(VerifiedDomain domain, SendRule rule) {
    Standing standing = of(domain).under(rule);
    database.write(tx -> write(tx, standing));
    directory.setMaySend(domain.name(), standing.maySend(clock.instant()));
  }

  /**
   * What a look changed.
   *
   * @param worse records that were good at the look before and are not now
   */
  public record Noted(Standing after, List<News> news, List<Finding> worse) {}

  /** Notes a look. What came of it is in the log, and comes back. */
  public Noted saw(VerifiedDomain domain, DomainReport report) {
    Instant now = clock.instant();
    Standing.Step step = of(domain).next(report.seen(), now);
    Verdicts verdicts = Verdicts.of(report);
    Verdicts before =
        database.write(tx -> {
          Verdicts kept =
              tx.one(
                      "SELECT verdicts FROM domain_standing WHERE domain = ?",
                      row -> Verdicts.decode(row.getString(1)),
                      domain.name().ascii())
                  .orElse(Verdicts.NONE);
          write(tx, step.after());
          tx.update(
              "UPDATE domain_standing SET verdicts = ? WHERE domain = ?",
              verdicts.keeping(kept).encode(),
              domain.name().ascii());
          return kept;
        });
    boolean maySend = step.after().maySend(now);
    if (maySend != domain.maySend()) {
      directory.setMaySend(domain.name(), maySend);
    }
    step.news().forEach(news -> log(step.after(), news));
    return new Noted(step.after(), step.news(), before.worse(report));
  }

  /** Forgets a domain that was given up. */
  public void forget(Domain domain) {
    database.write(tx -> tx.update("DELETE FROM domain_standing WHERE domain = ?", domain.ascii()));
  }

  private static void log(Standing standing, News news) {
    Domain domain = standing.domain();
    switch (news) {
      case News.Complete() -> log.info("{}: all records that sending needs are there", domain);
      case News.Grace(Set<Lack> lacks, Instant until) ->
          log.warn("{}: records are gone ({}); it may send until {}", domain, words(lacks), until);
      case News.Refused(Set<Lack> lacks) ->
          log.warn(
              "{}: records are gone ({}) for 14 days; its messages are refused for now",
              domain,
              words(lacks));
      case News.Unowned() ->
          log.warn("{}: the ownership record is gone for 14 days; it is released", domain);
    }
  }

  private static String words(Set<Lack> lacks) {
    return lacks.stream()
        .map(lack -> lack.name().toLowerCase(Locale.ROOT))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static java.util.Optional<Standing> read(Tx tx, Domain domain) {
    return tx.one("SELECT * FROM domain_standing WHERE domain = ?", Standings::row, domain.ascii());
  }

  private static int write(Tx tx, Standing standing) {
    return tx.update(
        """
        INSERT INTO domain_standing (domain, send_rule, challenge, checked_at, complete_since,
          incomplete_since, unowned_since, warned_at, lacks)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (domain) DO UPDATE SET send_rule = excluded.send_rule,
          challenge = excluded.challenge, checked_at = excluded.checked_at,
          complete_since = excluded.complete_since, incomplete_since = excluded.incomplete_since,
          unowned_since = excluded.unowned_since, warned_at = excluded.warned_at,
          lacks = excluded.lacks
        """,
        standing.domain().ascii(),
        standing.rule().name(),
        standing.challenge(),
        standing.checkedAt(),
        standing.completeSince(),
        standing.incompleteSince(),
        standing.unownedSince(),
        standing.warnedAt(),
        standing.lacks().stream().map(Lack::name).sorted().collect(Collectors.joining(" ")));
  }

  private static Standing row(ResultSet row) throws SQLException {
    Set<Lack> lacks = EnumSet.noneOf(Lack.class);
    for (String word : List.of(row.getString("lacks").split(" "))) {
      if (!word.isEmpty()) {
        lacks.add(Lack.valueOf(word));
      }
    }
    return new Standing(
        new Domain(row.getString("domain")),
        SendRule.valueOf(row.getString("send_rule")),
        row.getString("challenge"),
        time(row, "checked_at"),
        time(row, "complete_since"),
        time(row, "incomplete_since"),
        time(row, "unowned_since"),
        time(row, "warned_at"),
        lacks);
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
