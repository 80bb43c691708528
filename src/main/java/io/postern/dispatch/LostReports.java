package io.postern.dispatch;

import io.postern.conversation.CopyRow;
import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.notice.LostReportsNotice;
import io.postern.notice.Stationery;
import io.postern.policy.Cleartext;
import io.postern.queue.OwnMailHandler;
import io.postern.queue.OwnMails;
import io.postern.seal.Addresses;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Reports that nobody took (SPEC 11.4, 18): noted in the timeline, never reported themselves, and
 * summed up once a day for the organisation's postmaster contact. Thread-safe.
 */
public final class LostReports implements OwnMailHandler.Listener {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MOST_LISTED = 50;

  private final Database database;
  private final Directory directory;
  private final Addresses addresses;
  private final LostReportsNotice notice;
  private final OwnMails ownMails;
  private final Deployment deployment;
  private final InstantSource clock;

  public LostReports(
      Database database,
      Directory directory,
      Addresses addresses,
      Stationery stationery,
      OwnMails ownMails,
      Deployment deployment,
      InstantSource clock) {
    this.database = database;
    this.directory = directory;
    this.addresses = addresses;
    this.notice = new LostReportsNotice(stationery);
    this.ownMails = ownMails;
    this.deployment = deployment;
    this.clock = clock;
  }

  @Override
  public void ended(Tx tx, OwnMails.Kind kind, long copy, boolean handedOver) {
    if (kind != OwnMails.Kind.REPORT || handedOver) {
      return;
    }
    Instant now = clock.instant();
    CopyRow.note(tx, database.newKey(), copy, now, "report-lost", null);
    CopyRow.byKey(tx, copy)
        .ifPresent(row ->
            tx.update(
                "INSERT INTO lost_report (key, organisation, copy, at) VALUES (?, ?, ?, ?)",
                database.newKey(),
                row.organisation(),
                copy,
                now));
  }

  /** A lost report: never whom its message was for, which may be a Bcc recipient. */
  private record Lost(long key, String message, byte[] sender, Instant sentAt) {}

  /** Tells the postmaster contacts whose oldest lost report is a day old. */
  public void sumUp() {
    Instant now = clock.instant();
    List<Long> due =
        database.read(tx ->
            tx.list(
                "SELECT organisation FROM lost_report GROUP BY organisation HAVING MIN(at) <= ?",
                r -> r.getLong(1),
                now.minus(DAY)));
    due.forEach(organisation -> sumUp(organisation, now));
  }

  private void sumUp(long key, Instant now) {
    List<Lost> lost = database.read(tx -> lost(tx, key));
    Organisation organisation = directory.organisation(key).orElse(null);
    Mailbox postmaster = organisation == null ? null : organisation.postmaster();
    OwnMails.Sealed mail =
        organisation == null || postmaster == null || lost.isEmpty()
            ? null
            : mail(organisation, postmaster, lost);
    database.write(tx -> {
      // Only what was listed or counted: another may have come meanwhile.
      lost.forEach(one -> tx.update("DELETE FROM lost_report WHERE key = ?", one.key));
      if (mail != null) {
        ownMails.add(tx, mail);
      }
      return true;
    });
    if (mail != null) {
      ownMails.wake();
    }
  }

  private static List<Lost> lost(Tx tx, long organisation) {
    return tx.list(
        """
        SELECT l.key, m.public_id, m.sender, m.accepted_at FROM lost_report l
          JOIN copy c ON c.key = l.copy JOIN message m ON m.key = c.message
        WHERE l.organisation = ? ORDER BY l.key LIMIT 10000
        """,
        r ->
            new Lost(
                r.getLong(1), r.getString(2), r.getBytes(3), Instant.ofEpochMilli(r.getLong(4))),
        organisation);
  }

  private OwnMails.Sealed mail(Organisation organisation, Mailbox postmaster, List<Lost> lost) {
    return ownMails.mail(
        OwnMails.Kind.NOTICE,
        organisation.key(),
        null,
        ReversePath.none(),
        postmaster,
        notice.write(
            new LostReportsNotice.Facts(
                organisation.brand(),
                deployment.daemon(),
                postmaster,
                lost.size(),
                lost.stream()
                    .limit(MOST_LISTED)
                    .map(one ->
                        new LostReportsNotice.Lost(
                            one.message, addresses.open(one.sender), one.sentAt))
                    .toList(),
                organisation.language(),
                deployment.zone())),
        organisation.policy().cleartext() == Cleartext.ALL,
        null);
  }
}
