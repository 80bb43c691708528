package io.postern.dispatch;

import io.postern.conversation.Contents;
import io.postern.conversation.GivenRights;
import io.postern.conversation.LoopMarker;
import io.postern.conversation.TransportMark;
import io.postern.delivery.Courier;
import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.notice.AnswerNotice;
import io.postern.notice.Dsn;
import io.postern.notice.Notification;
import io.postern.notice.Stationery;
import io.postern.queue.OwnMails;
import io.postern.queue.RetrySchedule;
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
      Courier courier,
      Norm norm,
      OwnMails ownMails,
      Custody custody,
      Stationery stationery,
      Deployment deployment,
      RetrySchedule retries,
      InstantSource clock,
      SecureRandom random) {}

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
            ground.deployment,
            ground.random),
        new Reports(
            ground.database,
            ground.directory,
            ground.addresses,
            contents,
            new Dsn(ground.stationery),
            ground.ownMails,
            ground.deployment),
        new Endings(ground.database, ground.ownMails),
        new Suspension(
            ground.database, ground.directory, ground.custody, ground.retries.giveUpAfter()),
        ground.retries,
        ground.clock,
        ground.random);
  }
}
