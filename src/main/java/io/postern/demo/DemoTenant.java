package io.postern.demo;

import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import java.util.List;
import java.util.Optional;

/**
 * The organisation of the demo and its people, as facts. The composition root makes them real
 * through the operations of administration before the gateway of the demo starts.
 *
 * @param name as shown to guests
 * @param accent the organisation's colour
 * @param phone the number guests may call in doubt
 * @param domain verified, may send
 * @param people accounts; senders among them
 * @param transportSecurity whether row 4 is allowed, for all domains
 * @param nta7516 whether it sends under NTA 7516
 */
public record DemoTenant(
    String name,
    String accent,
    String phone,
    Domain domain,
    List<Member> people,
    boolean transportSecurity,
    boolean nta7516) {

  public DemoTenant {
    people = List.copyOf(people);
  }

  /**
   * One account.
   *
   * @param password what the person types; these are demo people, so it is printed
   * @param totpSecret the shared secret of RFC 6238 in base32; with it the account has 2FA
   */
  public record Member(
      String name, Mailbox address, String password, Optional<String> totpSecret) {}
}
