package io.postern.notice;

/**
 * A whole message of ours, ready for a courier: RFC 5322, CRLF line ends, no reverse-path.
 *
 * @param bytes header section and body; whoever gets them may keep them, nobody changes them
 * @param eightBit whether the peer must offer 8BITMIME (RFC 6152)
 * @param smtpUtf8 whether the peer must offer SMTPUTF8 (RFC 6531): an address in it is not ASCII
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are bytes: nobody compares two messages
public record Composed(byte[] bytes, boolean eightBit, boolean smtpUtf8) {

  /** Says how long it is and nothing else: a notification holds a link, a code mail a code. */
  @Override
  public String toString() {
    return "(message of " + bytes.length + " octets)";
  }
}
