package io.postern.dns;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The resolver that asks real servers and knows what their answers are worth ({@link DnssecMode}).
 * Answers are kept as long as their TTL and their signatures say (negative ones as RFC 2308 says),
 * trouble for five seconds; a question that is already under way is not asked twice.
 *
 * <p>A look-up waits for the network on a virtual thread. Signatures are checked on as many
 * platform threads as there are processors, where the time they take can be measured.
 */
public final class DnsResolver implements Resolver, AutoCloseable {

  /** How long trouble is remembered, so that a full queue does not ask a dead zone per message. */
  private static final Duration TROUBLE = Duration.ofSeconds(5);

  private final AsyncCache<Question, Finding> cache;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ExecutorService processors =
      Executors.newFixedThreadPool(
          Math.max(2, Runtime.getRuntime().availableProcessors()),
          Thread.ofPlatform().daemon().name("dnssec-", 0).factory());
  private final InstantSource clock;
  private final ResolverSettings.Limits limits;
  private final Judge judge;

  /**
   * Opens the resolver; it asks nothing yet.
   *
   * @param clock what TTLs and signatures go by; time-outs go by real time
   * @throws IOException with one line for the operator, when what is known of the root's keys
   *     cannot be read
   */
  public DnsResolver(ResolverSettings settings, InstantSource clock) throws IOException {
    this.clock = clock;
    this.limits = settings.limits();
    List<InetSocketAddress> servers =
        settings.servers().isEmpty()
            ? ResolverConfig.getCurrentConfig().servers()
            : settings.servers();
    Wire wire = new Wire(servers, limits.timeout(), limits.tries());
    Ticker ticker = () -> nanos(clock.instant());
    this.judge =
        switch (settings.mode()) {
          case VALIDATE -> validating(settings, new Upstream(wire, threads, this::budget, ticker));
          case TRUST_AD -> new TrustedBit(wire);
        };
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(settings.cacheEntries())
            .expireAfter(Expiry.<Question, Finding>creating((q, finding) -> keep(finding.answer())))
            .ticker(ticker)
            .executor(threads)
            .buildAsync();
  }

  private Judge validating(ResolverSettings settings, Upstream upstream) throws IOException {
    if (settings.stateFolder().isEmpty()) {
      return new Validator(upstream, settings.anchors(), clock);
    }
    RootKeeper root =
        new RootKeeper(settings.stateFolder().get(), settings.anchors(), clock, threads);
    Validator validator = new Validator(upstream, root.anchors(), clock);
    return (question, lookUp) -> {
      root.lookWhenDue(validator, this::budget, validator::trust);
      return validator.judge(question, lookUp);
    };
  }

  @Override
  public Answer<Mx> mx(Domain domain) {
    return typed(ask(domain, Type.MX), MXRecord.class, Records::mx);
  }

  @Override
  public Answer<InetAddress> addresses(Domain host) {
    return host(host).addresses();
  }

  @Override
  public Answer<InetAddress> addresses(Domain host, Family family) {
    return switch (family) {
      case V4 -> typed(ask(host, Type.A), ARecord.class, ARecord::getAddress);
      case V6 -> typed(ask(host, Type.AAAA), AAAARecord.class, AAAARecord::getAddress);
    };
  }

  @Override
  public Answer<Domain> names(InetAddress address) {
    Answer<Record> answer = ask(ReverseMap.fromAddress(address), Type.PTR);
    List<Domain> names = new ArrayList<>();
    for (Record record : answer.records()) {
      try {
        names.add(Domain.of(((PTRRecord) record).getTarget().toString(true)));
      } catch (BadAddress noDomain) {
        continue; // nobody can look it up again, so nobody can believe it
      }
    }
    if (names.isEmpty() && answer.status() == Answer.Status.FOUND) {
      return Answer.none(Answer.Status.NO_DATA, answer.security(), answer.ttl());
    }
    return new Answer<>(answer.status(), answer.security(), names, answer.ttl(), answer.why());
  }

  @Override
  public HostAnswer host(Domain host) {
    CompletableFuture<Finding> asking = start(absolute(host), Type.AAAA);
    Finding four = await(new Question(absolute(host), Type.A));
    Finding six = await(asking, new Question(absolute(host), Type.AAAA));
    Answer<InetAddress> v4 = typed(four.answer(), ARecord.class, ARecord::getAddress);
    Answer<InetAddress> v6 = typed(six.answer(), AAAARecord.class, AAAARecord::getAddress);
    Finding telling = v4.status() == Answer.Status.FAILED ? six : four;
    Finding other = telling == four && v6.status() != Answer.Status.FAILED ? six : telling;
    return new HostAnswer(
        either(v4, v6),
        domain(telling.end(), host),
        Inquiry.weaker(telling.firstStep(), other.firstStep()));
  }

  @Override
  public Answer<Tlsa> tlsa(Domain base, int port) {
    Name name;
    try {
      name = Name.fromString("_" + port + "._tcp." + base.ascii() + ".");
    } catch (TextParseException tooLong) {
      return Answer.failed(Answer.Security.UNKNOWN, "no name can be that long");
    }
    return typed(await(new Question(name, Type.TLSA)).answer(), TLSARecord.class, Records::tlsa);
  }

  @Override
  public Answer<String> txt(Domain name) {
    return typed(ask(name, Type.TXT), TXTRecord.class, Records::joined);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    processors.shutdownNow();
  }

  /** Any question, for those of this package who want what is not in the interface. */
  Answer<Record> ask(Name name, int type) {
    return await(new Question(name, type)).answer();
  }

  private Answer<Record> ask(Domain domain, int type) {
    return ask(absolute(domain), type);
  }

  private LookUp budget() {
    return new LookUp(limits, processors);
  }

  private CompletableFuture<Finding> start(Name name, int type) {
    return cache.get(
        new Question(name, type),
        (question, executor) ->
            CompletableFuture.supplyAsync(
                () -> new Inquiry(judge, clock, question, budget()).ask(), threads));
  }

  private Finding await(Question question) {
    return await(start(question.name(), question.type()), question);
  }

  private static Finding await(CompletableFuture<Finding> future, Question question) {
    try {
      return future.get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Finding.failed(question, Answer.Security.UNKNOWN, "interrupted");
    } catch (ExecutionException bug) {
      return Finding.failed(
          question, Answer.Security.UNKNOWN, "the look-up broke off: " + bug.getCause());
    }
  }

  private static <R extends Record, T> Answer<T> typed(
      Answer<Record> answer, Class<R> type, Function<R, T> reading) {
    return new Answer<>(
        answer.status(),
        answer.security(),
        answer.records().stream().map(type::cast).map(reading).toList(),
        answer.ttl(),
        answer.why());
  }

  private static Answer<InetAddress> either(Answer<InetAddress> v4, Answer<InetAddress> v6) {
    if (v4.security() == Answer.Security.BOGUS) {
      return v4;
    }
    if (v6.security() == Answer.Security.BOGUS) {
      return v6;
    }
    if (v4.status() == Answer.Status.FAILED || v6.status() == Answer.Status.FAILED) {
      // What one family says is worth what it is worth. Were it worth less because the other did
      // not come, dropping that one on the way would be enough to make DANE go away.
      Answer<InetAddress> came = v4.status() == Answer.Status.FAILED ? v6 : v4;
      Answer<InetAddress> lost = came == v4 ? v6 : v4;
      return came.status() == Answer.Status.FOUND ? came : lost;
    }
    List<InetAddress> all = new ArrayList<>(v4.records());
    all.addAll(v6.records());
    Duration ttl = v4.ttl().compareTo(v6.ttl()) < 0 ? v4.ttl() : v6.ttl();
    Answer.Security security = Inquiry.weaker(v4.security(), v6.security());
    return all.isEmpty()
        ? Answer.none(v4.status(), security, ttl)
        : Answer.found(security, all, ttl);
  }

  private static Duration keep(Answer<Record> answer) {
    if (answer.status() == Answer.Status.FAILED) {
      return TROUBLE;
    }
    return answer.ttl().compareTo(Ttl.LONGEST) > 0 ? Ttl.LONGEST : answer.ttl();
  }

  private static long nanos(Instant now) {
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private static Domain domain(Name end, Domain asked) {
    try {
      return Domain.of(end.toString(true));
    } catch (BadAddress noHostName) {
      return asked;
    }
  }

  private static Name absolute(Domain domain) {
    try {
      return Name.fromString(domain.ascii(), Name.root);
    } catch (TextParseException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
