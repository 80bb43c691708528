package io.postern.dns;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/**
 * Believes what validating servers say by their AD bit (RFC 6840 section 5.7). They are on loopback
 * ({@link ResolverSettings}), so nobody can set it on the way.
 */
final class TrustedBit implements Judge {
  private final Wire wire;

  TrustedBit(Wire wire) {
    this.wire = wire;
  }

  @Override
  public Verdict judge(Question question, LookUp lookUp) {
    try {
      Message response = wire.ask(query(question, Flags.AD), lookUp);
      return Verdict.of(response, response.getHeader().getFlag(Flags.AD));
    } catch (Trouble trouble) {
      return Verdict.failed(
          trouble.isServfail() && isWithheld(question, lookUp)
              ? Trouble.bogus("the DNS server could not validate it: " + trouble.why())
              : trouble);
    }
  }

  /** Whether the server has an answer and refused it because it does not validate (RFC 4035). */
  private boolean isWithheld(Question question, LookUp lookUp) {
    try {
      wire.ask(query(question, Flags.CD), lookUp);
      return true;
    } catch (Trouble reallyNothing) {
      return false;
    }
  }

  private static Message query(Question question, int flag) {
    Message query = Message.newQuery(Record.newRecord(question.name(), question.type(), DClass.IN));
    query.getHeader().setFlag(flag);
    return query;
  }
}
