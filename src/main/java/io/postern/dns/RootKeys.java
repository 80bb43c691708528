package io.postern.dns;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.DNSSECException;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * Which keys of the root came and went (RFC 5011). A new key is believed when it has stood in the
 * root's signed key set for thirty days, so that who steals a key cannot add one of their own
 * before somebody sees it; a key that revokes itself is believed no more, at once. Immutable.
 *
 * @param keys every key of which something is known
 */
record RootKeys(List<Known> keys) {

  /** RFC 5011 section 2.4.1. */
  static final Duration HOLD_DOWN = Duration.ofDays(30);

  /** RFC 5011 section 4.2: how long a revoked key is remembered. */
  private static final Duration REMEMBER_REVOKED = Duration.ofDays(30);

  private static final int SECURE_ENTRY_POINT = 0x0001;
  private static final int REVOKED = 0x0080;

  /** Where a key stands (RFC 5011 section 4.1). */
  enum State {
    /** Seen; not believed yet. */
    PENDING,
    /** Believed. */
    VALID,
    /** Believed, and not in the set for the moment. */
    MISSING,
    /** Has revoked itself. */
    REVOKED
  }

  /**
   * A key.
   *
   * @param since when it came into this state
   */
  record Known(int algorithm, byte[] key, State state, Instant since) {
    private boolean is(DNSKEYRecord record) {
      return algorithm == record.getAlgorithm() && Arrays.equals(key, record.getKey());
    }

    private Known now(State next, Instant now) {
      return next == state ? this : new Known(algorithm, key, next, now);
    }

    private DNSKEYRecord record() {
      int flags = DNSKEYRecord.Flags.ZONE_KEY | SECURE_ENTRY_POINT;
      int protocol = DNSKEYRecord.Protocol.DNSSEC;
      return new DNSKEYRecord(Name.root, DClass.IN, 0, flags, protocol, algorithm, key);
    }

    private DSRecord digest() {
      return new DSRecord(Name.root, DClass.IN, 0, DNSSEC.Digest.SHA256, record());
    }
  }

  static final RootKeys NONE = new RootKeys(List.of());

  RootKeys {
    keys = List.copyOf(keys);
  }

  /**
   * What is known after a look at the root.
   *
   * @param set its key set with signatures, which has just been validated
   * @param initial what is believed from the start
   */
  RootKeys after(RRset set, TrustAnchors initial, Instant now) {
    List<Known> next = new ArrayList<>();
    List<DNSKEYRecord> seen = entryPoints(set);
    for (Known known : keys) {
      Optional<DNSKEYRecord> there = seen.stream().filter(known::is).findFirst();
      stepped(known, there, set, now).ifPresent(next::add);
    }
    for (DNSKEYRecord record : seen) {
      if (keys.stream().noneMatch(known -> known.is(record)) && !isRevoked(record)) {
        State state = isAmong(record, initial) ? State.VALID : State.PENDING;
        next.add(new Known(record.getAlgorithm(), record.getKey(), state, now));
      }
    }
    return new RootKeys(next);
  }

  private static Optional<Known> stepped(
      Known known, Optional<DNSKEYRecord> there, RRset set, Instant now) {
    boolean revokes = there.isPresent() && isRevoked(there.get()) && signs(there.get(), set, now);
    boolean present = there.isPresent() && !isRevoked(there.get());
    return switch (known.state()) {
      case PENDING -> {
        // Section 2.2: gone once, it begins anew. RFC 5011 wants the hold-down in full.
        boolean held = !now.isBefore(known.since().plus(HOLD_DOWN));
        yield present ? Optional.of(held ? known.now(State.VALID, now) : known) : Optional.empty();
      }
      case VALID, MISSING ->
          Optional.of(
              known.now(revokes ? State.REVOKED : present ? State.VALID : State.MISSING, now));
      case REVOKED ->
          now.isBefore(known.since().plus(REMEMBER_REVOKED)) || there.isPresent()
              ? Optional.of(known)
              : Optional.empty();
    };
  }

  /** What is to be believed: what was from the start, less what was revoked, and what was added. */
  TrustAnchors anchors(TrustAnchors initial) {
    List<Record> believed = new ArrayList<>();
    for (Record record : initial.records()) {
      if (keys.stream().noneMatch(k -> k.state() == State.REVOKED && isSame(record, k))) {
        believed.add(record);
      }
    }
    for (Known known : keys) {
      boolean counts = known.state() == State.VALID || known.state() == State.MISSING;
      if (counts && believed.stream().noneMatch(record -> isSame(record, known))) {
        believed.add(known.digest());
      }
    }
    // Without any anchor the validator would call everything unsigned. Rather nothing resolves.
    return believed.isEmpty() ? initial : TrustAnchors.of(believed);
  }

  private static List<DNSKEYRecord> entryPoints(RRset set) {
    return set.rrs(false).stream()
        .filter(DNSKEYRecord.class::isInstance)
        .map(DNSKEYRecord.class::cast)
        .filter(key -> (key.getFlags() & SECURE_ENTRY_POINT) != 0)
        .toList();
  }

  private static boolean isRevoked(DNSKEYRecord key) {
    return (key.getFlags() & REVOKED) != 0;
  }

  /** A revocation counts when the key itself signed it (RFC 5011 section 2.1). */
  private static boolean signs(DNSKEYRecord key, RRset set, Instant now) {
    for (RRSIGRecord signature : set.sigs()) {
      if (signature.getFootprint() == key.getFootprint()) {
        try {
          DNSSEC.verify(set, signature, key, now);
          return true;
        } catch (DNSSECException notByIt) {
          continue;
        }
      }
    }
    return false;
  }

  private static boolean isAmong(DNSKEYRecord key, TrustAnchors anchors) {
    Known known = new Known(key.getAlgorithm(), key.getKey(), State.VALID, Instant.EPOCH);
    return anchors.records().stream().anyMatch(anchor -> isSame(anchor, known));
  }

  private static boolean isSame(Record anchor, Known key) {
    return switch (anchor) {
      case DSRecord ds ->
          Arrays.equals(
              ds.getDigest(),
              new DSRecord(Name.root, DClass.IN, 0, ds.getDigestID(), key.record()).getDigest());
      case DNSKEYRecord record -> key.is(record);
      default -> false;
    };
  }

  /** One key a line: state, since when, algorithm, key. */
  String text() {
    StringBuilder text =
        new StringBuilder("# Keys of the DNS root as this gateway saw them (RFC 5011).\n");
    for (Known known : keys) {
      text.append(known.state().name().toLowerCase(Locale.ROOT)).append(' ');
      text.append(known.since()).append(' ').append(known.algorithm()).append(' ');
      text.append(Base64.getEncoder().encodeToString(known.key())).append('\n');
    }
    return text.toString();
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IOException when it is something else
   */
  static RootKeys parse(String text) throws IOException {
    List<Known> keys = new ArrayList<>();
    for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
      String[] parts = line.split(" ", -1);
      if (parts.length != 4) {
        throw new IOException("a line that is no key");
      }
      try {
        keys.add(
            new Known(
                Integer.parseInt(parts[2]),
                Base64.getDecoder().decode(parts[3]),
                State.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                Instant.parse(parts[1])));
      } catch (IllegalArgumentException | DateTimeException bad) {
        throw new IOException("a line that is no key", bad);
      }
    }
    return new RootKeys(keys);
  }
}
