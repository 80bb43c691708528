package io.postern.dispatch;

import io.postern.conversation.Contents;
import io.postern.conversation.FileLinks;
import io.postern.conversation.GivenRights;
import io.postern.conversation.Letterheads;
import io.postern.conversation.LoopMarker;
import io.postern.conversation.TransportMark;
import io.postern.delivery.Courier;
import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.notice.AnswerNotice;
import io.postern.notice.AutoReplyNotice;
import io.postern.notice.Dsn;
import io.postern.notice.LargeFiles;
import io.postern.notice.Notification;
import io.postern.notice.Stationery;
import io.postern.queue.OwnMails;
import io.postern.queue.RetrySchedule;
import io.postern.returnpath.ReturnPaths;
import io.postern.seal.Addresses;
import io.postern.seal.KeyService;
import io.postern.store.ContentStore;
import io.postern.store.Database;
import io.postern.transport.nta7516.Norm;
import java.security.SecureRandom;
import java.time.InstantSource;

/** Wires the handler of copies. */
public final class Dispatch {
  private Dispatch() {}

  /** What it stands on. */
  public record Ground(
      Database database,
      ContentStore contents,
      Directory directory,
      KeyService keys,
      Addresses addresses,
      GivenRights givenRights,
      LoopMarker loopMarker,
      ReturnPaths returnPaths,
      Courier courier,
      Norm norm,
      OwnMails ownMails,
      Custody custody,
      Stationery stationery,
      Deployment deployment,
      RetrySchedule retries,
      long linkFrom,
      InstantSource clock,
      SecureRandom random) {}

  /** Takes what comes back about copies that have left. */
  public static Aftermath aftermath(Ground ground) {
    return new Aftermath(
        ground.database,
        ground.directory,
        ground.addresses,
        reports(ground),
        new AutoReplyNotice(ground.stationery),
        ground.ownMails,
        ground.deployment,
        ground.clock);
  }

  private static Reports reports(Ground ground) {
    return new Reports(
        ground.database,
        ground.directory,
        ground.keys,
        ground.addresses,
        new Contents(ground.contents),
        new Dsn(ground.stationery),
        ground.ownMails,
        ground.deployment);
  }

  public static CopyHandler of(Ground ground) {
    Contents contents = new Contents(ground.contents);
    FactFinder facts =
        new FactFinder(
            ground.database, ground.directory, new NormFinder(ground.directory, ground.norm));
    return new CopyHandler(
        ground.database,
        ground.directory,
        ground.keys,
        ground.addresses,
        ground.givenRights,
        facts,
        new DirectStep(
            ground.courier,
            contents,
            new Openings(
                contents,
                ground.loopMarker,
                new TransportMark(ground.keys),
                ground.stationery.texts(),
                ground.deployment),
            ground.returnPaths,
            new LinkStep(
                ground.database,
                new FileLinks(ground.database, ground.keys, ground.random),
                contents,
                new LargeFiles(ground.stationery),
                ground.deployment,
                ground.random),
            ground.linkFrom,
            ground.random),
        new NotifyStep(
            ground.database,
            ground.directory,
            ground.keys,
            facts,
            new CodeKeys(ground.keys),
            contents,
            ground.courier,
            new Notification(ground.stationery),
            new AnswerNotice(ground.stationery),
            new Letterheads(
                ground.directory, ground.addresses, ground.returnPaths, ground.deployment),
            ground.deployment,
            ground.random),
        reports(ground),
        new Endings(ground.database, ground.ownMails),
        new Suspension(
            ground.database, ground.directory, ground.custody, ground.retries.giveUpAfter()),
        ground.retries,
        ground.clock,
        ground.random);
  }
}
