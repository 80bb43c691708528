package io.postern.conversation;

import java.time.Instant;

/** What became of an answer. */
public sealed interface Answered {
  /** Sealed and durable. */
  record Sent(Instant at) implements Answered {}

  /** 20 answers a day and guest (SPEC 9.1). */
  record TooMany() implements Answered {}

  /** Larger than the organisation allows. */
  record TooBig(long limit) implements Answered {}

  /** Not proven, ended, or nobody left to answer. */
  record NotHere() implements Answered {}
}
