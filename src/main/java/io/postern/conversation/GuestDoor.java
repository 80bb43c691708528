package io.postern.conversation;

import io.postern.draft.Draft;
import io.postern.seal.LinkSecret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a guest portal may ask. A guest brings the link's secret, later a session cookie, then a
 * proof; nothing else opens anything, and nothing but a correct proof changes what the sender sees
 * (SPEC 8.2). Thread-safe.
 */
public interface GuestDoor {

  /** What stands behind a link. Reads only: scanners look too. */
  Doorstep look(LinkSecret link);

  /**
   * Trades the link for a session, the first POST of SPEC 8.2.
   *
   * @return the cookie's value, or empty when the link opens nothing; {@link #look} says why
   */
  Optional<SessionSecret> enter(LinkSecret link);

  /**
   * A link that opens no more: tells the sender that the recipient asks for the message again (SPEC
   * 16), once a day. Changes nothing else.
   *
   * @return whether the sender is told; false for a link that was never there
   */
  default boolean askAgain(LinkSecret link) {
    return false;
  }

  /** Where a session stands; {@link Doorstep.Unknown} when it has ended. */
  Doorstep at(SessionSecret session);

  /** Asks for a one-time code by text message or e-mail. Burns no try, voids no earlier code. */
  Asked ask(SessionSecret session);

  /** Tries a code, one-time or access. Spaces and hyphens in one-time codes are ignored. */
  Proof prove(SessionSecret session, String typed);

  /**
   * The same, and this device shall be remembered where {@link #remembers} offers it (SPEC 8.3).
   *
   * @param device what its cookie shall hold, or null
   */
  default Proof prove(SessionSecret session, String typed, @Nullable SessionSecret device) {
    return prove(session, typed);
  }

  /** For how long a device may be remembered here; empty where it is not offered. */
  default Optional<Duration> remembers(SessionSecret session) {
    return Optional.empty();
  }

  /** Until when this device needs no code behind a link. Reads only. */
  default Optional<Instant> known(LinkSecret link, SessionSecret device) {
    return Optional.empty();
  }

  /** Until when this device needs no code for whom the session belongs to. Reads only. */
  default Optional<Instant> known(SessionSecret session, SessionSecret device) {
    return Optional.empty();
  }

  /** Opens the session's door without a code, if the device is known there. */
  default boolean recognise(SessionSecret session, SessionSecret device) {
    return false;
  }

  /** The device is known no more to whom the session belongs to. */
  default void forget(SessionSecret session, SessionSecret device) {}

  /**
   * "Not my number", "no code comes", "I don't know it": tells the sender, once per kind and day.
   */
  void report(SessionSecret session, Trouble trouble);

  /** The conversation, once proven. */
  Optional<Room> room(SessionSecret session);

  /**
   * Answers. The letter goes through the same intake as a submission.
   *
   * @param letter the composed message body, see {@link Answer}
   */
  Answered answer(SessionSecret session, Answer answer) throws IOException;

  /** The answer being written (SPEC 8.6), once proven; the caller closes it. */
  default Optional<Draft> draft(SessionSecret session) {
    return Optional.empty();
  }

  /** Ends the session. */
  void leave(SessionSecret session);

  /** What became of asking for a code. */
  sealed interface Asked {
    /** A code is on its way. */
    record Sent(Instant at, Instant validUntil) implements Asked {}

    /** One request in 60 s, 3 in 15 min, 10 a day. */
    record TooSoon(Instant nextAt) implements Asked {}

    /** Ten failures: closed until then. */
    record Locked(Instant until) implements Asked {}

    /** The session has ended, or this method has no codes to send. */
    record NotHere() implements Asked {}
  }

  /** What a typed code did. */
  sealed interface Proof {
    /** It opened; the session may call {@link #room}. */
    record Opened() implements Proof {}

    record Wrong(int triesLeft) implements Proof {}

    /** It was right once: the newest code was valid until then. */
    record TooOld(Instant validUntil) implements Proof {}

    record Locked(Instant until) implements Proof {}

    record NotHere() implements Proof {}
  }

  /** What the recipient cannot do. */
  enum Trouble {
    NOT_MY_NUMBER,
    NO_CODE_COMES,
    CODE_UNKNOWN,
    NOT_MY_MESSAGE
  }
}
