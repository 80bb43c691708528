package io.postern.seal;

/**
 * What a key slot is for; part of its seal, so that a slot moved to another row opens nothing (SPEC
 * 14.1).
 *
 * @param conversation the conversation's id, never reused
 * @param recipient the recipient's id or address in one fixed form; empty where there is none
 */
public record SlotContext(String conversation, String recipient, SlotKind kind) {

  /** One spelling per context: lengths first, so that no two contexts share bytes. */
  byte[] bytes() {
    return Bytes.framed("postern slot 1", conversation, recipient, kind.name());
  }
}
