package io.postern.conversation;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An answer as the reader composed it.
 *
 * @param toAll to every participant, where {@link Room#mayAnswerAll}; else to the sender
 * @param body writes the MIME body and its content headers ({@code Content-Type} first, CRLF line
 *     ends): the conversation adds From, To, Subject, Date and Message-ID. Called once, streaming.
 */
public record Answer(boolean toAll, Body body) {

  /** Writes as it goes. */
  @FunctionalInterface
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }
}
