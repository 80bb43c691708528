package io.postern.conversation;

import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.directory.GuestPolicies;
import io.postern.draft.Drafts;
import io.postern.notice.CodeMail;
import io.postern.notice.Stationery;
import io.postern.notice.TroubleNotice;
import io.postern.queue.OwnMailHandler;
import io.postern.queue.OwnMails;
import io.postern.returnpath.ReturnPaths;
import io.postern.seal.Addresses;
import io.postern.seal.KeyService;
import io.postern.seal.Passwords;
import io.postern.store.ContentStore;
import io.postern.store.Database;
import io.postern.store.Tx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Both doors, wired. What they are made of is nobody else's business.
 *
 * @param guests for the portal
 * @param accounts for the web app
 * @param files for attachments that were left behind as links
 * @param handOvers lets codes by mail live from their hand-over on
 */
public record Doors(
    GuestDoor guests, AccountDoor accounts, FileDoor files, OwnMailHandler.Listener handOvers) {

  private static final Duration MAILED_CODE_VALID = Duration.ofMinutes(15);

  /** What the doors stand on. */
  public record Ground(
      Database database,
      ContentStore contents,
      Directory directory,
      KeyService keys,
      Addresses addresses,
      Passwords passwords,
      OwnMails ownMails,
      ReturnPaths returnPaths,
      AnswerIntake intake,
      Stationery stationery,
      Deployment deployment,
      long answerLimit,
      InstantSource clock,
      SecureRandom random) {}

  public static Doors of(Ground ground) {
    Contents contents = new Contents(ground.contents);
    Rooms rooms = new Rooms(ground.database, contents, ground.addresses);
    Openings openings = new Openings(ground.database, ground.keys);
    Answering answering =
        new Answering(
            ground.database,
            ground.addresses,
            ground.intake,
            ground.deployment,
            ground.random,
            ground.answerLimit);
    Drafts drafts =
        new Drafts(
            ground.database, ground.contents, ground.answerLimit, ground.clock, ground.random);
    Devices devices = new Devices(ground.database, new GuestPolicies(ground.database), ground.keys);
    SenderNotices notices =
        new SenderNotices(
            ground.database,
            ground.directory,
            ground.addresses,
            new TroubleNotice(ground.stationery),
            ground.ownMails,
            ground.deployment);
    return new Doors(
        new Guests(
            ground.database,
            ground.directory,
            ground.keys,
            ground.addresses,
            new Doorsteps(ground.directory),
            new GuestSessions(ground.database, ground.random),
            new GuestProofs(
                ground.database, ground.keys, ground.addresses, openings, notices, devices),
            devices,
            notices,
            rooms,
            answering,
            drafts,
            ground.ownMails,
            new CodeMail(ground.stationery),
            new Letterheads(
                ground.directory, ground.addresses, ground.returnPaths, ground.deployment),
            ground.stationery.texts(),
            ground.deployment,
            ground.clock,
            ground.random),
        new Accounts(
            ground.database,
            ground.directory,
            ground.keys,
            ground.addresses,
            ground.passwords,
            new AccountSessions(ground.database, ground.random),
            new SignInLimits(ground.database, ground.keys),
            new Shelf(ground.database, ground.directory, ground.keys, ground.addresses, contents),
            rooms,
            openings,
            answering,
            drafts,
            new ReadOuts(ground.database, ground.keys, ground.random),
            ground.clock,
            ground.random),
        new FileGuests(
            ground.database,
            ground.directory,
            ground.keys,
            ground.addresses,
            contents,
            new FileSessions(ground.database, ground.random),
            new AccountSessions(ground.database, ground.random),
            notices,
            ground.ownMails,
            new CodeMail(ground.stationery),
            ground.deployment,
            ground.clock,
            ground.random),
        (tx, kind, copy, handedOver) -> codeHandedOver(ground, tx, kind, copy, handedOver));
  }

  private static void codeHandedOver(
      Ground ground, Tx tx, OwnMails.Kind kind, long copy, boolean handedOver) {
    if (kind == OwnMails.Kind.CODE && handedOver) {
      Codes.handedOver(tx, copy, ground.clock.instant().plus(MAILED_CODE_VALID));
    } else if (kind == OwnMails.Kind.CODE) {
      Codes.lost(tx, copy);
    }
  }
}
