package io.postern.conversation;

import io.postern.directory.Brand;
import io.postern.draft.Draft;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All that the web app may ask. Thread-safe. */
public interface AccountDoor {

  /**
   * First factor. Answer and time are the same for an unknown address and a wrong password.
   *
   * @param from the client's address: tries are counted for it, too
   */
  SignIn signIn(String address, String password, InetAddress from);

  /** Second factor: the TOTP code, RFC 6238, each time step once. */
  SignIn secondFactor(SessionSecret pending, String code, InetAddress from);

  /** Who is signed in; empty when the session is none, pending or ended. */
  Optional<Member> member(SessionSecret session);

  /** Conversations, newest first. */
  List<Line> list(SessionSecret session, Box box, int page);

  /** One conversation, if the account takes part in it. Opening counts as opened for its copy. */
  Optional<Room> room(SessionSecret session, String conversation);

  Answered answer(SessionSecret session, String conversation, Answer answer) throws IOException;

  /** The answer being written there (SPEC 8.6); the caller closes it. */
  default Optional<Draft> draft(SessionSecret session, String conversation) {
    return Optional.empty();
  }

  /**
   * A one-time code for the conversation's sender to read out to a recipient by phone (SPEC 8.3).
   * It is typed where a sent code would be, under the same limits, and shown only this once.
   *
   * @param participant {@link Room.Participant#id}
   */
  default ReadOut readOut(SessionSecret session, String conversation, String participant) {
    return new ReadOut.NotSo();
  }

  void signOut(SessionSecret session);

  /** Which list. */
  enum Box {
    INBOX,
    SENT
  }

  /** How signing in went. */
  sealed interface SignIn {
    /** The password was right; the code is wanted next. */
    record CodeWanted(SessionSecret pending) implements SignIn {}

    /** Signed in. The cookie's value is new: session fixation ends here. */
    record Done(SessionSecret session) implements SignIn {}

    /** Whatever was wrong. */
    record Refused() implements SignIn {}

    /** Too many tries from here or for this address. */
    record Later(Instant at) implements SignIn {}
  }

  /** What became of asking for a code to read out. */
  sealed interface ReadOut {
    record Code(String sixDigits, Instant validUntil) implements ReadOut {}

    /** As for sent codes: one in 60 s, 3 in 15 min, 10 a day. */
    record TooSoon(Instant nextAt) implements ReadOut {}

    /** Too many wrong codes were typed. */
    record Locked() implements ReadOut {}

    /** This recipient opens with something that a code cannot replace, or not at all (any more). */
    record NotSo() implements ReadOut {}
  }

  /** The signed-in account. */
  record Member(String name, String address, Brand host, Locale language) {}

  /** One line of a list; subject and names come from the sealed card. */
  record Line(
      String conversation,
      String subject,
      List<String> with,
      Instant at,
      boolean unread,
      boolean hasAttachments,
      String snippet,
      List<CopyState> states) {}
}
