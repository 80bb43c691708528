package io.postern.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Asks recursive servers one question: UDP, then TCP where the answer did not fit, one server after
 * another, aliases followed. Bounded: 40 queries and 8 aliases, whatever the zone does (SPEC 7.2).
 */
final class Inquiry {

  private static final int MOST_QUERIES = 40;
  private static final int MOST_ALIASES = 8;

  /** DNS flag day 2020: what passes without fragments. */
  private static final int UDP_OCTETS = 1232;

  private final List<InetSocketAddress> servers;
  private final Duration timeout;
  private final int tries;

  Inquiry(List<InetSocketAddress> servers, Duration timeout, int tries) {
    this.servers = List.copyOf(servers);
    this.timeout = timeout;
    this.tries = tries;
  }

  Answer<Record> ask(Question question) {
    Budget budget = new Budget();
    Name name = question.name();
    Duration ttl = Duration.ofDays(1);
    for (int aliases = 0; aliases <= MOST_ALIASES; ) {
      Message response = query(new Question(name, question.type()), budget);
      if (response == null) {
        return Answer.failed(Answer.Security.UNKNOWN, budget.trouble);
      }
      Name asked = name;
      CNAMERecord alias = alias(response, name);
      while (alias != null && aliases <= MOST_ALIASES) {
        aliases++;
        ttl = shorter(ttl, alias.getTTL());
        name = alias.getTarget();
        alias = alias(response, name);
      }
      if (response.getRcode() == Rcode.NXDOMAIN) {
        return Answer.none(
            Answer.Status.NO_SUCH_NAME, Answer.Security.UNKNOWN, negativeTtl(response, ttl));
      }
      List<Record> records = at(response, name, question.type());
      if (!records.isEmpty()) {
        for (Record record : records) {
          ttl = shorter(ttl, record.getTTL());
        }
        return Answer.found(Answer.Security.UNKNOWN, records, ttl);
      }
      if (name.equals(asked)) {
        return Answer.none(
            Answer.Status.NO_DATA, Answer.Security.UNKNOWN, negativeTtl(response, ttl));
      }
      // The server gave aliases only, not what stands at their end: ask for that.
    }
    return Answer.failed(Answer.Security.UNKNOWN, "too many aliases");
  }

  private @Nullable Message query(Question question, Budget budget) {
    for (int round = 0; round < tries; round++) {
      for (InetSocketAddress server : servers) {
        if (budget.left-- <= 0) {
          budget.trouble = "too many queries";
          return null;
        }
        Message response = send(server, question, budget);
        if (response != null) {
          return response;
        }
        if (Thread.currentThread().isInterrupted()) {
          return null;
        }
      }
    }
    return null;
  }

  /** One query to one server; null when its answer is none to rely on. */
  private @Nullable Message send(InetSocketAddress server, Question question, Budget budget) {
    Record asked = Record.newRecord(question.name(), question.type(), DClass.IN);
    // Truncated answers are asked for again over TCP by SimpleResolver itself (RFC 7766).
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(timeout);
    resolver.setEDNS(0, UDP_OCTETS, 0, List.of());
    CompletableFuture<Message> future =
        resolver.sendAsync(Message.newQuery(asked)).toCompletableFuture();
    try {
      // Twice: once over UDP, once over TCP. The resolver's own limit comes first.
      Message response = future.get(2 * timeout.toMillis() + 500, TimeUnit.MILLISECONDS);
      int rcode = response.getRcode();
      Record echoed = response.getQuestion();
      if (!response.getHeader().getFlag(Flags.QR) || echoed == null || !echoed.equals(asked)) {
        budget.trouble = "an answer to something else";
      } else if (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN) {
        return response;
      } else {
        budget.trouble = Rcode.string(rcode);
      }
    } catch (ExecutionException failed) {
      budget.trouble = "no answer from the DNS server";
    } catch (TimeoutException late) {
      future.cancel(true);
      budget.trouble = "no answer from the DNS server in time";
    } catch (InterruptedException stopped) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      budget.trouble = "interrupted";
    }
    return null;
  }

  private static @Nullable CNAMERecord alias(Message response, Name name) {
    for (Record record : response.getSection(Section.ANSWER)) {
      if (record instanceof CNAMERecord alias && record.getName().equals(name)) {
        return alias;
      }
    }
    return null;
  }

  private static List<Record> at(Message response, Name name, int type) {
    List<Record> records = new ArrayList<>();
    for (Record record : response.getSection(Section.ANSWER)) {
      if (record.getType() == type && record.getName().equals(name)) {
        records.add(record);
      }
    }
    return records;
  }

  /** RFC 2308 section 5: the lesser of the SOA's TTL and its last field; without SOA, not kept. */
  private static Duration negativeTtl(Message response, Duration aliases) {
    for (Record record : response.getSection(Section.AUTHORITY)) {
      if (record.getType() == Type.SOA && record instanceof SOARecord soa) {
        return shorter(shorter(aliases, soa.getTTL()), soa.getMinimum());
      }
    }
    return Duration.ZERO;
  }

  private static Duration shorter(Duration known, long seconds) {
    Duration other = Duration.ofSeconds(Math.max(0, seconds));
    return other.compareTo(known) < 0 ? other : known;
  }

  /** What one look-up may still spend, and what went wrong last. */
  private static final class Budget {
    private int left = MOST_QUERIES;
    private String trouble = "no DNS server is configured";
  }
}
