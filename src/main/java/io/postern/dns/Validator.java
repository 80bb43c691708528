package io.postern.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * Checks signatures itself (RFC 4035 section 5), with dnsjava's validator. Two things are read off
 * that validator with care. It has no word for "I could not find out": a key that did not come, or
 * an error inside, can leave an answer neither secure nor bogus, which would look like an unsigned
 * one. So what failed on the way is kept in the {@link LookUp}, and an answer counts as unsigned
 * only when the validator says why it is, or has data that it went through to the end.
 *
 * <p>The validator keeps the keys it has proven, by the system's clock and out of reach. So each
 * one serves for a minute of our clock, or until something is bogus: then a stale key may be to
 * blame, and what is left in {@link Upstream} is enough to prove the others again.
 */
final class Validator implements Judge {
  private static final Duration KEYS_SERVE = Duration.ofMinutes(1);

  private final Upstream upstream;
  private final Clock clock;
  private volatile Keys keys;

  /**
   * Keys proven so far.
   *
   * @param anchors what proved them
   * @param until when they have to be proven again
   */
  private record Keys(ValidatingResolver resolver, TrustAnchors anchors, Instant until) {}

  Validator(Upstream upstream, TrustAnchors anchors, InstantSource clock) {
    this.upstream = upstream;
    this.clock = new Time(clock);
    this.keys = none(anchors);
  }

  /** From now on these are believed, and nothing that hung on others. */
  void trust(TrustAnchors anchors) {
    keys = none(anchors);
  }

  private ValidatingResolver resolver() {
    Keys known = keys;
    if (!clock.instant().isBefore(known.until())) {
      known = none(known.anchors());
      keys = known;
    }
    return known.resolver();
  }

  private Keys none(TrustAnchors anchors) {
    return new Keys(validator(anchors), anchors, clock.instant().plus(KEYS_SERVE));
  }

  private ValidatingResolver validator(TrustAnchors anchors) {
    ValidatingResolver made = new ValidatingResolver(upstream, clock);
    Properties limits = new Properties();
    String iterations = Integer.toString(CostLimits.USEFUL_ITERATIONS);
    for (String bits : new String[] {"1024", "2048", "4096"}) {
      limits.setProperty("dnsjava.dnssec.nsec3.iterations." + bits, iterations);
    }
    limits.setProperty("dnsjava.dnssec.keycache.max_size", "5000");
    limits.setProperty("dnsjava.dnssec.harden_algo_downgrade", "true");
    try {
      made.init(limits);
      made.loadTrustAnchors(
          new ByteArrayInputStream(anchors.toString().getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException impossible) {
      throw new IllegalStateException("what we wrote ourselves can be read", impossible);
    }
    return made;
  }

  @Override
  public Verdict judge(Question question, LookUp lookUp) {
    Message query = Message.newQuery(Record.newRecord(question.name(), question.type(), DClass.IN));
    try {
      CompletableFuture<Message> future = resolver().sendAsync(query, lookUp).toCompletableFuture();
      Message message = future.get(lookUp.left().toMillis() + 1, TimeUnit.MILLISECONDS);
      return verdict(message, lookUp);
    } catch (ExecutionException | RejectedExecutionException failed) {
      Trouble trouble = lookUp.trouble();
      return Verdict.failed(
          trouble == null ? Trouble.noAnswer("it could not be validated: " + failed) : trouble);
    } catch (TimeoutException late) {
      return Verdict.failed(Trouble.noAnswer("gave up: took too long"));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Verdict.failed(Trouble.noAnswer("interrupted"));
    }
  }

  private Verdict verdict(Message message, LookUp lookUp) {
    Trouble trouble = lookUp.trouble();
    if (trouble != null) {
      return Verdict.failed(trouble);
    }
    String reason = reason(message);
    if (message.getRcode() == Rcode.SERVFAIL) {
      upstream.forgetKeys();
      keys = none(keys.anchors());
      return Verdict.failed(Trouble.bogus(reason == null ? "it does not validate" : reason));
    }
    boolean secure = message.getHeader().getFlag(Flags.AD);
    if (!secure && reason == null && !hasAnswer(message)) {
      return Verdict.failed(Trouble.noAnswer("whether it is signed could not be found out"));
    }
    return Verdict.of(message, secure);
  }

  /**
   * Whether there is data: then the validator went through all of it, or broke off with an error. A
   * wildcard in an opt-out zone is insecure without a stated reason (RFC 5155 section 8.8).
   */
  private static boolean hasAnswer(Message message) {
    return message.getRcode() == Rcode.NOERROR
        && message.getSection(Section.ANSWER).stream()
            .anyMatch(record -> record.getType() == message.getQuestion().getType());
  }

  /** What dnsjava says about its verdict; none for what is secure. */
  private static @Nullable String reason(Message message) {
    for (Record record : message.getSection(Section.ADDITIONAL)) {
      if (record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS
          && record instanceof TXTRecord text) {
        return String.join("", text.getStrings());
      }
    }
    return null;
  }

  /** The clock that dnsjava wants. */
  private static final class Time extends Clock {
    private final InstantSource source;

    Time(InstantSource source) {
      this.source = source;
    }

    @Override
    public Instant instant() {
      return source.instant();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
