package io.postern.dispatch;

import io.postern.conversation.ConversationRow;
import io.postern.conversation.CopyReports;
import io.postern.conversation.CopyRow;
import io.postern.conversation.CopyState;
import io.postern.conversation.GroupAddresses;
import io.postern.conversation.MessageRow;
import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.notice.AutoReplyNotice;
import io.postern.notice.Dsn;
import io.postern.policy.Cleartext;
import io.postern.policy.Verification;
import io.postern.queue.OwnMails;
import io.postern.report.RecipientStatus;
import io.postern.report.ReportReader;
import io.postern.report.Returned;
import io.postern.returnpath.BounceToken;
import io.postern.seal.Addresses;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a copy after it has left: reports about it and automatic replies to it (SPEC 2.6,
 * 18). A report changes no right, no slot of another and no method. It is noted; when a
 * notification nobody opened came back, its link is destroyed; and the sender is told. Thread-safe;
 * each call is one transaction.
 */
public final class Aftermath {
  private static final Logger log = LoggerFactory.getLogger(Aftermath.class);

  private final Database database;
  private final Directory directory;
  private final Addresses addresses;
  private final Reports reports;
  private final AutoReplyNotice autoReplies;
  private final OwnMails ownMails;
  private final Deployment deployment;
  private final InstantSource clock;

  Aftermath(
      Database database,
      Directory directory,
      Addresses addresses,
      Reports reports,
      AutoReplyNotice autoReplies,
      OwnMails ownMails,
      Deployment deployment,
      InstantSource clock) {
    this.database = database;
    this.directory = directory;
    this.addresses = addresses;
    this.reports = reports;
    this.autoReplies = autoReplies;
    this.ownMails = ownMails;
    this.deployment = deployment;
    this.clock = clock;
  }

  /** A copy that was named, with what belongs to it. */
  private record Gone(
      CopyRow copy, MessageRow message, ConversationRow conversation, int failures, int codes) {}

  /**
   * Takes what came to an address of ours. Durable when it returns.
   *
   * @throws io.postern.store.StoreException when the store cannot take it: nothing was done then
   */
  public void came(BounceToken.Names names, ReportReader.Reading reading) {
    Instant now = clock.instant();
    List<Gone> copies = database.read(tx -> copies(tx, names));
    if (copies.isEmpty()) {
      log.info("mail came back about {} of which nothing is known any more", names.id());
      return;
    }
    switch (reading.returned()) {
      case Returned.Report(List<RecipientStatus> recipients) -> {
        for (RecipientStatus said : relevant(copies, recipients)) {
          about(copies, said)
              .ifPresentOrElse(
                  gone -> settle(gone, said, reading.ofList(), now),
                  () -> log.info("a report about {} names nobody of it", names.id()));
        }
      }
      case Returned.AutoReply reply -> {
        if (copies.size() == 1 || reply.from() != null) {
          author(copies, reply.from())
              .ifPresent(gone -> replied(gone, reply, reading.ofList(), now));
        }
      }
      case Returned.Receipt _, Returned.Letter _ ->
          log.debug("neither report nor automatic reply came about {}", names.id());
    }
  }

  private List<Gone> copies(Tx tx, BounceToken.Names names) {
    return switch (names) {
      case BounceToken.Names.Copy(String id) ->
          CopyRow.byPublicId(tx, id).map(copy -> gone(tx, copy)).stream().toList();
      case BounceToken.Names.Message(String id) ->
          MessageRow.byPublicId(tx, id).stream()
              .flatMap(message -> CopyRow.ofMessage(tx, message.key()).stream())
              .filter(copy -> copy.state() == CopyState.DELIVERED)
              .map(copy -> gone(tx, copy))
              .toList();
      case BounceToken.Names.Answer _ -> List.of();
    };
  }

  private static Gone gone(Tx tx, CopyRow copy) {
    return new Gone(
        copy,
        MessageRow.byKey(tx, copy.message()).orElseThrow(),
        ConversationRow.byKey(tx, copy.conversation()).orElseThrow(),
        CopyReports.failures(tx, copy.key()),
        codesMailed(tx, copy.key()));
  }

  private static int codesMailed(Tx tx, long copy) {
    return tx.one(
            "SELECT COUNT(*) FROM copy_event WHERE copy = ? AND what = 'code-asked' AND detail = ?",
            r -> r.getInt(1),
            copy,
            Verification.EMAIL.name())
        .orElse(0);
  }

  // ── who is meant ──

  /** One copy was named: of several groups only the one about it counts, or else the first. */
  private List<RecipientStatus> relevant(List<Gone> copies, List<RecipientStatus> said) {
    if (copies.size() > 1 || said.size() == 1) {
      return said;
    }
    Gone only = copies.getFirst();
    return List.of(
        said.stream().filter(one -> names(one, only)).findFirst().orElse(said.getFirst()));
  }

  private Optional<Gone> about(List<Gone> copies, RecipientStatus said) {
    return copies.size() == 1
        ? Optional.of(copies.getFirst())
        : copies.stream().filter(gone -> names(said, gone)).findFirst();
  }

  private boolean names(RecipientStatus said, Gone gone) {
    return Stream.of(said.originalRecipient(), said.finalRecipient())
        .flatMap(Stream::ofNullable)
        .anyMatch(address -> isRecipient(gone, address));
  }

  private boolean isRecipient(Gone gone, String address) {
    try {
      return Arrays.equals(addresses.hash(Mailbox.of(address)), gone.copy.recipientHash());
    } catch (BadAddress notOne) {
      return false;
    }
  }

  private Optional<Gone> author(List<Gone> copies, @Nullable Mailbox from) {
    return copies.size() == 1
        ? Optional.of(copies.getFirst())
        : copies.stream()
            .filter(gone -> from != null && isRecipient(gone, from.toString()))
            .findFirst();
  }

  // ── what follows ──

  /** What a report does to a copy. */
  private enum Effect {
    /** The notification came back unopened: its link is destroyed, the sender told. */
    LINK_DESTROYED("bounced"),
    /** Came back, but is still there for whoever signs in; the sender is told. */
    TOLD("bounced"),
    /** A code mail came back: whoever asked for it sees that none comes. */
    CODE("code-bounced"),
    /** Noted in the timeline, nothing more. */
    NOTED("reported");

    private final String event;

    Effect(String event) {
      this.event = event;
    }
  }

  private static Effect effect(Gone gone, RecipientStatus said) {
    if (said.action() != RecipientStatus.Action.FAILED) {
      return Effect.NOTED;
    }
    return switch (gone.copy.state()) {
      case DELIVERED -> Effect.TOLD;
      case NOTIFIED -> {
        // Codes leave with the same reverse-path as their notification. Of n codes and one
        // notification, the report after the n-th is about the notification, whichever came first.
        if (gone.failures < gone.codes) {
          yield Effect.CODE;
        }
        yield gone.copy.verification() == Verification.ACCOUNT
            ? Effect.TOLD
            : Effect.LINK_DESTROYED;
      }
      // It was read: whatever failed was something else, such as a forward.
      case OPENED, ANSWERED, QUEUED, HELD, FAILED, EXPIRED, REVOKED, BOUNCED -> Effect.NOTED;
    };
  }

  private static final int TRIES = 5;

  /** Somebody may open the message, or another report come, at the same moment. */
  private void settle(Gone gone, RecipientStatus said, boolean ofList, Instant now) {
    Gone seen = gone;
    for (int tries = 0; tries < TRIES && reported(seen, said, ofList, now) == Took.CHANGED; ) {
      tries++;
      seen = database.read(tx -> gone(tx, CopyRow.byKey(tx, gone.copy.key()).orElseThrow()));
    }
  }

  private enum Took {
    TAKEN,
    /** The copy has had its share of reports. */
    ENOUGH,
    CHANGED
  }

  private Took reported(Gone gone, RecipientStatus said, boolean ofList, Instant now) {
    Effect effect = effect(gone, said);
    OwnMails.Sealed report =
        switch (effect) {
          case LINK_DESTROYED ->
              reports.cameBack(about(gone, now), said, Dsn.CameBack.NOTIFICATION);
          case TOLD ->
              reports.cameBack(
                  about(gone, now),
                  said,
                  gone.copy.state() == CopyState.DELIVERED
                      ? Dsn.CameBack.MESSAGE
                      : Dsn.CameBack.NOTIFICATION_OF_ACCOUNT);
          case CODE, NOTED -> null;
        };
    byte[] words = said.words().isEmpty() ? null : addresses.sealText(said.words());
    long copy = gone.copy.key();
    Took took =
        database.write(tx -> {
          if (!isStill(tx, gone)) {
            return Took.CHANGED;
          }
          if (!CopyReports.add(
              tx,
              database.newKey(),
              copy,
              CopyReports.Kind.valueOf(said.action().name()),
              said.status().toString(),
              words,
              now)) {
            return Took.ENOUGH;
          }
          CopyRow.note(tx, database.newKey(), copy, now, effect.event, said.toString());
          if (effect == Effect.LINK_DESTROYED) {
            destroyLink(tx, copy, now);
          }
          markGroup(tx, gone, ofList, now);
          if (report != null) {
            ownMails.add(tx, report);
          }
          return Took.TAKEN;
        });
    if (took == Took.TAKEN && report != null) {
      ownMails.wake();
    }
    log.info("copy {}: report {} {} {}", gone.copy.publicId(), said, effect, took);
    return took;
  }

  /** Whether nothing happened to the copy since it was looked at; a second report may race. */
  private static boolean isStill(Tx tx, Gone gone) {
    return CopyRow.byKey(tx, gone.copy.key())
            .filter(copy -> copy.state() == gone.copy.state())
            .isPresent()
        && CopyReports.failures(tx, gone.copy.key()) == gone.failures;
  }

  /** The digest stays: whoever has the link is told what happened to it (SPEC 16). */
  private static void destroyLink(Tx tx, long copy, Instant now) {
    tx.update(
        """
        UPDATE copy SET state = ?, ended_at = ?, slot = NULL, door = NULL, number_sealed = NULL,
          code_key = NULL
        WHERE key = ?
        """,
        CopyState.BOUNCED.name(),
        now,
        copy);
    tx.update("DELETE FROM guest_session WHERE copy = ?", copy);
  }

  private void replied(Gone gone, Returned.AutoReply reply, boolean ofList, Instant now) {
    About about = about(gone, now);
    OwnMails.Sealed notice = passedOn(gone, about, reply);
    boolean taken =
        database.write(tx -> {
          if (!CopyReports.add(
              tx,
              database.newKey(),
              gone.copy.key(),
              CopyReports.Kind.AUTO_REPLY,
              null,
              null,
              now)) {
            return false;
          }
          CopyRow.note(tx, database.newKey(), gone.copy.key(), now, "auto-reply", null);
          markGroup(tx, gone, ofList, now);
          if (notice != null) {
            ownMails.add(tx, notice);
          }
          return true;
        });
    if (taken && notice != null) {
      ownMails.wake();
    }
    log.info("copy {}: automatic reply {}", gone.copy.publicId(), taken ? "taken" : "not taken");
  }

  /** Null for what a guest wrote: guests get no mail about what became of it. */
  private OwnMails.@Nullable Sealed passedOn(Gone gone, About about, Returned.AutoReply reply) {
    if (gone.message.senderAccount() == null) {
      return null;
    }
    boolean codesOut = gone.codes > 0;
    String host = deployment.portal().ascii();
    return ownMails.mail(
        OwnMails.Kind.NOTICE,
        about.organisation().key(),
        gone.copy.key(),
        ReversePath.none(),
        about.sender(),
        autoReplies.write(
            new AutoReplyNotice.Facts(
                about.organisation().brand(),
                deployment.daemon(),
                about.sender(),
                about.recipient(),
                gone.message.acceptedAt(),
                about.now(),
                ForeignWords.of(reply.subject(), host, codesOut),
                ForeignWords.of(reply.text(), host, codesOut),
                Locale.forLanguageTag(gone.message.language()),
                deployment.zone(),
                gone.conversation.publicId())),
        about.organisation().policy().cleartext() == Cleartext.ALL,
        null);
  }

  private static void markGroup(Tx tx, Gone gone, boolean ofList, Instant now) {
    if (ofList) {
      GroupAddresses.mark(
          tx,
          gone.copy.organisation(),
          gone.copy.recipientHash(),
          gone.copy.recipient(),
          GroupAddresses.MarkedBy.LIST_ID,
          now);
    }
  }

  private About about(Gone gone, Instant now) {
    Organisation organisation = directory.organisation(gone.message.organisation()).orElseThrow();
    return new About(
        gone.copy,
        gone.message,
        organisation,
        addresses.open(gone.copy.recipient()),
        addresses.open(gone.message.sender()),
        now);
  }
}
