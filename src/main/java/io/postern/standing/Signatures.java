package io.postern.standing;

import io.postern.dkim.BodyHash;
import io.postern.dkim.Signer;
import io.postern.dkim.SigningKey;
import io.postern.mime.AddressList;
import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.mime.NamedMailbox;
import java.time.InstantSource;
import java.util.List;

/**
 * Signs what leaves for its From domain, with all keys of that domain that were seen in the DNS
 * (SPEC 2.3). A domain without such keys sends unsigned: whether it may send at all is decided at
 * the door (SPEC 2.5). Thread-safe.
 *
 * <p>The last step before the wire: nothing may be changed after it. Whoever streams a message
 * writes its body into a {@link BodyHash#relaxed} first, asks for {@link #of}, and sends what came
 * back before the header. {@link #signed} does it for mails in memory.
 */
public final class Signatures {
  private final DkimKeys keys;
  private final InstantSource clock;

  public Signatures(DkimKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Whether there will be signatures: without, nobody needs to hash the body. */
  public boolean apply(HeaderSection header) {
    return !keys(header).isEmpty();
  }

  /**
   * The DKIM-Signature fields to stand before all others; none when the From domain has no key in
   * use.
   *
   * @param header as it leaves
   * @param bodyHash of {@link BodyHash#relaxed} over the body as it leaves
   */
  public List<HeaderField> of(HeaderSection header, byte[] bodyHash) {
    List<SigningKey> with = keys(header);
    return with.isEmpty() ? List.of() : Signer.sign(header, bodyHash, with, clock.instant());
  }

  private List<SigningKey> keys(HeaderSection header) {
    List<NamedMailbox> from = AddressList.parse(header.all("From")).mailboxes();
    return from.size() == 1 ? keys.signing(from.getFirst().mailbox().domain()) : List.of();
  }
}
