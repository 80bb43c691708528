package io.postern.notice;

import io.postern.mime.Body;
import io.postern.mime.HeaderField;
import java.util.Locale;
import java.util.Set;

/**
 * The header section that goes back with a report, and never more of the message (SPEC 11.1). The
 * caller says which names are control headers; what must never return is withheld here too, and so
 * is every line that is no proper field, for a control header could hide in one.
 */
final class ReturnedHeader {
  private static final Set<String> NEVER =
      Set.of("bcc", "resent-bcc", "return-path", "delivered-to", "disposition-notification-to");
  private static final Set<String> NEVER_WITH_PREFIX = Set.of("zivver-", "postern-", "x-postern-");

  private ReturnedHeader() {}

  static Body part(Dsn.Report report) {
    return Body.headersOnly(report.headers().without(field -> staysHere(field, report)));
  }

  private static boolean staysHere(HeaderField field, Dsn.Report report) {
    String name = field.name().toLowerCase(Locale.ROOT);
    return !field.wellFormed()
        || NEVER.contains(name)
        || NEVER_WITH_PREFIX.stream().anyMatch(name::startsWith)
        || report.withheld().test(name)
        || !report.withSubject() && isSubject(name);
  }

  private static boolean isSubject(String name) {
    // Thread-Topic is Outlook's second copy of the subject.
    return name.equals("subject") || name.equals("thread-topic");
  }
}
