package io.postern.conversation;

import io.postern.seal.LinkSecret;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The door to attachments that a directly delivered message left behind as links (SPEC 10.3, 10.4).
 * Whoever brings a link still has to show that they are its recipient: signed in, or with a code by
 * e-mail that travels no weaker way than the message did. A link opens its own part and nothing
 * else of the message. Thread-safe.
 */
public interface FileDoor {

  /** What stands behind a link. Reads only: scanners look too. */
  Step look(LinkSecret link);

  /**
   * Trades the link for a session, or brings one more link to the session that this browser already
   * has at the same recipient's door: one proof serves all files of a message.
   *
   * @return the cookie's value, or empty when the link opens nothing; {@link #look} says why
   */
  Optional<SessionSecret> enter(LinkSecret link, Optional<SessionSecret> before);

  /**
   * Where a session stands.
   *
   * @param account of a browser that is signed in; it is proof enough when it is the recipient's
   */
  Step at(SessionSecret session, Optional<SessionSecret> account);

  /** Asks for a code by e-mail. Burns no try, voids no earlier code. */
  GuestDoor.Asked ask(SessionSecret session);

  /** Tries a code. Spaces and hyphens are ignored. */
  GuestDoor.Proof prove(SessionSecret session, String typed);

  /** Opens a file of a proven session. The caller closes it. */
  Optional<OpenFile> open(SessionSecret session, Optional<SessionSecret> account, String fileId);

  /** Tells the sender that no code comes, once a day. */
  void noCodeComes(SessionSecret session);

  /** Ends the session. */
  void leave(SessionSecret session);

  /** What stands behind a link or session. */
  sealed interface Step {
    /** No such link or session. One page for every cause. */
    record Unknown() implements Step {}

    /** It was there and opens no more. */
    record Gone(Doorstep.Gone gone) implements Step {}

    /** Too many wrong codes. */
    record Locked(Doorstep.Door door, Instant until) implements Step {}

    /**
     * Waiting for a proof.
     *
     * @param codeLost the newest code reached nobody: no next hop would take it that may have it
     */
    record Closed(
        Doorstep.Door door, List<LinkedFile> files, Doorstep.CodeState code, boolean codeLost)
        implements Step {}

    /** Proven. */
    record Open(Doorstep.Door door, List<LinkedFile> files) implements Step {}
  }

  /**
   * One file, as the message that holds its link shows it.
   *
   * @param id for {@link #open}
   */
  record LinkedFile(String id, String name, String mediaType, long size) {
    @Override
    public String toString() {
      return "(file " + id + ")";
    }
  }

  /** A file that can be read, any part of it, until closed. */
  interface OpenFile extends Closeable {
    LinkedFile file();

    /** The octets from that one on; the caller closes the stream. */
    InputStream from(long first) throws IOException;
  }
}
