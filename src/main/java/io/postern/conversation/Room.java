package io.postern.conversation;

import io.postern.directory.Brand;
import io.postern.mime.MessageReader;
import io.postern.policy.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An opened conversation, as one reader sees it. Holds opened keys: use it within one request and
 * close it.
 *
 * @param publicId the conversation's opaque id
 * @param reader who reads, as a participant
 * @param messages oldest first
 * @param participants everybody this reader may know of; never a Bcc recipient but the reader
 * @param alsoAddressed To and Cc as text, for a Bcc reader (SPEC 3.2)
 * @param mayAnswerAll false in a Bcc conversation
 */
public record Room(
    String publicId,
    Brand host,
    Person reader,
    List<Message> messages,
    List<Participant> participants,
    List<String> alsoAddressed,
    boolean mayAnswerAll,
    Instant readableUntil)
    implements AutoCloseable {

  /** A person as shown. */
  public record Person(@Nullable String name, String address) {
    /** Name, or the address where there is none. */
    public String shown() {
      return name == null || name.isBlank() ? address : name;
    }
  }

  /**
   * A participant with their state, for the sender's eyes.
   *
   * @param id opaque, for operations on this participant
   * @param state null unless the reader is the sender: nobody sees another's method (SPEC 9.1)
   * @param by how they prove who they are, where they wait behind a link; null likewise
   */
  public record Participant(
      String id,
      Person person,
      boolean isSender,
      boolean byMail,
      @Nullable CopyState state,
      @Nullable Verification by) {

    public Participant(
        String id, Person person, boolean isSender, boolean byMail, @Nullable CopyState state) {
      this(id, person, isSender, byMail, state, null);
    }
  }

  /** One message of the thread. */
  public interface Message {
    /** Opaque id, for URLs. */
    String id();

    Person from();

    Instant sentAt();

    String subject();

    /** Reads its parts. Decrypts what is asked for, when it is asked for. */
    MessageReader reader();

    /** The whole message as {@code .eml}. */
    InputStream raw() throws IOException;

    long rawSize();
  }

  @Override
  public void close() {}
}
