package io.postern.demo;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Everything the small internet's name server knows: records, and the zones they lie in. The root,
 * {@code example} and {@code test} are signed; every domain below those two that has records is a
 * zone of its own, not signed until somebody says so. Thread-safe.
 */
final class DemoZones {
  private static final Name EXAMPLE = Name.fromConstantString("example.");
  private static final Name TEST = Name.fromConstantString("test.");

  /** Root, {@code example}, {@code clinic.example}: the labels of a domain, root included. */
  private static final int DOMAIN_LABELS = 3;

  private static final long LONG = 3600;

  private final long seconds;
  private final InstantSource clock;
  private final Map<Name, List<Record>> records = new ConcurrentHashMap<>();
  private final Map<Name, DemoZone> zones = new ConcurrentHashMap<>();
  private final Map<Name, DemoZone> unsigned = new ConcurrentHashMap<>();

  /**
   * @param seconds how long what is scripted may be kept by those who ask
   */
  DemoZones(long seconds, InstantSource clock) {
    this.seconds = seconds;
    this.clock = clock;
    for (Name upper : List.of(Name.root, EXAMPLE, TEST)) {
      zones.put(upper, new DemoZone(upper, Signing.SIGNED, LONG, clock));
    }
  }

  void add(Record record) {
    records.merge(
        record.getName(),
        List.of(record),
        (old, more) -> Stream.concat(old.stream(), more.stream()).toList());
  }

  void remove(Name name) {
    records.remove(name);
  }

  void zone(Name apex, Signing signing) {
    zones.put(apex, new DemoZone(apex, signing, seconds, clock));
  }

  DemoZone root() {
    return Objects.requireNonNull(zones.get(Name.root));
  }

  /** The root becomes another: with one more key, or without its first. */
  void root(UnaryOperator<DemoZone> change) {
    zones.put(Name.root, change.apply(root()));
  }

  /** Whether the server has anything to say about a name. */
  boolean serves(Name name) {
    return name.equals(Name.root) || name.subdomain(EXAMPLE) || name.subdomain(TEST);
  }

  /** The zone that answers a question: for DS the one above (RFC 4035 section 3.1.4.1). */
  DemoZone answering(Name name, int type) {
    Name from =
        type == Type.DS && zone(name) != null && name.labels() > 1 ? new Name(name, 1) : name;
    for (Name at = from; at.labels() > 1; at = new Name(at, 1)) {
      DemoZone zone = zone(at);
      if (zone != null) {
        return zone;
      }
    }
    return root();
  }

  /** What stands at a name, seen from one zone: a child's top is a delegation there. */
  List<Record> at(DemoZone zone, Name name) {
    if (name.equals(zone.apex())) {
      return Stream.concat(zone.top().stream(), records.getOrDefault(name, List.of()).stream())
          .toList();
    }
    DemoZone child = zone(name);
    if (child != null) {
      return Stream.concat(
              child.top().stream().filter(r -> r.getType() == Type.NS), child.digests().stream())
          .toList();
    }
    return records.getOrDefault(name, List.of());
  }

  /** Whether the parent hides that the zone at this name is not signed. */
  boolean unproven(Name name) {
    DemoZone zone = zone(name);
    return zone != null && zone.unproven();
  }

  /** The names of a zone in canonical order (RFC 4034 section 6.1), its delegations among them. */
  TreeSet<Name> names(DemoZone zone) {
    TreeSet<Name> names = new TreeSet<>();
    names.add(zone.apex());
    for (Name owner : owners()) {
      for (Name at = owner; at.labels() > zone.apex().labels(); at = new Name(at, 1)) {
        boolean has = records.containsKey(at) || zone(at) != null;
        if (has && above(at) == zone) {
          names.add(at);
        }
      }
    }
    return names;
  }

  private Set<Name> owners() {
    Set<Name> all = new TreeSet<>(records.keySet());
    all.addAll(zones.keySet());
    return all;
  }

  /** The zone in which a name stands; for the top of a zone the one above. */
  private DemoZone above(Name name) {
    return answering(name, zone(name) == null ? Type.A : Type.DS);
  }

  private @Nullable DemoZone zone(Name name) {
    DemoZone known = zones.get(name);
    if (known != null || name.labels() != DOMAIN_LABELS) {
      return known;
    }
    boolean inhabited = records.keySet().stream().anyMatch(owner -> owner.subdomain(name));
    return inhabited
        ? unsigned.computeIfAbsent(
            name, apex -> new DemoZone(apex, Signing.UNSIGNED, seconds, clock))
        : null;
  }

  /** The anchor as a line of a zone file. */
  String anchor() {
    DSRecord ds = (DSRecord) root().anchor();
    return ". IN DS " + ds.rdataToString();
  }
}
