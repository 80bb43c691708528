package io.postern.demo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * One answer of the small internet's name server: what was asked for, behind aliases (RFC 1034
 * section 4.3.2) and wildcards (RFC 4592), and for those who want it the signatures and the NSEC
 * proofs of what is not there (RFC 4035 section 3.1.3).
 */
final class DemoReply {
  private static final int MOST_ALIASES = 8;

  private final DemoZones zones;
  private final Message answer;
  private final boolean proofs;

  /**
   * @param proofs whether signatures are wanted (DO, RFC 3225)
   */
  DemoReply(DemoZones zones, Message answer, boolean proofs) {
    this.zones = zones;
    this.answer = answer;
    this.proofs = proofs;
  }

  void fill(Name asked, int type) {
    if (!zones.serves(asked)) {
      answer.getHeader().setRcode(Rcode.REFUSED);
      return;
    }
    answer.getHeader().setFlag(Flags.AA);
    Name wanted = asked;
    for (int aliases = 0; aliases < MOST_ALIASES; aliases++) {
      Name next = step(wanted, type);
      if (next == null || !zones.serves(next)) {
        return;
      }
      wanted = next;
    }
  }

  /** Answers for one name; the name to go on with where it is an alias. */
  private @Nullable Name step(Name wanted, int type) {
    DemoZone zone = zones.answering(wanted, type);
    NavigableSet<Name> names = zones.names(zone);
    List<Record> here = zones.at(zone, wanted);
    Set<Name> denied = new LinkedHashSet<>();
    if (here.isEmpty() && !exists(names, wanted)) {
      Name wildcard = wildcard(names, wanted);
      denied.add(wanted);
      here = zones.at(zone, wildcard);
      if (here.isEmpty()) {
        denied.add(wildcard);
        answer.getHeader().setRcode(Rcode.NXDOMAIN);
        nothing(zone, names, denied);
        return null;
      }
    }
    List<Record> found = of(here, type);
    List<Record> alias = found.isEmpty() ? of(here, Type.CNAME) : List.of();
    if (found.isEmpty() && alias.isEmpty()) {
      denied.add(here.isEmpty() ? wanted : here.getFirst().getName());
      if (!(type == Type.DS && zones.unproven(wanted))) {
        nothing(zone, names, denied);
      } else {
        add(zone, List.of(zone.start()), zone.apex(), Section.AUTHORITY);
      }
      return null;
    }
    add(zone, found.isEmpty() ? alias : found, wanted, Section.ANSWER);
    prove(zone, names, denied);
    return alias.isEmpty() ? null : ((CNAMERecord) alias.getFirst()).getTarget();
  }

  private void nothing(DemoZone zone, NavigableSet<Name> names, Set<Name> denied) {
    add(zone, List.of(zone.start()), zone.apex(), Section.AUTHORITY);
    prove(zone, names, denied);
  }

  /** The NSEC records that stand at or before these names (RFC 4034 section 4). */
  private void prove(DemoZone zone, NavigableSet<Name> names, Set<Name> denied) {
    if (!proofs || !zone.hasSignatures()) {
      return;
    }
    Set<Name> before = new LinkedHashSet<>();
    denied.forEach(name -> before.add(names.floor(name)));
    for (Name owner : before) {
      Name next = names.higher(owner);
      int[] types = types(zone, owner);
      Record proof = new NSECRecord(owner, DClass.IN, 1, next == null ? zone.apex() : next, types);
      add(zone, List.of(proof), owner, Section.AUTHORITY);
    }
  }

  private int[] types(DemoZone zone, Name owner) {
    Set<Integer> types = new TreeSet<>(Set.of(Type.NSEC, Type.RRSIG));
    zones.at(zone, owner).forEach(record -> types.add(record.getType()));
    return types.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Adds a set under the name that was asked, signed under the name at which it stands. */
  private void add(DemoZone zone, List<Record> records, Name as, int section) {
    for (Record record : records) {
      answer.addRecord(named(record, as), section);
    }
    boolean delegation =
        records.getFirst().getType() == Type.NS
            && !records.getFirst().getName().equals(zone.apex());
    if (proofs && zone.hasSignatures() && !delegation) {
      RRSIGRecord signature = zone.sign(new RRset(records));
      answer.addRecord(named(signature, as), section);
    }
  }

  private static Record named(Record record, Name as) {
    return record.getName().equals(as) ? record : renamed(record, as);
  }

  private static Record renamed(Record record, Name as) {
    return Record.newRecord(
        as, record.getType(), record.getDClass(), record.getTTL(), record.rdataToWireCanonical());
  }

  private static List<Record> of(List<Record> here, int type) {
    List<Record> found = new ArrayList<>();
    for (Record record : here) {
      if (record.getType() == type) {
        found.add(record);
      }
    }
    return found;
  }

  /** A name exists, if empty, when one below it does (RFC 8020). */
  private static boolean exists(NavigableSet<Name> names, Name wanted) {
    return names.stream().anyMatch(name -> name.subdomain(wanted));
  }

  private static Name wildcard(NavigableSet<Name> names, Name wanted) {
    Name encloser = new Name(wanted, 1);
    while (!exists(names, encloser)) {
      encloser = new Name(encloser, 1);
    }
    return Name.fromConstantString("*." + encloser);
  }
}
