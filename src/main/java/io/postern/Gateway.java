package io.postern;

import io.postern.admin.Administration;
import io.postern.admin.DomainRounds;
import io.postern.admin.HeldCopies;
import io.postern.admin.ReturnPathRounds;
import io.postern.bounces.BouncesServer;
import io.postern.config.BouncesSection;
import io.postern.config.PosternConfig;
import io.postern.conversation.Doors;
import io.postern.conversation.GivenRights;
import io.postern.conversation.Locks;
import io.postern.conversation.LoopMarker;
import io.postern.delivery.Courier;
import io.postern.delivery.SigningCourier;
import io.postern.delivery.SmtpCourier;
import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.directory.SmtpCredential;
import io.postern.dispatch.Aftermath;
import io.postern.dispatch.Custody;
import io.postern.dispatch.Dispatch;
import io.postern.dispatch.Housekeeping;
import io.postern.dispatch.LostReports;
import io.postern.dispatch.Rewrapping;
import io.postern.dispatch.WaitingList;
import io.postern.dmarc.Dmarc;
import io.postern.dns.DnsResolver;
import io.postern.intake.CopyWriter;
import io.postern.intake.MessageSlots;
import io.postern.intake.SealedAnswers;
import io.postern.intake.SealedIntake;
import io.postern.intake.SubmissionRecords;
import io.postern.notice.DomainNotice;
import io.postern.notice.HttpSmsProvider;
import io.postern.notice.SmsOutcome;
import io.postern.notice.SmsProvider;
import io.postern.notice.Stationery;
import io.postern.portal.FilePortal;
import io.postern.portal.GuestPortal;
import io.postern.portal.WebServer;
import io.postern.queue.Item;
import io.postern.queue.OwnMailHandler;
import io.postern.queue.OwnMails;
import io.postern.queue.Queue;
import io.postern.queue.QueueRunner;
import io.postern.returnpath.ReturnPaths;
import io.postern.seal.Addresses;
import io.postern.seal.FileKeyService;
import io.postern.seal.Passwords;
import io.postern.spf.Spf;
import io.postern.standing.DkimKeys;
import io.postern.standing.DomainChecks;
import io.postern.standing.IncomingChecks;
import io.postern.standing.PublishedStanding;
import io.postern.standing.Signatures;
import io.postern.standing.SpfOfOurs;
import io.postern.standing.Standings;
import io.postern.store.ContentLog;
import io.postern.store.OwnerOnly;
import io.postern.store.SqliteDatabase;
import io.postern.store.StoreSettings;
import io.postern.submission.SubmissionServer;
import io.postern.transport.EgressClient;
import io.postern.transport.HttpsPolicies;
import io.postern.transport.SessionResult;
import io.postern.transport.mtasts.StsPolicies;
import io.postern.transport.mtasts.StsRenewal;
import io.postern.transport.nta7516.Norm;
import io.postern.webapp.WebApp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole gateway: what is wired to what, from top to bottom. {@link #open} makes what lies below
 * the doors; {@link #serve} opens the doors; {@link #close} shuts them first.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  /** Longer than the deadlines of any attempt in sum. */
  private static final Duration LEASE = Duration.ofHours(1);

  private static final Duration DRAIN = Duration.ofSeconds(20);
  private static final int HEADER_LIMIT = 256 * 1024;

  private final PosternConfig config;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

  private final SqliteDatabase database;
  private final FileKeyService keys;
  private final Addresses addresses;
  private final Directory directory;
  private final Passwords passwords;
  private final DnsResolver resolver;
  private final DkimKeys dkim;
  private final Standings standings;
  private final Queue queue;
  private @Nullable SubmissionServer submission;
  private @Nullable WebServer web;
  private @Nullable BouncesServer bounces;
  private @Nullable Housekeeping housekeeping;
  private @Nullable DomainRounds rounds;

  private Gateway(PosternConfig config, InstantSource clock, SecureRandom random)
      throws IOException {
    this.config = config;
    this.clock = clock;
    this.random = random;
    OwnerOnly.folder(config.data());
    keys =
        closing(
            FileKeyService.open(
                config.keys().master(), config.keys().queueFolder(), config.data(), clock, random));
    database =
        closing(SqliteDatabase.open(config.data().resolve("postern.db"), StoreSettings.defaults()));
    addresses = new Addresses(keys);
    directory = new Directory(database, clock);
    passwords = new Passwords(random);
    resolver = closing(new DnsResolver(config.dns().settings(config.data()), clock));
    dkim = new DkimKeys(database, keys, resolver, clock, random);
    standings = new Standings(database, directory, clock);
    queue = new Queue(database, clock, LEASE);
  }

  /**
   * Opens store, keys and directory.
   *
   * @throws IOException with one line for the operator
   */
  public static Gateway open(PosternConfig config, InstantSource clock, SecureRandom random)
      throws IOException {
    return new Gateway(config, clock, random);
  }

  /** The operations of administration on this gateway's store. */
  public Administration administration() {
    WaitingList waiting = new WaitingList(database, addresses);
    Custody custody = custody();
    HeldCopies held =
        new DecidedRights(
            new Locks(
                database,
                directory,
                addresses,
                new OwnMails(database, queue, keys, addresses, clock),
                new Stationery(config.mail().hostname(), clock, random),
                deployment(),
                clock),
            waiting,
            custody);
    return new Administration(
        new Administration.World(
            database,
            directory,
            keys,
            passwords,
            addresses,
            resolver,
            held,
            waiting,
            custody,
            dkim,
            checks(),
            standings,
            new DomainLetters(
                database,
                new OwnMails(database, queue, keys, addresses, clock),
                new DomainNotice(new Stationery(config.mail().hostname(), clock, random)),
                deployment()),
            deployment(),
            config.bounces().map(BouncesSection::host).orElse(null),
            clock,
            random));
  }

  /** What a process of this deployment does; all of it, unless told otherwise. */
  public enum Role {
    /** Takes mail in. */
    SUBMISSION,
    /** Works through the queue: decides, delivers, notifies, reports. */
    DELIVERY,
    /** Shows the portal and the web app. */
    WEB;

    /** All of them. */
    public static final Set<Role> ALL = Set.of(values());
  }

  /** Opens all doors. */
  public void serve() throws IOException, GeneralSecurityException {
    serve(Role.ALL);
  }

  /**
   * Opens the doors of these roles: queue first, then web, then submission. What a missing role
   * would do waits, durably, until a process with that role runs.
   */
  public void serve(Set<Role> roles) throws IOException, GeneralSecurityException {
    Deployment deployment = deployment();
    // Not before: the command line works beside a running server, and the log has one owner.
    ContentLog contents = closing(ContentLog.open(config.data().resolve("contents"), clock));
    Stationery stationery = new Stationery(config.mail().hostname(), clock, random);
    OwnMails ownMails = new OwnMails(database, queue, keys, addresses, clock);
    GivenRights givenRights = new GivenRights(keys);
    LoopMarker loopMarker = new LoopMarker(keys);
    ReturnPaths returnPaths = new ReturnPaths(directory, keys, clock, config.bounces().isPresent());
    CopyWriter copyWriter = new CopyWriter(database, addresses, queue);
    MessageSlots slots = new MessageSlots(keys);

    Doors doors =
        Doors.of(
            new Doors.Ground(
                database,
                contents,
                directory,
                keys,
                addresses,
                passwords,
                ownMails,
                returnPaths,
                new SealedAnswers(
                    database,
                    directory,
                    contents,
                    keys,
                    addresses,
                    copyWriter,
                    slots,
                    clock,
                    random),
                stationery,
                deployment,
                config.web().maxUpload(),
                clock,
                random));

    StsPolicies policies = policies();
    SmtpCourier smtp =
        closing(
            new SmtpCourier(
                config.delivery().settings(ownListeners()),
                resolver,
                policies,
                SessionResult.Listener.NOBODY,
                clock,
                random));
    // Whatever leaves, whoever wrote it, is signed on the way.
    Courier courier = new SigningCourier(smtp, new Signatures(dkim, clock));
    LostReports lostReports =
        new LostReports(database, directory, addresses, stationery, ownMails, deployment, clock);
    OwnMailHandler ownMailHandler =
        new OwnMailHandler(
            database,
            keys,
            addresses,
            courier,
            sms(),
            config.queue().retries(),
            clock,
            random,
            List.of(doors.handOvers(), lostReports));
    Dispatch.Ground dispatch =
        new Dispatch.Ground(
            database,
            contents,
            directory,
            keys,
            addresses,
            givenRights,
            loopMarker,
            returnPaths,
            courier,
            norm(),
            ownMails,
            custody(),
            stationery,
            deployment,
            config.queue().retries(),
            config.delivery().linkFrom(),
            clock,
            random);
    QueueRunner runner =
        new QueueRunner(
            queue,
            Map.of(Item.Kind.COPY, Dispatch.of(dispatch), Item.Kind.OWN_MAIL, ownMailHandler),
            config.queue(),
            clock,
            random);
    if (roles.contains(Role.DELIVERY)) {
      queue.recover();
      closing(runner).start();
      DomainRounds looking = closing(new DomainRounds(administration().domains()));
      looking.start();
      rounds = looking;
    }
    Housekeeping tidying =
        closing(new Housekeeping(database, contents, keys, queue, lostReports, clock));
    tidying.start();
    housekeeping = tidying;

    if (roles.contains(Role.WEB)) {
      WebServer webServer =
          WebServer.start(
              config.web(),
              clock,
              random,
              new GuestPortal(doors.guests(), true),
              new FilePortal(doors.files(), true),
              new WebApp(doors.accounts()));
      web = closing(webServer);
    }

    if (config.bounces().isPresent()) {
      openBounces(config.bounces().get(), returnPaths, Dispatch.aftermath(dispatch));
    }

    if (roles.contains(Role.SUBMISSION)) {
      SubmissionServer server =
          new SubmissionServer(
              config.submission().settings(config.mail()),
              directory,
              secret -> keys.digest(SmtpCredential.DIGEST, secret),
              new SealedIntake(
                  directory,
                  contents,
                  new SubmissionRecords(
                      database, addresses, givenRights, copyWriter, slots, random),
                  standings,
                  loopMarker,
                  config.mail().hostname(),
                  HEADER_LIMIT,
                  clock,
                  random),
              clock,
              random);
      server.start();
      submission = server;
      toClose.push(() -> {
        server.drain(DRAIN);
        server.close();
      });
    }
    log.info("Postern is ready");
  }

  private Norm norm() {
    return new Norm(
        config.norm(),
        resolver,
        new PublishedStanding(dkim, spf(), new Dmarc(resolver)),
        clock,
        random);
  }

  private SpfOfOurs spf() {
    return new SpfOfOurs(
        resolver, new Spf(resolver, config.mail().hostname(), clock), config.mail().ourAddresses());
  }

  private DomainChecks checks() {
    return new DomainChecks(
        resolver, dkim, spf(), new Dmarc(resolver), new IncomingChecks(resolver, norm()), clock);
  }

  private Custody custody() {
    return new Custody(
        database,
        queue,
        new Rewrapping(database, keys, clock),
        config.queue().giveUpAfter(),
        clock);
  }

  /** Recipient domains' MTA-STS policies, renewed as long as the gateway serves. */
  private StsPolicies policies() throws IOException {
    EgressClient web =
        closing(
            new EgressClient(
                resolver,
                config.delivery().egress(ownListeners()),
                config.delivery().roots(),
                clock,
                random));
    StsPolicies policies =
        closing(
            new StsPolicies(
                resolver, new HttpsPolicies(web, config.delivery().policyPort()), database, clock));
    closing(new StsRenewal(policies)).start();
    return policies;
  }

  private void openBounces(BouncesSection section, ReturnPaths returnPaths, Aftermath aftermath)
      throws IOException {
    BouncesServer server =
        new BouncesServer(
            section.settings(config.submission()),
            returnPaths,
            config.web().publicUrl(),
            aftermath::came,
            clock,
            random);
    server.start();
    bounces = server;
    closing(new ReturnPathRounds(administration().returnPaths())).start();
    toClose.push(() -> server.drain(DRAIN));
  }

  private Deployment deployment() {
    return new Deployment(
        config.mail().hostname(),
        config.mail().postmaster(),
        config.web().publicUrl(),
        config.web().zone());
  }

  private SmsProvider sms() throws GeneralSecurityException {
    if (config.sms().isEmpty()) {
      return (number, text) -> new SmsOutcome.Refused("no SMS provider is configured");
    }
    return closing(
        new HttpSmsProvider(
            config.sms().get().settings(), System.getenv()::get, SSLContext.getDefault()));
  }

  private List<InetSocketAddress> ownListeners() {
    List<InetSocketAddress> own = new ArrayList<>();
    own.add(new InetSocketAddress(config.submission().bind(), config.submission().port()));
    config
        .submission()
        .tlsPort()
        .ifPresent(port -> own.add(new InetSocketAddress(config.submission().bind(), port)));
    config
        .bounces()
        .ifPresent(section -> own.add(new InetSocketAddress(section.bind(), section.port())));
    own.add(config.web().listen());
    return own;
  }

  /** The store, for what only the operator's own tools look at. */
  public SqliteDatabase database() {
    return database;
  }

  /** How addresses stand in the store. */
  public Addresses addresses() {
    return addresses;
  }

  /** Has the queue look again what is due, such as after the clock was moved. */
  public void wake() {
    queue.wake();
  }

  /** One round of housekeeping now, beside its own pace; the gateway must be serving. */
  public void tidy() throws IOException {
    serving(housekeeping).run();
  }

  /** One round now over the records of all domains; the gateway must be delivering. */
  public void lookRound() {
    serving(rounds).run();
  }

  /** The port of submission with STARTTLS; the gateway must be serving. */
  public int submissionPort() {
    return serving(submission).port();
  }

  /** The port of submission with TLS from the first octet; 0 when it is off. */
  public int submissionsPort() {
    return serving(submission).implicitTlsPort().orElse(0);
  }

  /** The port for what comes back; 0 when it is off. */
  public int bouncesPort() {
    return bounces == null ? 0 : bounces.port();
  }

  /** The port of the web listener. */
  public int webPort() {
    return serving(web).port();
  }

  private static <T> T serving(@Nullable T door) {
    if (door == null) {
      throw new IllegalStateException("the doors are not open");
    }
    return door;
  }

  private <T extends AutoCloseable> T closing(T part) {
    toClose.push(part);
    return part;
  }

  /** Shuts the doors, lets what is under way finish, then closes what lies below. */
  @Override
  public void close() {
    while (!toClose.isEmpty()) {
      AutoCloseable part = toClose.pop();
      try {
        part.close();
      } catch (Exception failed) {
        log.warn("a part did not close", failed);
      }
    }
  }
}
