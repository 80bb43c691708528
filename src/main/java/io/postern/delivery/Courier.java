package io.postern.delivery;

import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.transport.TlsRequirement;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries one message to one next hop, once. All the queue knows of the network. */
public interface Courier {

  /**
   * Tries once, blocking the calling virtual thread, within the deadlines of RFC 5321 section
   * 4.5.3.2. Never throws for what the network does: that is an outcome. Every recipient of the
   * errand has an outcome in the answer.
   */
  Map<Mailbox, Outcome> carry(Errand errand);

  /**
   * What to carry.
   *
   * @param domain the recipients' domain
   * @param to where the hosts are found
   * @param recipients at most 100, all of that domain
   * @param requirement what a host must prove before it gets content; null only for mails Postern
   *     writes itself (SPEC 8.9): STARTTLS wherever offered, cleartext where {@code cleartext}
   *     allows
   * @param cleartext whether a host without STARTTLS may get it; ignored with a requirement
   * @param id names the errand in logs
   */
  record Errand(
      String id,
      Domain domain,
      Destination to,
      ReversePath from,
      List<Mailbox> recipients,
      Letter letter,
      @Nullable TlsRequirement requirement,
      boolean cleartext) {
    public Errand {
      recipients = List.copyOf(recipients);
      if (recipients.isEmpty() || recipients.size() > 100) {
        throw new IllegalArgumentException("1 to 100 recipients");
      }
    }

    /** One that goes where the domain's MX records lead. */
    public Errand(
        String id,
        Domain domain,
        ReversePath from,
        List<Mailbox> recipients,
        Letter letter,
        @Nullable TlsRequirement requirement,
        boolean cleartext) {
      this(id, domain, Destination.MX, from, recipients, letter, requirement, cleartext);
    }
  }

  /**
   * The bytes to carry: a whole message with CRLF line ends. Opened once per host that may get it.
   */
  interface Letter {
    InputStream open() throws IOException;

    /** Octets, for SIZE. */
    long size();

    /** Whether its body holds octets over 127: needs 8BITMIME. */
    boolean eightBit();

    /** Whether a line is longer than 998 octets without its end (RFC 5322 section 2.1.1). */
    boolean overlongLines();

    /** Whether its header or envelope needs SMTPUTF8. */
    boolean smtpUtf8();

    boolean requireTls();
  }
}
