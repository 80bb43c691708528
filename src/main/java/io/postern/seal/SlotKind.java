package io.postern.seal;

/** The ways to open a content (DESIGN, Sealing). The names are part of what is sealed. */
public enum SlotKind {
  /** HPKE to the hour's queue key; lives while a copy has to be decided or sent. */
  QUEUE,
  /** HPKE to the sender organisation's key. */
  SENDER,
  /** HPKE to the recipient organisation's key; for personal accounts the deployment key. */
  ACCOUNT,
  /** Bound to the link secret. */
  LINK,
  /** Bound to the link secret and the access code. */
  LINK_CODE,
  /** Bound to a file link's secret and to the deployment; names one part of a message. */
  FILE
}
