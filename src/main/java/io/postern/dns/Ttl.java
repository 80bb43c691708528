package io.postern.dns;

import java.time.Duration;
import java.time.Instant;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** How long an answer may be used. */
final class Ttl {
  /** However long a zone wants its records kept. */
  static final Duration LONGEST = Duration.ofDays(1);

  private Ttl() {}

  /** The least of everything in it; nothing in it: not at all. */
  static Duration of(Message message) {
    Duration ttl = LONGEST;
    boolean any = false;
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      for (Record record : message.getSection(section)) {
        any = true;
        ttl = shorter(ttl, record.getTTL());
        if (record instanceof SOARecord soa) {
          ttl = shorter(ttl, soa.getMinimum());
        }
      }
    }
    return any ? ttl : Duration.ZERO;
  }

  /** RFC 2308 section 5: the lesser of the SOA's TTL and its last field; without SOA, not kept. */
  static Duration negative(Message response, Duration known) {
    for (Record record : response.getSection(Section.AUTHORITY)) {
      if (record.getType() == Type.SOA && record instanceof SOARecord soa) {
        return shorter(shorter(known, soa.getTTL()), soa.getMinimum());
      }
    }
    return Duration.ZERO;
  }

  /** RFC 4035 section 5.3.3: no longer than the signatures hold. */
  static Duration signed(Message response, Duration known, Instant now) {
    Duration ttl = known;
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      for (Record record : response.getSection(section)) {
        if (record instanceof RRSIGRecord signature) {
          ttl = shorter(ttl, signature.getOrigTTL());
          ttl = shorter(ttl, Duration.between(now, signature.getExpire()).toSeconds());
        }
      }
    }
    return ttl;
  }

  static Duration shorter(Duration known, long seconds) {
    Duration other = Duration.ofSeconds(Math.max(0, seconds));
    return other.compareTo(known) < 0 ? other : known;
  }
}
