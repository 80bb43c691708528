package io.postern.intake;

import io.postern.smtp.Envelope;
import java.io.IOException;
import java.io.InputStream;

/** The one door. */
public interface Intake {

  /**
   * Reads, checks, seals and stores one message. When it returns {@link Receipt.Accepted}, the
   * submission and all its copies are durable, and {@code 250} may be said (SPEC 1.6).
   *
   * <p>Streams: memory does not grow with the message. May return a refusal before the data ends;
   * the caller drains the rest.
   *
   * @param data the message with CRLF line ends, dots unstuffed, ending where the message ends
   * @throws IOException only when {@code data} throws; nothing was stored then
   */
  Receipt receive(Envelope envelope, Submitter submitter, InputStream data) throws IOException;
}
