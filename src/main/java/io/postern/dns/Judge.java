package io.postern.dns;

/** Asks one question, without following aliases, and says what the answer is worth. */
interface Judge {
  Verdict judge(Question question, LookUp lookUp);
}
