package io.postern.notice;

/** What a sender can do about a message that did not arrive; the texts say it (SPEC 11.2). */
public enum Advice {
  /** Ask the recipient for a mobile number and add it. */
  ADD_MOBILE_NUMBER,
  /** Agree an access code by phone and add it. */
  AGREE_ACCESS_CODE,
  /** Look whether the address is spelt right. */
  CHECK_ADDRESS,
  /** Ask the recipient, by another way, whether the mailbox works. */
  ASK_RECIPIENT,
  /** The recipient's administrator should mend the mail server's certificate. */
  ASK_ADMIN_TLS,
  /** The sender's own administrator can change what is permitted. */
  ASK_OWN_ADMIN,
  /** Send it again later. */
  SEND_AGAIN_LATER,
  /** Send it again with smaller or fewer attachments. */
  SMALLER,
  /** Nothing needs doing: we keep trying. */
  WAIT,
  /** Urgent? Phone. Not as ordinary e-mail. */
  PHONE
}
