package io.postern.delivery;

import io.postern.smtp.Domain;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.transport.TlsRequirement;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
   * What a host takes, as its EHLO says.
   *
   * @param sizeLimit octets of the largest message; empty when it does not say (RFC 1870)
   * @param eightBit whether it takes octets over 127 in a body (RFC 6152)
   */
  record Takes(OptionalLong sizeLimit, boolean eightBit) {}

  /** Whether a letter has a form that a host takes. */
  sealed interface Fit {
    /** This one. */
    record Goes(Letter letter) implements Fit {}

    /** None: the host will not get it, and the walk ends as unsuitable (SPEC 6.5). */
    record Cannot(EnhancedStatus status, String why) implements Fit {}
  }

  /**
   * The bytes to carry: a whole message with CRLF line ends. Opened once per host that may get it.
   */
  interface Letter {
    EnhancedStatus TOO_BIG = EnhancedStatus.of("5.3.4");
    EnhancedStatus NOT_CONVERTED = EnhancedStatus.of("5.6.3");

    /**
     * The form of this letter that a host takes. Asked on the live connection, once the host has
     * proven itself and before MAIL, so it must answer well within the five minutes that a host
     * waits for a command. A letter with one form only says whether that one fits.
     *
     * @throws IOException when the message cannot be read: that is no fault of the host's
     */
    default Fit fitting(Takes host) throws IOException {
      if (host.sizeLimit().isPresent() && size() > host.sizeLimit().getAsLong()) {
        return new Fit.Cannot(TOO_BIG, "the message is larger than the host takes");
      }
      if (overlongLines()) {
        return new Fit.Cannot(NOT_CONVERTED, "the message has lines of more than 998 octets");
      }
      if (eightBit() && !host.eightBit()) {
        return new Fit.Cannot(NOT_CONVERTED, "the host takes 7-bit messages only");
      }
      return new Fit.Goes(this);
    }

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
