package io.postern.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** One zone of the small internet: its name, how it is signed, what stands at its top. */
final class DemoZone {
  static final Name NAME_SERVER = Name.fromConstantString("ns.example.");
  private static final Name MASTER = Name.fromConstantString("root.example.");

  /** Tests move their gateway's clock by months; signatures are to outlast that. */
  private static final Duration YEARS = Duration.ofDays(10L * 365);

  private final Name apex;
  private final Signing signing;
  private final long seconds;
  private final InstantSource clock;
  private final ZoneKey key;
  private final ZoneKey strange;
  private final List<ZoneKey> published;

  /**
   * @param seconds how long its key and its top may be kept
   */
  DemoZone(Name apex, Signing signing, long seconds, InstantSource clock) {
    this(apex, signing, seconds, clock, List.of(new ZoneKey(apex, seconds)));
  }

  /** The first of the keys signs. */
  private DemoZone(
      Name apex, Signing signing, long seconds, InstantSource clock, List<ZoneKey> keys) {
    this.apex = apex;
    this.signing = signing;
    this.seconds = seconds;
    this.clock = clock;
    this.key = keys.getFirst();
    this.strange = new ZoneKey(apex, seconds);
    this.published = keys;
  }

  /** The same zone with one more key, which signs nothing yet. */
  DemoZone withNextKey() {
    return new DemoZone(
        apex,
        signing,
        seconds,
        clock,
        Stream.concat(published.stream(), Stream.of(new ZoneKey(apex, seconds))).toList());
  }

  /** The same zone without the key that signed; the next one does. */
  DemoZone withoutFirstKey() {
    return new DemoZone(apex, signing, seconds, clock, published.subList(1, published.size()));
  }

  Name apex() {
    return apex;
  }

  boolean hasSignatures() {
    return signing != Signing.UNSIGNED && signing != Signing.STRIPPED && !unproven();
  }

  /** Whether the parent leaves out the proof that there is no DS. */
  boolean unproven() {
    return signing == Signing.UNPROVEN;
  }

  /** What the parent says about the key; nothing for a zone that is not signed. */
  List<Record> digests() {
    return switch (signing) {
      case UNSIGNED, UNPROVEN -> List.of();
      case WRONG_KEY -> List.of(strange.digest(seconds));
      case SIGNED, EXPIRED, FORGED, STRIPPED -> List.of(key.digest(seconds));
    };
  }

  /** The trust anchor, where this is the root. */
  Record anchor() {
    return key.digest(seconds);
  }

  /** What every zone has at its top. */
  List<Record> top() {
    Record start = start();
    Record server = new NSRecord(apex, DClass.IN, seconds, NAME_SERVER);
    Stream<Record> keys = hasSignatures() ? published.stream().map(ZoneKey::record) : Stream.of();
    return Stream.concat(Stream.of(start, server), keys).toList();
  }

  /** RFC 2308: says how long the absence of something may be believed. */
  SOARecord start() {
    return new SOARecord(apex, DClass.IN, 1, NAME_SERVER, MASTER, 1, 60, 60, 60, 1);
  }

  RRSIGRecord sign(RRset set) {
    Instant now = clock.instant();
    boolean past = signing == Signing.EXPIRED;
    Instant from = now.minus(YEARS);
    Instant until = past ? now.minus(Duration.ofDays(365)) : now.plus(YEARS);
    boolean forged = signing == Signing.FORGED && set.getType() != Type.DNSKEY;
    return forged ? key.forge(set, strange, from, until) : key.sign(set, from, until);
  }
}
