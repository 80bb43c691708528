package io.postern.smtp;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client asked for with one line, its parameters read and checked. */
public sealed interface Command {

  /**
   * @param name the client's name for itself: letters, digits and {@code - . _ : [ ]} only, and
   *     believed by nobody
   */
  record Ehlo(String name) implements Command {}

  record Helo(String name) implements Command {}

  record StartTls() implements Command {}

  /**
   * AUTH (RFC 4954).
   *
   * @param mechanism in upper case
   * @param initial the initial response, decoded; null when there was none
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Auth(String mechanism, byte @Nullable [] initial) implements Command {
    /** Never the response: it holds the secret. */
    @Override
    public String toString() {
      return "AUTH " + mechanism;
    }
  }

  /**
   * MAIL.
   *
   * @param size the SIZE parameter in octets (RFC 1870), or -1
   * @param eightBit whether BODY said 8BITMIME (RFC 6152)
   * @param requireTls whether REQUIRETLS was said (RFC 8689)
   * @param ret RET (RFC 3461), or null
   * @param envid ENVID (RFC 3461) decoded, or null
   */
  record Mail(
      ReversePath from,
      long size,
      boolean eightBit,
      boolean smtpUtf8,
      boolean requireTls,
      Envelope.@Nullable Ret ret,
      @Nullable String envid)
      implements Command {}

  /**
   * RCPT.
   *
   * @param reports the NOTIFY parameter (RFC 3461); empty when absent
   * @param orcpt the ORCPT parameter, type and decoded address, or null
   */
  record Rcpt(Mailbox mailbox, Set<Envelope.Notify> reports, @Nullable String orcpt)
      implements Command {
    public Rcpt {
      reports = Set.copyOf(reports);
    }
  }

  record Data() implements Command {}

  record Rset() implements Command {}

  record Noop() implements Command {}

  record Quit() implements Command {}

  record Help() implements Command {}

  record Vrfy() implements Command {}

  /** A verb that is not ours. */
  record Unknown() implements Command {}

  /**
   * A known verb said wrongly.
   *
   * @param verb in upper case; empty when even that could not be read
   * @param reply says what is wrong, without quoting it
   */
  record Malformed(String verb, Reply reply) implements Command {}

  /**
   * Nothing an SMTP client says: another protocol's first line, or a command whose octets would
   * follow unannounced. Whatever comes next cannot be trusted to be a command: close.
   */
  record Foreign() implements Command {}
}
