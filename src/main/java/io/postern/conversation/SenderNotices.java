package io.postern.conversation;

import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.notice.TroubleNotice;
import io.postern.queue.OwnMails;
import io.postern.seal.Addresses;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells senders what their recipients cannot do. */
final class SenderNotices {
  private final Database database;
  private final Directory directory;
  private final Addresses addresses;
  private final TroubleNotice letters;
  private final OwnMails ownMails;
  private final Deployment deployment;

  SenderNotices(
      Database database,
      Directory directory,
      Addresses addresses,
      TroubleNotice letters,
      OwnMails ownMails,
      Deployment deployment) {
    this.database = database;
    this.directory = directory;
    this.addresses = addresses;
    this.letters = letters;
    this.ownMails = ownMails;
    this.deployment = deployment;
  }

  /** Somebody pressed one of the buttons: once per kind, copy and day. */
  void trouble(Doorsteps.Behind behind, GuestDoor.Trouble trouble, Instant now) {
    TroubleNotice.Trouble kind =
        switch (trouble) {
          case NOT_MY_NUMBER -> TroubleNotice.Trouble.NOT_MY_NUMBER;
          case NO_CODE_COMES -> TroubleNotice.Trouble.NO_CODE_COMES;
          case CODE_UNKNOWN -> TroubleNotice.Trouble.CODE_UNKNOWN;
          case NOT_MY_MESSAGE -> TroubleNotice.Trouble.NOT_MY_MESSAGE;
        };
    tell(behind, kind, null, now);
  }

  /** A link that opens no more, and its recipient would like the message again. */
  void askedAgain(Doorsteps.Behind behind, Instant now) {
    tell(behind, TroubleNotice.Trouble.ASKED_AGAIN, null, now);
  }

  /**
   * Too many wrong codes.
   *
   * @param until null when only the sender or an admin can unlock it
   */
  void locked(Doorsteps.Behind behind, @Nullable Instant until, Instant now) {
    tell(behind, TroubleNotice.Trouble.LOCKED, until, now);
  }

  /** The right it stood behind was deleted. */
  void withdrawn(Doorsteps.Behind behind, Instant now) {
    tell(behind, TroubleNotice.Trouble.WITHDRAWN, null, now);
  }

  private void tell(
      Doorsteps.Behind behind, TroubleNotice.Trouble kind, @Nullable Instant until, Instant now) {
    Organisation organisation =
        directory.organisation(behind.message().organisation()).orElseThrow();
    Mailbox sender = addresses.open(behind.message().sender());
    OwnMails.Sealed notice =
        ownMails.mail(
            OwnMails.Kind.NOTICE,
            organisation.key(),
            behind.copy().key(),
            ReversePath.none(),
            sender,
            letters.write(
                new TroubleNotice.Facts(
                    organisation.brand(),
                    null,
                    deployment.daemon(),
                    sender,
                    null,
                    addresses.open(behind.copy().recipient()),
                    kind,
                    behind.message().acceptedAt(),
                    now,
                    until,
                    deployment.url("/c/" + behind.conversation().publicId()),
                    Locale.forLanguageTag(behind.message().language()),
                    deployment.zone(),
                    behind.conversation().publicId())),
            true,
            null);
    boolean told =
        database.write(tx -> {
          int first =
              tx.update(
                  """
                  INSERT INTO trouble (copy, kind, day) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                  """,
                  behind.copy().key(),
                  kind.name(),
                  now.toEpochMilli() / Duration.ofDays(1).toMillis());
          if (first == 1) {
            ownMails.add(tx, notice);
            CopyRow.note(tx, database.newKey(), behind.copy().key(), now, "trouble", kind.name());
          }
          return first == 1;
        });
    if (told) {
      ownMails.wake();
    }
  }
}
