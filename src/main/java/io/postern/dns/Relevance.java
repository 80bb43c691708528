package io.postern.dns;

import java.util.HashSet;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Takes out of a message what does not belong to its question. A validator that meets records of an
 * unsigned zone in it says "unsigned" of the whole; so somebody on the way could add such records
 * to a forged answer about a signed name and have it believed as far as that goes, which is far
 * enough to make TLSA records disappear. What stays lies on the way from the name that was asked to
 * the end of its aliases, or in a zone above one of these names. Pure.
 */
final class Relevance {
  private final Message message;
  private final int type;
  private final Set<Name> names = new HashSet<>();

  private Relevance(Message message, Name asked, int type) {
    this.message = message;
    this.type = type;
    names.add(asked);
  }

  /** A message with the relevant records only. */
  static Message of(Message message) {
    Record asked = message.getQuestion();
    return new Relevance(message, asked.getName(), asked.getType()).sifted();
  }

  private Message sifted() {
    findNames();
    Message sifted = new Message();
    sifted.setHeader(message.getHeader().clone());
    sifted.addRecord(message.getQuestion(), Section.QUESTION);
    // The header counts what is added; what it came with is of the whole message.
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      for (RRset set : message.getSectionRRsets(section)) {
        if (section == Section.ANSWER ? belongsToAnswer(set) : belongsToAuthority(set)) {
          set.rrs(false).forEach(record -> sifted.addRecord(record, section));
          set.sigs().forEach(signature -> sifted.addRecord(signature, section));
        }
      }
    }
    OPTRecord opt = message.getOPT();
    if (opt != null) {
      sifted.addRecord(opt, Section.ADDITIONAL);
    }
    return sifted;
  }

  /** The name that was asked and those its aliases lead to. */
  private void findNames() {
    boolean more = true;
    while (more) {
      more = false;
      for (Record record : message.getSection(Section.ANSWER)) {
        if (record instanceof CNAMERecord alias && names.contains(alias.getName())) {
          more |= names.add(alias.getTarget());
        }
      }
    }
  }

  private boolean belongsToAnswer(RRset set) {
    int has = set.getType();
    if (has == Type.DNAME) {
      return set.first() instanceof DNAMERecord && isAbove(set.getName());
    }
    return names.contains(set.getName()) && (has == type || has == Type.CNAME);
  }

  private boolean belongsToAuthority(RRset set) {
    return switch (set.getType()) {
      case Type.SOA, Type.NS, Type.DS -> isAbove(set.getName());
      case Type.NSEC, Type.NSEC3 ->
          !set.sigs().isEmpty()
              && set.sigs().stream().map(RRSIGRecord::getSigner).allMatch(this::isAbove);
      default -> false;
    };
  }

  private boolean isAbove(Name zone) {
    return names.stream().anyMatch(name -> name.subdomain(zone));
  }
}
