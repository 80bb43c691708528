package io.postern.transport.mtasts;

import io.postern.dns.Answer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands at {@code _mta-sts.} of a domain (RFC 8461 section 3.1). */
sealed interface StsRecord {

  /** There is a policy, and this is its id. */
  record Announced(String id) implements StsRecord {}

  /** The domain has no policy, or no longer. */
  record Absent() implements StsRecord {}

  /** Something meant as a record, that is none: read as absent. */
  record Unreadable() implements StsRecord {}

  /** The DNS gave no answer to rely on. */
  record Unanswered(String why) implements StsRecord {}

  Pattern FIELD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[!-:<>-~]+");

  Pattern ID = Pattern.compile("id=([A-Za-z0-9]{1,32})");

  static StsRecord of(Answer<String> answer) {
    return switch (answer.status()) {
      case FAILED ->
          new Unanswered(answer.security() == Answer.Security.BOGUS ? "bogus" : answer.why());
      case NO_DATA, NO_SUCH_NAME -> new Absent();
      case FOUND -> among(answer.records());
    };
  }

  private static StsRecord among(List<String> records) {
    // Section 3.1: whatever begins differently is dropped; of the rest there has to be one.
    List<String> ours = records.stream().filter(r -> r.matches("(?s)v=STSv1[ \t]*;.*")).toList();
    if (ours.isEmpty()) {
      return new Absent();
    }
    return ours.size() == 1 ? read(ours.getFirst()) : new Unreadable();
  }

  /** {@code v=STSv1;} and then fields, {@code id} among them; case counts. */
  private static StsRecord read(String record) {
    String[] fields = record.split("[ \t]*;[ \t]*", -1);
    String id = null;
    for (int i = 1; i < fields.length; i++) {
      boolean afterTheLastDelimiter = i == fields.length - 1 && fields[i].isBlank();
      if (!afterTheLastDelimiter && !FIELD.matcher(fields[i].stripTrailing()).matches()) {
        return new Unreadable();
      }
      Matcher found = ID.matcher(fields[i].stripTrailing());
      if (id == null && found.matches()) {
        id = found.group(1);
      }
    }
    return id == null ? new Unreadable() : new Announced(id);
  }
}
