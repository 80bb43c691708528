package io.postern.conversation;

import io.postern.seal.SlotContext;
import io.postern.seal.SlotKind;

/** Which context binds which slot (SPEC 14.1): one place, because seal and open must agree. */
public final class Slots {
  private Slots() {}

  /** The queue slot of a message. */
  public static SlotContext queue(String messageId) {
    return new SlotContext(messageId, "", SlotKind.QUEUE);
  }

  /** The sender organisation's slot of a message. */
  public static SlotContext sender(String messageId) {
    return new SlotContext(messageId, "", SlotKind.SENDER);
  }

  /** A recipient's slot. */
  public static SlotContext recipient(String conversationId, String copyId, SlotKind kind) {
    return new SlotContext(conversationId, copyId, kind);
  }

  /** What may be known at the door, under the link secret. */
  public static String door(String copyId) {
    return "door " + copyId;
  }

  /** A copy's phone number, under the deployment key. */
  public static String number(String copyId) {
    return "number " + copyId;
  }

  /** A copy's notification while it waits. */
  public static String pending(String copyId) {
    return "notification " + copyId;
  }

  /** A right given in a control header, until its copy is decided. */
  public static String right(String copyId) {
    return "right " + copyId;
  }

  /** The slot of a file link: this part of this message for this copy. */
  public static SlotContext file(String messageId, String copyId, String part) {
    return new SlotContext(messageId, copyId + " part " + part, SlotKind.FILE);
  }

  /** What may be known of a file before proof, under its link's secret. */
  public static String fileCard(String linkId) {
    return "file card " + linkId;
  }

  /** A file link's secret while its message waits. */
  public static String filePending(String linkId) {
    return "file link " + linkId;
  }
}
