package io.postern.dispatch;

import io.postern.conversation.ConversationRow;
import io.postern.conversation.CopyRow;
import io.postern.conversation.CopyState;
import io.postern.conversation.GivenRights;
import io.postern.conversation.MessageRow;
import io.postern.conversation.Slots;
import io.postern.delivery.Outcome;
import io.postern.directory.Directory;
import io.postern.notice.Dsn;
import io.postern.policy.Choice;
import io.postern.policy.Decision;
import io.postern.policy.Deferrals;
import io.postern.policy.Explanation;
import io.postern.policy.Facts;
import io.postern.policy.Finding;
import io.postern.policy.Ladder;
import io.postern.policy.Row;
import io.postern.queue.Handler;
import io.postern.queue.Lease;
import io.postern.queue.OwnMails;
import io.postern.queue.RetrySchedule;
import io.postern.seal.Addresses;
import io.postern.seal.DataKey;
import io.postern.seal.KeyGone;
import io.postern.seal.KeyService;
import io.postern.seal.PepperExhausted;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Reply;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at one copy: facts, ladder, step, and again with what the step found, until somebody
 * took it, it has to wait, or nothing is left. Stateless; each call owns its virtual thread.
 */
public final class CopyHandler implements Handler.OfOne {
  private static final Logger log = LoggerFactory.getLogger(CopyHandler.class);

  private static final EnhancedStatus OVER = EnhancedStatus.of("5.4.7");
  private static final EnhancedStatus RETURNED = EnhancedStatus.of("5.7.1");

  /** SPEC 7.6. */
  private static final Duration DELAY_TOLD_AFTER = Duration.ofHours(4);

  private final Database database;
  private final Directory directory;
  private final KeyService keys;
  private final Addresses addresses;
  private final GivenRights givenRights;
  private final FactFinder facts;
  private final DirectStep direct;
  private final NotifyStep notification;
  private final Reports reports;
  private final Endings endings;
  private final Suspension suspension;
  private final RetrySchedule retries;
  private final InstantSource clock;
  private final RandomGenerator random;

  CopyHandler(
      Database database,
      Directory directory,
      KeyService keys,
      Addresses addresses,
      GivenRights givenRights,
      FactFinder facts,
      DirectStep direct,
      NotifyStep notification,
      Reports reports,
      Endings endings,
      Suspension suspension,
      RetrySchedule retries,
      InstantSource clock,
      RandomGenerator random) {
    this.database = database;
    this.directory = directory;
    this.keys = keys;
    this.addresses = addresses;
    this.givenRights = givenRights;
    this.facts = facts;
    this.direct = direct;
    this.notification = notification;
    this.reports = reports;
    this.endings = endings;
    this.suspension = suspension;
    this.retries = retries;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public void handle(Lease lease) {
    Optional<Case> found = find(lease);
    if (found.isEmpty()) {
      database.write(tx -> {
        lease.done(tx);
        return true;
      });
      return;
    }
    Case at = found.get();
    switch (at.copy().state()) {
      case QUEUED -> queued(at);
      case HELD -> held(at);
      case DELIVERED, NOTIFIED, OPENED, ANSWERED, FAILED, EXPIRED, REVOKED, BOUNCED ->
          endings.nothingToDo(at);
    }
  }

  private void queued(Case at) {
    if (!at.message().expiresAt().isAfter(at.now())) {
      over(at, new Explanation(List.of()), CopyState.EXPIRED);
      return;
    }
    Optional<Custody.Cause> suspended = suspension.cause(at);
    if (suspended.isPresent()) {
      suspension.hold(at, suspended.get());
      log.info("copy {} is held: {}", at.copy().publicId(), suspended.get().code());
      return;
    }
    attempt(at);
  }

  /** SPEC 1.10: an administrator releases or bounces it; at the queue's limit it bounces. */
  private void held(Case at) {
    Explanation nothingTried = new Explanation(List.of());
    if (!at.message().expiresAt().isAfter(at.now())) {
      over(at, nothingTried, CopyState.EXPIRED);
      return;
    }
    switch (suspension.fate(at)) {
      case WAITS -> {}
      case OVER -> over(at, nothingTried, CopyState.FAILED);
      case RETURNED -> returned(at, nothingTried);
    }
  }

  private Optional<Case> find(Lease lease) {
    return database
        .read(tx -> Rows.of(tx, lease.item().subject()))
        .map(rows -> assemble(lease, rows, clock.instant()));
  }

  /** What the store holds of a copy. */
  private record Rows(CopyRow copy, MessageRow message, ConversationRow conversation) {
    static Optional<Rows> of(Tx tx, long key) {
      Optional<CopyRow> copy = CopyRow.byKey(tx, key);
      if (copy.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Rows(
              copy.get(),
              MessageRow.byKey(tx, copy.get().message()).orElseThrow(),
              ConversationRow.byKey(tx, copy.get().conversation()).orElseThrow()));
    }
  }

  private Case assemble(Lease lease, Rows rows, Instant now) {
    return new Case(
        lease,
        rows.copy,
        rows.message,
        rows.conversation,
        directory.organisation(rows.message.organisation()).orElseThrow(),
        addresses.open(rows.copy.recipient()),
        addresses.open(rows.message.sender()),
        null,
        now);
  }

  private void attempt(Case bare) {
    String queueKey = bare.message().queueKey();
    byte[] slot = bare.message().queueSlot();
    if (queueKey == null || slot == null) {
      throw new IllegalStateException(
          "copy " + bare.copy().publicId() + " waits without a queue slot");
    }
    try (DataKey key = keys.openQueueSlot(queueKey, slot, Slots.queue(bare.message().publicId()))) {
      Case at = bare.withGiven(givenRights.open(bare.message(), bare.copy()));
      climb(at, key);
    } catch (KeyGone gone) {
      log.warn("copy {} outlived its queue key", bare.copy().publicId());
      over(bare, new Explanation(List.of()), CopyState.FAILED);
    }
  }

  private void climb(Case at, DataKey key) throws KeyGone {
    Known found = facts.gather(at);
    Facts known = found.facts();
    Deferrals deferrals = Deferrals.decode(at.copy().deferred());
    // What the hosts showed in this attempt: a report says it to the administrator.
    List<Outcome.HostResult> hosts = new ArrayList<>();
    Outcome.Deferred deferred = null;
    for (int asked = 0; asked <= 2 * Row.values().length; asked++) {
      Decision decision = Ladder.decide(known);
      Explanation explanation = decision.explanation();
      switch (decision.choice()) {
        case Choice.Direct choice -> {
          Outcome outcome = direct.carry(at, key, choice, found.way(choice.row()));
          hosts.addAll(EvidenceNote.hosts(outcome));
          if (outcome instanceof Outcome.Deferred waits) {
            deferred = waits;
            deferrals = deferrals.noted(choice.row(), at.now(), waits.sawUnprotected());
          }
          Optional<Finding> finding =
              settle(at, key, choice.row(), explanation, outcome, deferrals, true);
          if (finding.isEmpty()) {
            return;
          }
          known = known.found(choice.row(), finding.get());
        }
        case Choice.Notify choice -> {
          Outcome outcome;
          try {
            outcome = notification.notify(at, key, choice, explanation.encode());
          } catch (PepperExhausted exhausted) {
            later(
                at,
                key,
                explanation,
                deferrals,
                waiting(deferred, hosts),
                "access code derivations of a day are used up");
            return;
          }
          hosts.addAll(EvidenceNote.hosts(outcome));
          Optional<Finding> finding =
              settle(at, key, choice.row(), explanation, outcome, deferrals, false);
          if (finding.isEmpty()) {
            return;
          }
          known = known.found(choice.row(), finding.get());
        }
        case Choice.Wait _ -> {
          later(at, key, explanation, deferrals, waiting(deferred, hosts), "waiting");
          return;
        }
        case Choice.Refuse(EnhancedStatus status) -> {
          fail(at, key, explanation, Reports.Failure.of(status, hosts));
          return;
        }
      }
    }
    throw new IllegalStateException("the ladder does not end for copy " + at.copy().publicId());
  }

  /** Ends the attempt where the outcome does, or says what the next question has to know. */
  private Optional<Finding> settle(
      Case at,
      DataKey key,
      Row row,
      Explanation explanation,
      Outcome outcome,
      Deferrals deferrals,
      boolean content) {
    switch (outcome) {
      case Outcome.Delivered delivered -> {
        Instant now = clock.instant();
        String evidence = EvidenceNote.of(delivered.evidence());
        OwnMails.Sealed report =
            reports.succeeded(
                at, content ? Dsn.Action.DELIVERED : Dsn.Action.RELAYED, delivered.evidence(), key);
        if (content) {
          endings.delivered(at, row.code(), explanation.encode(), evidence, report, now);
        } else {
          endings.notified(at, evidence, report, now);
        }
        log.info(
            "copy {} of {} {} by row {}",
            at.copy().publicId(),
            at.message().publicId(),
            content ? "delivered" : "notified",
            row.code());
        return Optional.empty();
      }
      case Outcome.Deferred deferred -> {
        if (!content) {
          later(
              at, key, explanation, deferrals, waiting(deferred, deferred.hosts()), deferred.why());
          return Optional.empty();
        }
        return Optional.of(deferrals.finding(row, at.now()));
      }
      case Outcome.Unprotected(List<Outcome.HostResult> hosts) -> {
        return Optional.of(new Finding.Unprotected(EvidenceNote.lack(hosts)));
      }
      case Outcome.Unsuitable unsuitable -> {
        if (!content) {
          fail(
              at,
              key,
              explanation,
              failure(unsuitable.status(), unsuitable.reply(), unsuitable.hosts()));
          return Optional.empty();
        }
        return Optional.of(new Finding.Unsuitable());
      }
      case Outcome.Failed failed -> {
        fail(at, key, explanation, failure(failed.status(), failed.reply(), failed.hosts()));
        return Optional.empty();
      }
    }
  }

  private static Reports.Failure failure(
      EnhancedStatus status, @Nullable Reply reply, List<Outcome.HostResult> hosts) {
    return new Reports.Failure(status, reply, hosts);
  }

  /** What kept the copy waiting, for the sender who asked to hear of it. */
  private static Reports.Failure waiting(
      Outcome.@Nullable Deferred deferred, List<Outcome.HostResult> hosts) {
    return deferred == null
        ? Reports.Failure.of(EnhancedStatus.of("4.4.7"), hosts)
        : failure(deferred.status(), deferred.reply(), List.copyOf(hosts));
  }

  private void later(
      Case at,
      DataKey key,
      Explanation explanation,
      Deferrals deferrals,
      Reports.Failure waiting,
      String why) {
    Instant now = clock.instant();
    Instant queued = at.lease().item().createdAt();
    if (retries.isOver(queued, now)) {
      fail(at, key, explanation, new Reports.Failure(OVER, waiting.reply(), waiting.hosts()));
      return;
    }
    Instant next = retries.next(now, at.lease().item().attempts(), random);
    Instant tell = queued.plus(DELAY_TOLD_AFTER);
    if (now.isBefore(tell) && next.isAfter(tell) && Reports.tellsDelay(at)) {
      next = tell;
    }
    OwnMails.Sealed report =
        now.isBefore(tell)
            ? null
            : reports.delayed(at, waiting, queued.plus(retries.giveUpAfter()), key);
    endings.again(at, next, deferrals.encode(), explanation.encode(), why, report, now);
    log.info("copy {} of {} waits: {}", at.copy().publicId(), at.message().publicId(), why);
  }

  private void returned(Case at, Explanation explanation) {
    endings.failed(
        at,
        explanation.encode(),
        RETURNED.toString(),
        reports.failed(at, explanation, Reports.Failure.of(RETURNED, List.of()), null),
        CopyState.FAILED,
        clock.instant());
  }

  /** Its time is over, or its key has gone: its header cannot be read for the report. */
  private void over(Case at, Explanation explanation, CopyState state) {
    endings.failed(
        at,
        explanation.encode(),
        OVER.toString(),
        reports.failed(at, explanation, Reports.Failure.of(OVER, List.of()), null),
        state,
        clock.instant());
  }

  private void fail(Case at, DataKey key, Explanation explanation, Reports.Failure failure) {
    endings.failed(
        at,
        explanation.encode(),
        failure.status().toString(),
        reports.failed(at, explanation, failure, key),
        CopyState.FAILED,
        clock.instant());
    log.info(
        "copy {} of {} failed with {}",
        at.copy().publicId(),
        at.message().publicId(),
        failure.status());
  }
}
