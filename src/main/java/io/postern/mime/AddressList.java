package io.postern.mime;

import java.util.List;

/**
 * What address fields (From, To, Cc, Reply-To) name.
 *
 * @param mailboxes in their order, group members included, doubles kept
 * @param clean false when something in the fields was no address; what could be read is there
 */
public record AddressList(List<NamedMailbox> mailboxes, boolean clean) {

  public AddressList {
    mailboxes = List.copyOf(mailboxes);
  }

  /** Reads the fields as one list. Never throws. */
  public static AddressList parse(List<HeaderField> fields) {
    throw new UnsupportedOperationException("being built");
  }
}
