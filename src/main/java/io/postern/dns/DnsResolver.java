package io.postern.dns;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * The resolver that asks real servers. Answers are kept as long as their TTL says (negative ones as
 * RFC 2308 says), trouble for five seconds; a question that is already under way is not asked
 * twice. It does not validate signatures and believes no AD bit, so nothing here is ever {@code
 * SECURE}.
 */
public final class DnsResolver implements Resolver, AutoCloseable {

  /** However long a zone wants its records kept. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /** How long trouble is remembered, so that a full queue does not ask a dead zone per message. */
  private static final Duration TROUBLE = Duration.ofSeconds(5);

  private final AsyncCache<Question, Answer<Record>> cache;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Inquiry inquiry;

  public DnsResolver(ResolverSettings settings, InstantSource clock) {
    List<InetSocketAddress> servers =
        settings.servers().isEmpty()
            ? ResolverConfig.getCurrentConfig().servers()
            : settings.servers();
    this.inquiry = new Inquiry(servers, settings.timeout(), settings.tries());
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(settings.cacheEntries())
            .expireAfter(Expiry.<Question, Answer<Record>>creating((q, a) -> keep(a)))
            .ticker(() -> nanos(clock.instant()))
            .executor(threads)
            .buildAsync();
  }

  @Override
  public Answer<Mx> mx(Domain domain) {
    return typed(ask(domain, Type.MX), MXRecord.class, DnsResolver::mx);
  }

  @Override
  public Answer<InetAddress> addresses(Domain host) {
    CompletableFuture<Answer<Record>> six = start(host, Type.AAAA);
    Answer<InetAddress> v4 = typed(await(start(host, Type.A)), ARecord.class, ARecord::getAddress);
    Answer<InetAddress> v6 = typed(await(six), AAAARecord.class, AAAARecord::getAddress);
    return either(v4, v6);
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
    Answer<Record> answer = await(start(ReverseMap.fromAddress(address), Type.PTR));
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
    Answer<InetAddress> addresses = addresses(host);
    return new HostAnswer(addresses, host, addresses.security());
  }

  @Override
  public Answer<Tlsa> tlsa(Domain base, int port) {
    Name name = Name.fromConstantString("_" + port + "._tcp." + base.ascii() + ".");
    return typed(await(start(name, Type.TLSA)), TLSARecord.class, DnsResolver::tlsa);
  }

  @Override
  public Answer<String> txt(Domain name) {
    return typed(ask(name, Type.TXT), TXTRecord.class, DnsResolver::joined);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private Answer<Record> ask(Domain domain, int type) {
    return await(start(domain, type));
  }

  private CompletableFuture<Answer<Record>> start(Domain domain, int type) {
    return start(absolute(domain), type);
  }

  private CompletableFuture<Answer<Record>> start(Name name, int type) {
    return cache.get(
        new Question(name, type),
        (question, executor) ->
            CompletableFuture.supplyAsync(() -> inquiry.ask(question), threads));
  }

  private static Answer<Record> await(CompletableFuture<Answer<Record>> future) {
    try {
      return future.get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Answer.failed(Answer.Security.UNKNOWN, "interrupted");
    } catch (ExecutionException bug) {
      return Answer.failed(Answer.Security.UNKNOWN, "the look-up broke off: " + bug.getCause());
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
    List<InetAddress> all = new ArrayList<>(v4.records());
    all.addAll(v6.records());
    Duration ttl = v4.ttl().compareTo(v6.ttl()) < 0 ? v4.ttl() : v6.ttl();
    // The weaker of the two: enum order is from SECURE downwards.
    Answer.Security security =
        v4.security().compareTo(v6.security()) > 0 ? v4.security() : v6.security();
    if (!all.isEmpty()) {
      return Answer.found(security, all, ttl);
    }
    if (v4.status() == Answer.Status.FAILED) {
      return v4;
    }
    return v6.status() == Answer.Status.FAILED ? v6 : Answer.none(v4.status(), security, ttl);
  }

  private static Mx mx(MXRecord record) {
    Name target = record.getTarget();
    // The root prints as a dot even without its last dot.
    String host = target.equals(Name.root) ? "" : target.toString(true).toLowerCase(Locale.ROOT);
    return new Mx(record.getPriority(), host);
  }

  private static Tlsa tlsa(TLSARecord record) {
    return new Tlsa(
        record.getCertificateUsage(),
        record.getSelector(),
        record.getMatchingType(),
        record.getCertificateAssociationData());
  }

  private static String joined(TXTRecord record) {
    StringBuilder text = new StringBuilder();
    for (byte[] piece : record.getStringsAsByteArrays()) {
      text.append(new String(piece, StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  private static Duration keep(Answer<Record> answer) {
    if (answer.status() == Answer.Status.FAILED) {
      return TROUBLE;
    }
    return answer.ttl().compareTo(LONGEST) > 0 ? LONGEST : answer.ttl();
  }

  private static long nanos(Instant now) {
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private static Name absolute(Domain domain) {
    try {
      return Name.fromString(domain.ascii(), Name.root);
    } catch (TextParseException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
