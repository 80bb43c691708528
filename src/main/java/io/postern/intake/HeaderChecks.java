package io.postern.intake;

import io.postern.conversation.LoopMarker;
import io.postern.mime.AddressList;
import io.postern.mime.HeaderSection;
import io.postern.mime.NamedMailbox;
import io.postern.smtp.Mailbox;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What every message must be before anything is sealed (SPEC 1.5, 3.5, 3.4). */
final class HeaderChecks {
  /** RFC 5322 section 3.6, and those of MIME that change what a reader sees. */
  private static final List<String> SINGLETONS =
      List.of(
          "From",
          "Sender",
          "Reply-To",
          "To",
          "Cc",
          "Bcc",
          "Subject",
          "Date",
          "Message-ID",
          "In-Reply-To",
          "References",
          "MIME-Version",
          "Content-Type",
          "Content-Transfer-Encoding",
          "Content-Disposition",
          "Content-ID");

  private static final int MOST_RECEIVED = 50;

  private HeaderChecks() {}

  /** No singleton twice: which one a reader shows would be anybody's guess. */
  static void singletons(HeaderSection header) throws Refusal {
    for (String name : SINGLETONS) {
      if (header.all(name).size() > 1) {
        throw new Refusal(
            550, "5.6.0", name + " stands more than once in the header; RFC 5322 allows it once");
      }
    }
  }

  /** The one From mailbox. */
  static NamedMailbox from(HeaderSection header) throws Refusal {
    AddressList from = AddressList.parse(header.all("From"));
    if (!from.clean() || from.mailboxes().size() != 1) {
      throw new Refusal(550, "5.6.0", "From must be exactly one mailbox");
    }
    return from.mailboxes().getFirst();
  }

  /** Who stands in To and Cc, groups and comments included (SPEC 3.1). */
  static Set<Mailbox> toAndCc(HeaderSection header) {
    Set<Mailbox> found = new LinkedHashSet<>();
    for (NamedMailbox one : named(header)) {
      found.add(one.mailbox());
    }
    return found;
  }

  static List<NamedMailbox> named(HeaderSection header) {
    List<NamedMailbox> all = new ArrayList<>();
    all.addAll(AddressList.parse(header.all("To")).mailboxes());
    all.addAll(AddressList.parse(header.all("Cc")).mailboxes());
    return all;
  }

  static void loop(HeaderSection header, Set<Mailbox> envelope, LoopMarker marker) throws Refusal {
    if (header.all("Received").size() >= MOST_RECEIVED) {
      throw new Refusal(554, "5.4.6", "The message has passed 50 servers: a mail loop");
    }
    List<String> seen = marker.in(header);
    if (seen.size() >= LoopMarker.MOST
        || envelope.stream().anyMatch(mailbox -> seen.contains(marker.of(mailbox)))) {
      throw new Refusal(
          554,
          "5.4.6",
          "The message was delivered from here to this recipient before: a mail loop");
    }
  }
}
