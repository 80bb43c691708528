package io.postern.report;

import io.postern.smtp.Mailbox;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a mail is that came to a reverse-path of ours. */
public sealed interface Returned {

  /**
   * A mail server reports.
   *
   * @param recipients never empty
   */
  record Report(List<RecipientStatus> recipients) implements Returned {
    public Report {
      recipients = List.copyOf(recipients);
      if (recipients.isEmpty()) {
        throw new IllegalArgumentException("a report is about somebody");
      }
    }
  }

  /**
   * A machine answers for somebody (RFC 3834): out of office, received with thanks.
   *
   * @param from in its From field, or null
   * @param subject decoded, one line
   * @param text as plain text, at most {@link ReportReader#MOST_TEXT} characters; may be empty
   */
  record AutoReply(@Nullable Mailbox from, String subject, String text) implements Returned {
    /** Never what it says. */
    @Override
    public String toString() {
      return "(automatic reply)";
    }
  }

  /** A mail program says that somebody saw a mail (RFC 8098). Nobody asked for it here. */
  record Receipt() implements Returned {}

  /** Anything else: a person, most likely. */
  record Letter() implements Returned {}
}
