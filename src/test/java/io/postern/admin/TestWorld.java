package io.postern.admin;

import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.directory.ProvenRight.Method;
import io.postern.dispatch.Custody;
import io.postern.dispatch.Rewrapping;
import io.postern.dispatch.WaitingList;
import io.postern.dmarc.Dmarc;
import io.postern.dns.Answer;
import io.postern.dns.HostAnswer;
import io.postern.dns.Mx;
import io.postern.dns.Resolver;
import io.postern.dns.Tlsa;
import io.postern.queue.Queue;
import io.postern.seal.Addresses;
import io.postern.seal.FileKeyService;
import io.postern.seal.KeyService;
import io.postern.seal.Passwords;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.spf.Spf;
import io.postern.standing.DkimKeys;
import io.postern.standing.DomainChecks;
import io.postern.standing.IncomingChecks;
import io.postern.standing.OurAddresses;
import io.postern.standing.PublishedStanding;
import io.postern.standing.SpfOfOurs;
import io.postern.standing.Standings;
import io.postern.store.Database;
import io.postern.store.SqliteDatabase;
import io.postern.store.StoreSettings;
import io.postern.transport.nta7516.Norm;
import io.postern.transport.nta7516.NormProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real store and real keys in a folder; a DNS and a queue that do what the test says. */
public final class TestWorld implements AutoCloseable {
  public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  public final Database database;
  public final KeyService keys;
  public final Directory directory;
  public final Administration administration;

  /** What TXT look-ups find. */
  public final Map<Domain, Answer<String>> txt = new HashMap<>();

  /** What the queue was asked. */
  public final List<Object> asked = new ArrayList<>();

  public TestWorld(Path folder) throws IOException {
    InstantSource clock = InstantSource.fixed(NOON);
    SecureRandom random = new SecureRandom();
    Path data = Files.createDirectories(folder.resolve("data"));
    database = SqliteDatabase.open(data.resolve("postern.db"), StoreSettings.defaults());
    keys =
        FileKeyService.open(
            folder.resolve("keys/master"), folder.resolve("keys/queue"), data, clock, random);
    directory = new Directory(database, clock);
    Resolver dns = new Dns();
    DkimKeys dkim = new DkimKeys(database, keys, dns, clock, random);
    Domain host = Domain.of("gate.example");
    SpfOfOurs spf =
        new SpfOfOurs(
            dns,
            new Spf(dns, host, clock),
            new OurAddresses(host, List.of(InetAddress.ofLiteral("192.0.2.10")), Optional.empty()));
    Norm norm =
        new Norm(
            NormProfile.NTA_7516,
            dns,
            new PublishedStanding(dkim, spf, new Dmarc(dns)),
            clock,
            random);
    administration =
        new Administration(
            new Administration.World(
                database,
                directory,
                keys,
                new Passwords(random),
                new Addresses(keys),
                new Dns(),
                new Held(),
                new WaitingList(database, new Addresses(keys)),
                new Custody(
                    database,
                    new Queue(database, clock, Duration.ofHours(1)),
                    new Rewrapping(database, keys, clock),
                    Duration.ofHours(48),
                    clock),
                dkim,
                new DomainChecks(
                    dns, dkim, spf, new Dmarc(dns), new IncomingChecks(dns, norm), clock),
                new Standings(database, directory, clock),
                (organisation, checked) -> asked.add(checked),
                new Deployment(
                    host,
                    Mailbox.of("postern@gate.example"),
                    URI.create("https://gate.example"),
                    ZoneOffset.UTC),
                Domain.of("gate.postern.example"),
                clock,
                random));
  }

  @Override
  public void close() {
    keys.close();
    database.close();
  }

  private final class Held implements HeldCopies {
    @Override
    public int hold(Cause cause) {
      asked.add(cause);
      return 3;
    }

    @Override
    public int rightDeleted(long organisation, byte[] recipientHash, Method method) {
      asked.add(method);
      return 2;
    }

    @Override
    public boolean unlock(long organisation, byte[] recipientHash) {
      return false;
    }
  }

  private final class Dns implements Resolver {
    @Override
    public Answer<Mx> mx(Domain domain) {
      return Answer.failed(Answer.Security.UNKNOWN, "no test asks");
    }

    @Override
    public Answer<InetAddress> addresses(Domain host) {
      return Answer.failed(Answer.Security.UNKNOWN, "no test asks");
    }

    @Override
    public Answer<InetAddress> addresses(Domain host, Family family) {
      return addresses(host);
    }

    @Override
    public Answer<Domain> names(InetAddress address) {
      return Answer.failed(Answer.Security.UNKNOWN, "no test asks");
    }

    @Override
    public HostAnswer host(Domain host) {
      return new HostAnswer(addresses(host), host, Answer.Security.UNKNOWN);
    }

    @Override
    public Answer<Tlsa> tlsa(Domain base, int port) {
      return Answer.failed(Answer.Security.UNKNOWN, "no test asks");
    }

    @Override
    public Answer<String> txt(Domain name) {
      return txt.getOrDefault(
          name,
          Answer.none(Answer.Status.NO_SUCH_NAME, Answer.Security.INSECURE, Duration.ofMinutes(1)));
    }
  }
}
