package io.postern.dns;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Follows a question to the end of its aliases, eight at most, and keeps what each step is worth. A
 * message that is secure as a whole is read as far as it goes. Where it is not, the alias is asked
 * for by itself and then what it leads to, because a signed alias may lead into an unsigned zone
 * and stays worth what it is (RFC 7672 section 2.2.2), and an unsigned one into a zone that is
 * bogus.
 */
final class Inquiry {
  private static final int MOST_ALIASES = 8;

  private final Judge judge;
  private final InstantSource clock;
  private final Question question;
  private final LookUp lookUp;

  private Name name;
  private int aliases;
  private Duration ttl = Ttl.LONGEST;
  private Answer.Security worth = Answer.Security.SECURE;
  private Answer.@Nullable Security firstStep;

  Inquiry(Judge judge, InstantSource clock, Question question, LookUp lookUp) {
    this.judge = judge;
    this.clock = clock;
    this.question = question;
    this.lookUp = lookUp;
    this.name = question.name();
  }

  Finding ask() {
    while (aliases <= MOST_ALIASES) {
      Verdict verdict = judge.judge(new Question(name, question.type()), lookUp);
      Message message = verdict.message();
      CNAMERecord alias = message == null ? null : alias(message, name);
      if (message != null && alias == null) {
        step(verdict.security(), message);
        return end(message);
      }
      if (message != null && verdict.security() == Answer.Security.SECURE) {
        step(verdict.security(), message);
        Finding found = readOn(message);
        if (found != null) {
          return found;
        }
      } else {
        Finding failed = stepAlone(verdict);
        if (failed != null) {
          return failed;
        }
      }
    }
    return failed(Verdict.failed(Trouble.noAnswer("too many aliases")));
  }

  /**
   * Asks for the alias at this name by itself and follows it.
   *
   * @param whole what the message was worth that came for the question
   * @return what went wrong, or null
   */
  private @Nullable Finding stepAlone(Verdict whole) {
    if (whole.security() == Answer.Security.UNKNOWN) {
      return failed(whole);
    }
    Verdict verdict = judge.judge(new Question(name, Type.CNAME), lookUp);
    Message message = verdict.message();
    CNAMERecord alias = message == null ? null : alias(message, name);
    if (alias == null) {
      return whole.message() == null
          ? failed(whole)
          : failed(Verdict.failed(Trouble.noAnswer("an alias that comes and goes")));
    }
    step(verdict.security(), message);
    follow(alias);
    return null;
  }

  /** Goes on within a message; null when it does not reach the end. */
  private @Nullable Finding readOn(Message message) {
    CNAMERecord alias = alias(message, name);
    while (alias != null && aliases <= MOST_ALIASES) {
      follow(alias);
      alias = alias(message, name);
    }
    boolean ends =
        alias == null
            && (message.getRcode() == Rcode.NXDOMAIN
                || !at(message, name, question.type()).isEmpty());
    return ends ? end(message) : null;
  }

  private void follow(CNAMERecord alias) {
    aliases++;
    ttl = Ttl.shorter(ttl, alias.getTTL());
    name = alias.getTarget();
  }

  private void step(Answer.Security security, @Nullable Message message) {
    worth = weaker(worth, security);
    firstStep = firstStep == null ? security : firstStep;
    if (message != null && security == Answer.Security.SECURE) {
      ttl = Ttl.signed(message, ttl, clock.instant());
    }
  }

  private Finding end(Message message) {
    List<Record> records = at(message, name, question.type());
    if (message.getRcode() == Rcode.NXDOMAIN || records.isEmpty()) {
      Answer.Status status =
          message.getRcode() == Rcode.NXDOMAIN ? Answer.Status.NO_SUCH_NAME : Answer.Status.NO_DATA;
      return found(Answer.none(status, worth, Ttl.negative(message, ttl)));
    }
    for (Record record : records) {
      ttl = Ttl.shorter(ttl, record.getTTL());
    }
    return found(Answer.found(worth, records, ttl));
  }

  private Finding found(Answer<Record> answer) {
    return new Finding(answer, name, firstStep == null ? worth : firstStep);
  }

  private Finding failed(Verdict verdict) {
    Answer.Security security = verdict.security();
    return new Finding(
        Answer.failed(security, verdict.why()), name, firstStep == null ? security : firstStep);
  }

  /** The enum's order is from {@code SECURE} downwards. */
  static Answer.Security weaker(Answer.Security a, Answer.Security b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static @Nullable CNAMERecord alias(Message response, Name name) {
    for (Record record : response.getSection(Section.ANSWER)) {
      if (record instanceof CNAMERecord alias && record.getName().equals(name)) {
        return alias;
      }
    }
    return null;
  }

  private static List<Record> at(Message response, Name name, int type) {
    List<Record> records = new ArrayList<>();
    for (Record record : response.getSection(Section.ANSWER)) {
      if (record.getType() == type && record.getName().equals(name)) {
        records.add(record);
      }
    }
    return records;
  }
}
