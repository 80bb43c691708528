package io.postern.dns;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Looks at a message before its signatures are checked, and refuses what no honest zone sends: what
 * would cost too much to judge, and signatures by zones that cannot have signed. Pure.
 */
final class CostLimits {
  /** Several algorithms and a roll-over make four. */
  static final int MOST_SIGNATURES = 8;

  /** All messages of a look-up together; an honest one needs about ten. */
  static final int MOST_SIGNATURES_IN_ALL = 100;

  static final int MOST_KEYS = 32;

  /** Each signature has to be tried with every key of its tag (CVE-2023-50387). */
  static final int MOST_KEYS_OF_ONE_TAG = 2;

  /** RFC 9276 section 3.2: more may be refused. From 100 on the answer is insecure. */
  static final int MOST_ITERATIONS = 500;

  /** Above this they prove nothing (RFC 9276 section 3.2). */
  static final int USEFUL_ITERATIONS = 100;

  private static final int[] JUDGED = {Section.ANSWER, Section.AUTHORITY};

  private CostLimits() {}

  /**
   * Lets the message pass, or not.
   *
   * @throws Trouble with the reason
   */
  static void check(Message message) throws Trouble {
    for (int section : JUDGED) {
      for (RRset set : message.getSectionRRsets(section)) {
        signatures(set);
        for (Record record : set.rrs(false)) {
          if (record instanceof NSEC3Record proof && proof.getIterations() > MOST_ITERATIONS) {
            throw Trouble.noAnswer("a costly zone: NSEC3 iterations");
          }
        }
        keys(set.rrs(false));
      }
    }
  }

  /** How many there are to check. */
  static int signatures(Message message) {
    int signatures = 0;
    for (int section : JUDGED) {
      for (Record record : message.getSection(section)) {
        signatures += record instanceof RRSIGRecord ? 1 : 0;
      }
    }
    return signatures;
  }

  private static void signatures(RRset set) throws Trouble {
    List<RRSIGRecord> signatures = set.sigs();
    if (signatures.size() > MOST_SIGNATURES) {
      throw Trouble.noAnswer("a costly zone: too many signatures");
    }
    for (RRSIGRecord signature : signatures) {
      // RFC 4035 section 5.3.1: the signer is the zone that contains the set. A signer elsewhere,
      // in an unsigned zone, must not make an answer look unsigned.
      if (!set.getName().subdomain(signature.getSigner())) {
        throw Trouble.bogus("signed by a zone it does not lie in");
      }
    }
  }

  private static void keys(List<Record> records) throws Trouble {
    Map<Integer, Integer> tags = new HashMap<>();
    for (Record record : records) {
      if (record instanceof DNSKEYRecord key
          && tags.merge(key.getFootprint(), 1, Integer::sum) > MOST_KEYS_OF_ONE_TAG) {
        throw Trouble.noAnswer("a costly zone: too many keys of one tag");
      }
    }
    if (tags.values().stream().mapToInt(Integer::intValue).sum() > MOST_KEYS) {
      throw Trouble.noAnswer("a costly zone: too many keys");
    }
  }
}
