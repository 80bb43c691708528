package io.postern.dns;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * What the validator sees of the network: real servers behind a {@link LookUp}'s budget and the
 * {@link CostLimits}. Keys and their digests are kept, so that the next zone under the same parent
 * costs two queries. They are kept as they came, not as judged: whatever is made of them, their
 * signatures are checked again.
 */
final class Upstream implements Resolver {

  /** A damaged key is found damaged again for no longer than this. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final Wire wire;
  private final Executor threads;
  private final Supplier<LookUp> freshBudget;
  private final AsyncCache<Question, Reply> keys;

  /**
   * @param threads virtual ones, to wait for the network
   * @param freshBudget for queries that several look-ups wait for
   * @param ticker nanoseconds of the same clock that the answers' cache goes by
   */
  Upstream(Wire wire, Executor threads, Supplier<LookUp> freshBudget, Ticker ticker) {
    this.wire = wire;
    this.threads = threads;
    this.freshBudget = freshBudget;
    this.keys =
        Caffeine.newBuilder()
            .maximumSize(5_000)
            .expireAfter(Expiry.<Question, Reply>creating((q, reply) -> keep(reply)))
            .ticker(ticker)
            .executor(threads)
            .buildAsync();
  }

  /** Forgets keys and digests, after something did not validate: they may be to blame. */
  void forgetKeys() {
    keys.synchronous().invalidateAll();
  }

  @Override
  public CompletionStage<Message> sendAsync(Message query, Executor executor) {
    if (!(executor instanceof LookUp lookUp)) {
      throw new IllegalArgumentException("a query without a budget");
    }
    Stage<Message> answer = new Stage<>(lookUp);
    threads.execute(() -> {
      try {
        Message response = ask(query, lookUp);
        lookUp.execute(() -> answer.complete(response));
      } catch (Trouble trouble) {
        lookUp.note(trouble);
        lookUp.execute(() -> answer.completeExceptionally(trouble));
      }
    });
    return answer;
  }

  private Message ask(Message query, LookUp lookUp) throws Trouble {
    Record asked = query.getQuestion();
    if (asked.getType() != Type.DNSKEY && asked.getType() != Type.DS) {
      return checked(query, lookUp);
    }
    lookUp.spendQuery();
    CompletableFuture<Reply> flight =
        keys.get(
            new Question(asked.getName(), asked.getType()),
            (question, executor) -> CompletableFuture.supplyAsync(() -> inFlight(query), threads));
    try {
      Message message =
          flight.get(lookUp.left().toMillis() + 1, TimeUnit.MILLISECONDS).messageOrTrouble();
      lookUp.spendSignatures(CostLimits.signatures(message));
      return message.clone();
    } catch (ExecutionException bug) {
      throw Trouble.noAnswer("the look-up of a key broke off: " + bug.getCause());
    } catch (TimeoutException late) {
      throw Trouble.noAnswer("no answer about a key in time");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Trouble.noAnswer("interrupted");
    }
  }

  private Reply inFlight(Message query) {
    try {
      return new Reply(checked(query, freshBudget.get()), null);
    } catch (Trouble trouble) {
      return new Reply(null, trouble);
    }
  }

  private Message checked(Message query, LookUp lookUp) throws Trouble {
    Message response = wire.ask(query, lookUp);
    CostLimits.check(response);
    Message relevant = Relevance.of(response);
    lookUp.spendSignatures(CostLimits.signatures(relevant));
    return relevant;
  }

  private static Duration keep(Reply reply) {
    Duration ttl = reply.message() == null ? Duration.ZERO : Ttl.of(reply.message());
    return ttl.compareTo(LONGEST) > 0 ? LONGEST : ttl;
  }

  /** One of the two. */
  private record Reply(@Nullable Message message, @Nullable Trouble trouble) {
    Message messageOrTrouble() throws Trouble {
      if (message == null) {
        throw trouble == null ? Trouble.noAnswer("no answer") : trouble;
      }
      return message;
    }
  }

  /** Keeps what the validator does next on the look-up's executor, where it names no other. */
  private static final class Stage<T> extends CompletableFuture<T> {
    private final Executor executor;

    Stage(Executor executor) {
      this.executor = executor;
    }

    @Override
    public Executor defaultExecutor() {
      return executor;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new Stage<>(executor);
    }
  }

  // The rest of dnsjava's interface: settings that are ours alone.

  @Override
  public void setPort(int port) {
    throw new UnsupportedOperationException("the servers are fixed");
  }

  @Override
  public void setTCP(boolean flag) {
    throw new UnsupportedOperationException("TCP is taken where it is needed");
  }

  @Override
  public void setIgnoreTruncation(boolean flag) {
    if (flag) {
      throw new UnsupportedOperationException("truncated answers prove nothing");
    }
  }

  @Override
  public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
    // The wire asks for signatures anyway.
  }

  @Override
  public void setTSIGKey(TSIG key) {
    throw new UnsupportedOperationException("no TSIG");
  }

  @Override
  public void setTimeout(Duration timeout) {
    throw new UnsupportedOperationException("the look-up has the time");
  }
}
