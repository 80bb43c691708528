package io.postern.demo;

import io.postern.smtp.Mailbox;
import java.net.URI;
import java.util.Optional;

/**
 * A running gateway, as the demo and the end-to-end tests see it: what any client sees of it, and
 * what an administrator can look up. The composition root makes one.
 */
public interface Running extends AutoCloseable {

  /** The port of SPEC 1.1 with STARTTLS, on 127.0.0.1. */
  int submissionPort();

  /** The port with TLS from the first byte, on 127.0.0.1. */
  int submissionsPort();

  /** Where links begin, such as {@code https://localhost:8443}, without trailing slash. */
  URI portal();

  /** How {@link DemoWorld#tenant()} signs in to submit. */
  Login submitter();

  /**
   * What the gateway has decided and done for one recipient so far.
   *
   * @param submission the outside id of the submission, as in the {@code 250} after DATA
   * @return empty when there is no such copy
   */
  Optional<CopyState> copy(String submission, Mailbox recipient);

  @Override
  void close();

  /** A user name and its secret. Never prints the secret. */
  record Login(String user, String secret) {
    @Override
    public String toString() {
      return user + " (secret)";
    }
  }

  /**
   * One copy.
   *
   * @param row the row of the ladder chosen, or empty while undecided or when none was left
   * @param end how it ended, or that it has not
   * @param why the explanation's sentence for the chosen row or for the failure, for people
   * @param conversation opaque id of its conversation, or empty when there is none
   * @param attempts how often its delivery was begun
   */
  record CopyState(
      Optional<Way> row, End end, String why, Optional<String> conversation, int attempts) {}

  /** How a copy ended. */
  enum End {
    /** Nothing final yet: waiting or deferred. */
    WAITING,
    /** The message itself was handed over. */
    DELIVERED,
    /** The notification was handed over. */
    NOTIFIED,
    /** The sender got a DSN. */
    FAILED
  }

  /** The rows of SPEC 6.1 and 6.2, with the two kinds of custom access right told apart. */
  enum Way {
    INBOUND_DIRECT("inbound direct delivery"),
    ACCOUNT("account"),
    NTA_7516("NTA 7516"),
    DIRECT_DELIVERY("direct delivery header"),
    CUSTOM_SMS("custom access right (sms)"),
    CUSTOM_ACCESS_CODE("custom access right (access code)"),
    TRANSPORT_SECURITY("transport security"),
    SMS("sms"),
    ACCESS_CODE("access code"),
    EMAIL("e-mail verification");

    private final String words;

    Way(String words) {
      this.words = words;
    }

    /** As the table prints it. */
    public String words() {
      return words;
    }
  }
}
