package io.postern.delivery.client;

import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * One transaction, as it goes over the wire.
 *
 * @param body opened once, when the peer has said 354
 * @param size of the body, in octets
 * @param smtpUtf8 whether the transaction needs RFC 6531, for its addresses or its header
 */
public record Mail(
    ReversePath from,
    List<Mailbox> recipients,
    Body body,
    long size,
    boolean eightBit,
    boolean smtpUtf8,
    boolean requireTls) {

  /** The message's octets, with CRLF line ends. */
  public interface Body {
    InputStream open() throws IOException;
  }

  public Mail {
    recipients = List.copyOf(recipients);
  }
}
