package io.postern.delivery;

import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Reply;
import io.postern.transport.Evidence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one recipient in one attempt (SPEC 6.5). */
public sealed interface Outcome {

  /** The peer took it. */
  record Delivered(Evidence evidence, Reply reply) implements Outcome {}

  /**
   * Not now: unreachable, reset, 4xx, or the DNS gave no trustworthy answer.
   *
   * @param sawUnprotected a host answered and did not meet the requirement: after 4 h the next row
   * @param reply the peer's words where it spoke
   */
  record Deferred(
      EnhancedStatus status,
      String why,
      boolean sawUnprotected,
      @Nullable Reply reply,
      List<HostResult> hosts)
      implements Outcome {}

  /** Every host answered and none met the requirement: the next row at once. Nothing was sent. */
  record Unprotected(List<HostResult> hosts) implements Outcome {}

  /**
   * The requirement was met, but the peer cannot take this message (SIZE, 8BITMIME, SMTPUTF8,
   * REQUIRETLS).
   */
  record Unsuitable(
      EnhancedStatus status, String why, @Nullable Reply reply, List<HostResult> hosts)
      implements Outcome {}

  /** For good: the peer said 5xx, or the domain takes no mail. */
  record Failed(EnhancedStatus status, String why, @Nullable Reply reply, List<HostResult> hosts)
      implements Outcome {}

  /**
   * What one host of the walk showed.
   *
   * @param host the MX host name and port asked
   * @param finding what was found, as a stable code the explanation renders in the reader's
   *     language
   * @param detail a technical word for the administrator, no content, no address
   */
  record HostResult(String host, Finding finding, String detail) {}

  /** What a host of the walk was found to be. */
  enum Finding {
    ACCEPTED,
    /** The DNS knows no address for the host. */
    NO_ADDRESS,
    /** The DNS gave no answer to rely on about its addresses or TLSA records: SERVFAIL, bogus. */
    DNS_FAILED,
    UNREACHABLE,
    RESET,
    /** It does not speak SMTP as RFC 5321 has it, or says things before it is asked. */
    PROTOCOL_ERROR,
    TEMPORARY_REPLY,
    NO_STARTTLS,
    STARTTLS_REFUSED,
    TLS_FAILED,
    TLS_TOO_OLD,
    SELF_SIGNED,
    UNTRUSTED_CA,
    EXPIRED,
    WRONG_NAME,
    DANE_MISMATCH,
    DANE_ABSENT,
    MTA_STS_MISMATCH,
    MX_UNAUTHENTICATED,
    ADDRESS_REFUSED,
    UNSUITABLE,
    REJECTED
  }
}
