package io.postern.dns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Looks at the root's keys now and then (RFC 5011 section 2.3) and keeps in a file what it saw. The
 * look-ups of others set the pace: a gateway that asks nothing needs no new keys.
 *
 * <p>Thread-safe. A look runs on a thread of its own, one at a time.
 */
final class RootKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(RootKeeper.class);
  private static final String FILE = "dns-root-keys";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Question KEYS = new Question(Name.root, Type.DNSKEY);

  private final Path file;
  private final TrustAnchors initial;
  private final InstantSource clock;
  private final Executor threads;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile RootKeys known;
  private volatile Instant nextLook = Instant.MIN;

  /**
   * @param folder where the file is kept; has to exist
   * @throws IOException when there is a file that cannot be read
   */
  RootKeeper(Path folder, TrustAnchors initial, InstantSource clock, Executor threads)
      throws IOException {
    this.file = folder.resolve(FILE);
    this.initial = initial;
    this.clock = clock;
    this.threads = threads;
    this.known = read();
  }

  private RootKeys read() throws IOException {
    try {
      return RootKeys.parse(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (NoSuchFileException first) {
      return RootKeys.NONE;
    } catch (IOException bad) {
      throw new IOException(
          file + " cannot be read: " + bad.getMessage() + "; without it the keys begin anew", bad);
    }
  }

  TrustAnchors anchors() {
    return known.anchors(initial);
  }

  /**
   * Looks at the root when it is time to; returns at once.
   *
   * @param changed gets the anchors when they are others than before
   */
  void lookWhenDue(Judge judge, Supplier<LookUp> budget, Consumer<TrustAnchors> changed) {
    if (!clock.instant().isBefore(nextLook) && looking.compareAndSet(false, true)) {
      threads.execute(() -> {
        try {
          look(judge, budget.get(), changed);
        } finally {
          looking.set(false);
        }
      });
    }
  }

  private void look(Judge judge, LookUp budget, Consumer<TrustAnchors> changed) {
    Verdict verdict = judge.judge(KEYS, budget);
    RRset set =
        verdict.message() == null || verdict.security() != Answer.Security.SECURE
            ? null
            : keySet(verdict.message());
    if (set == null) {
      nextLook = clock.instant().plus(HOUR);
      return;
    }
    nextLook = clock.instant().plus(pace(set));
    RootKeys before = known;
    RootKeys after = before.after(set, initial, clock.instant());
    if (after.text().equals(before.text())) {
      return;
    }
    try {
      write(after);
    } catch (IOException unwritable) {
      LOG.warn("the root's keys could not be kept in {}", file, unwritable);
      return;
    }
    known = after;
    String anchors = after.anchors(initial).toString();
    if (!anchors.equals(before.anchors(initial).toString())) {
      LOG.info("the DNS root's keys changed; trusted now: {}", anchors.replace('\n', ';'));
      changed.accept(after.anchors(initial));
    }
  }

  private static @Nullable RRset keySet(Message message) {
    return message.getSectionRRsets(Section.ANSWER).stream()
        .filter(set -> set.getType() == Type.DNSKEY && set.getName().equals(Name.root))
        .findFirst()
        .orElse(null);
  }

  /** RFC 5011 section 2.3: half the TTL or half the signature's life, an hour to 15 days. */
  private Duration pace(RRset set) {
    Duration pace = Duration.ofDays(15);
    for (RRSIGRecord signature : set.sigs()) {
      pace = Ttl.shorter(pace, signature.getOrigTTL() / 2);
      Duration life = Duration.between(clock.instant(), signature.getExpire());
      pace = Ttl.shorter(pace, life.toSeconds() / 2);
    }
    return pace.compareTo(HOUR) < 0 ? HOUR : pace;
  }

  private void write(RootKeys keys) throws IOException {
    Path fresh = file.resolveSibling(FILE + ".new");
    Files.writeString(fresh, keys.text(), StandardCharsets.US_ASCII);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
