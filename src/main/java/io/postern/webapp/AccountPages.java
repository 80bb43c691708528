package io.postern.webapp;

import io.postern.conversation.AccountDoor;
import io.postern.conversation.Room;
import io.postern.policy.Verification;
import io.postern.portal.Conversation;
import io.postern.portal.GuestPages;
import io.postern.portal.Scene;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The models of the templates in {@code src/main/jte/account}. */
public final class AccountPages {
  private AccountPages() {}

  /**
   * {@code signin.jte}.
   *
   * @param to where to go afterwards, or empty
   * @param here this page, for links that add a parameter
   * @param address as it was typed, or empty; the password is never sent back
   */
  public record SignIn(
      Scene s,
      String csrf,
      String to,
      String here,
      String address,
      GuestPages.@Nullable Trouble problem) {}

  /**
   * {@code code.jte}: the second factor.
   *
   * @param restart the first step, with the same target
   */
  public record Code(
      Scene s,
      String csrf,
      String to,
      String here,
      String restart,
      GuestPages.@Nullable Trouble problem) {}

  /**
   * {@code plain.jte}: a heading, a sentence and a button.
   *
   * @param key of the texts {@code key.heading}, {@code key.what}, {@code key.button}
   * @param who the signed-in address, when it may explain something
   */
  public record Plain(Scene s, String key, String href, @Nullable String who) {}

  /**
   * What stands around a signed-in page.
   *
   * @param csrf for the button that signs out
   * @param place the list that is marked in the menu, or null
   */
  public record Desk(
      Scene s, AccountDoor.Member member, String csrf, AccountDoor.@Nullable Box place) {

    public boolean isInbox() {
      return place == AccountDoor.Box.INBOX;
    }

    public boolean isSent() {
      return place == AccountDoor.Box.SENT;
    }
  }

  /**
   * {@code list.jte}.
   *
   * @param path of this list
   * @param page from 0, the newest
   */
  public record Letters(Scene s, Desk d, String path, List<Row> rows, int page, boolean hasOlder) {}

  /**
   * One line of a list.
   *
   * @param others how many besides the one shown
   */
  public record Row(
      String href,
      String shown,
      int others,
      String subject,
      String snippet,
      boolean hasAttachments,
      boolean unread,
      Instant at,
      List<StateTag> states) {}

  /**
   * {@code conversation.jte}.
   *
   * @param states of the recipients, for the sender; else empty (SPEC 9.1)
   * @param answered when the reader's answer went, on the page after sending; else null
   */
  public record Talk(
      Scene s, Desk d, Conversation c, List<Standing> states, @Nullable Instant answered) {}

  /**
   * Where one recipient's copy is.
   *
   * @param by how they open it, where they can
   */
  public record Standing(
      String id, Room.Person person, StateTag tag, String what, @Nullable Verification by) {

    /** Whether a code by phone can take the place of what is sent. */
    public boolean mayReadOut() {
      return by == Verification.SMS || by == Verification.EMAIL;
    }

    public boolean byCode() {
      return by == Verification.ACCESS_CODE;
    }
  }

  /**
   * {@code readout.jte}: a code for the phone, or why there is none.
   *
   * @param back the conversation
   */
  public record ReadOut(
      Scene s, Desk d, String back, Room.Person person, AccountDoor.ReadOut made) {

    public AccountDoor.ReadOut.@Nullable Code code() {
      return made instanceof AccountDoor.ReadOut.Code code ? code : null;
    }

    /** In two groups, as it is said. */
    public String digits() {
      AccountDoor.ReadOut.Code code = code();
      return code == null
          ? ""
          : code.sixDigits().substring(0, 3) + " " + code.sixDigits().substring(3);
    }

    public String whyNot() {
      return switch (made) {
        case AccountDoor.ReadOut.Code code -> "";
        case AccountDoor.ReadOut.TooSoon(Instant at) -> s.t("readout.soon", "when", s.when(at));
        case AccountDoor.ReadOut.Locked() -> s.t("readout.locked");
        case AccountDoor.ReadOut.NotSo() -> s.t("readout.notso");
      };
    }
  }
}
