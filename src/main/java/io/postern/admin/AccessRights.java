package io.postern.admin;

import io.postern.admin.NotDone.Why;
import io.postern.directory.Organisation;
import io.postern.directory.ProvenRight;
import io.postern.directory.ProvenRight.Method;
import io.postern.directory.Rights;
import io.postern.policy.AccessCode;
import io.postern.policy.PhoneNumber;
import io.postern.policy.PhoneRules;
import io.postern.policy.Right;
import io.postern.seal.AccessCodeKey;
import io.postern.seal.PepperExhausted;
import io.postern.seal.SealBusy;
import io.postern.smtp.Mailbox;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Proven rights as admins see them: list, add, hint, delete (SPEC 6.7). */
public final class AccessRights {
  private final Administration.World world;

  AccessRights(Administration.World world) {
    this.world = world;
  }

  /**
   * A right as it may be shown.
   *
   * @param ending the number's last two digits; empty for a code
   */
  public record Shown(
      Mailbox recipient,
      Method method,
      String ending,
      Instant specifiedAt,
      Instant provenAt,
      @Nullable String hint) {}

  public List<Shown> list(Organisation organisation) {
    return world.database().read(tx -> Rights.of(tx, organisation.key())).stream()
        .map(this::shown)
        .toList();
  }

  /**
   * Reads a number as this organisation allows it.
   *
   * @throws NotDone saying what is wrong, never the number
   */
  public Right sms(Organisation organisation, String number) throws NotDone {
    try {
      return new Right.Sms(PhoneRules.check(number, organisation.countries()));
    } catch (IllegalArgumentException bad) {
      throw new NotDone(Why.INVALID, String.valueOf(bad.getMessage()));
    }
  }

  /**
   * Reads an access code.
   *
   * @throws NotDone saying what is wrong, never the code
   */
  public Right code(String code) throws NotDone {
    try {
      return new Right.Code(new AccessCode(code));
    } catch (IllegalArgumentException bad) {
      throw new NotDone(Why.INVALID, String.valueOf(bad.getMessage()));
    }
  }

  /**
   * Adds a right on the admin's word: it counts as proven, and as specified now. Blocks for a
   * derivation when it is a code.
   */
  public void add(Organisation organisation, Mailbox recipient, Right right, @Nullable String hint)
      throws NotDone {
    Instant now = world.clock().instant();
    ProvenRight proven =
        new ProvenRight(
            organisation.key(),
            world.addresses().hash(recipient),
            method(right),
            world.addresses().seal(recipient),
            detail(organisation, recipient, right),
            now,
            now,
            hint == null ? null : checkedHint(hint));
    if (!world.database().write(tx -> Rights.prove(tx, proven))) {
      throw new NotDone(Why.TAKEN, "a newer right for this recipient is proven, or was deleted");
    }
  }

  /** Says which code is meant, to whoever is asked for it; empty takes the hint away. */
  public void hint(Organisation organisation, Mailbox recipient, Method method, String hint)
      throws NotDone {
    String checked = checkedHint(hint);
    byte[] hash = world.addresses().hash(recipient);
    if (!world.database().write(tx -> Rights.hint(tx, organisation.key(), hash, method, checked))) {
      throw missing();
    }
  }

  /**
   * Deletes a right and leaves its mark: nothing specified until now can become proven any more.
   *
   * @return how many notified, unopened copies were locked
   */
  public int delete(Organisation organisation, Mailbox recipient, Method method) throws NotDone {
    byte[] hash = world.addresses().hash(recipient);
    Instant now = world.clock().instant();
    boolean was =
        world.database().write(tx -> Rights.delete(tx, organisation.key(), hash, method, now));
    int locked = world.held().rightDeleted(organisation.key(), hash, method);
    if (!was) {
      throw new NotDone(
          Why.NOT_FOUND,
          "no such right was proven; it is marked that none specified until now can be");
    }
    return locked;
  }

  /**
   * Opens what wrong codes locked for a recipient (SPEC 8.3): access codes stay locked until this,
   * one-time codes for a day. What stands behind a deleted right stays locked.
   */
  public void unlock(Organisation organisation, Mailbox recipient) throws NotDone {
    if (!world.held().unlock(organisation.key(), world.addresses().hash(recipient))) {
      throw new NotDone(Why.NOT_FOUND, "nothing is locked for this recipient");
    }
  }

  private byte[] detail(Organisation organisation, Mailbox recipient, Right right) throws NotDone {
    return switch (right) {
      case Right.Sms(PhoneNumber number) ->
          world
              .keys()
              .sealSecret(number.e164().getBytes(StandardCharsets.UTF_8), ProvenRight.NUMBER);
      case Right.Code(AccessCode code) -> codeKey(organisation, recipient, code);
    };
  }

  private byte[] codeKey(Organisation organisation, Mailbox recipient, AccessCode code)
      throws NotDone {
    try {
      byte[] pepper = world.keys().pepper(Long.toString(organisation.key()), recipient.key());
      return AccessCodeKey.derive(code.reveal(), pepper).publicKey().bytes();
    } catch (PepperExhausted spent) {
      throw new NotDone(
          Why.NOT_YET, "ten codes were derived for this recipient today; try tomorrow");
    } catch (SealBusy busy) {
      throw new NotDone(Why.NOT_YET, "too many codes are being derived; try again");
    }
  }

  private Shown shown(ProvenRight right) {
    String ending =
        right.method() == Method.SMS
            ? new PhoneNumber(
                    new String(
                        world.keys().openSecret(right.detail(), ProvenRight.NUMBER),
                        StandardCharsets.UTF_8))
                .lastTwo()
            : "";
    return new Shown(
        world.addresses().open(right.recipient()),
        right.method(),
        ending,
        right.specifiedAt(),
        right.provenAt(),
        right.hint());
  }

  private static Method method(Right right) {
    return switch (right) {
      case Right.Sms _ -> Method.SMS;
      case Right.Code _ -> Method.ACCESS_CODE;
    };
  }

  private static String checkedHint(String hint) throws NotDone {
    if (hint.length() > 100 || hint.chars().anyMatch(Character::isISOControl)) {
      throw new NotDone(Why.INVALID, "a hint has at most 100 characters, none of them control");
    }
    return hint.strip();
  }

  private static NotDone missing() {
    return new NotDone(Why.NOT_FOUND, "no such right is proven for this recipient");
  }
}
