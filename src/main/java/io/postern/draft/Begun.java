package io.postern.draft;

/** What became of announcing a file. */
public sealed interface Begun {

  /** It may come, from {@link DraftFile#received} on: a file that stopped half way goes on. */
  record Ready(DraftFile file) implements Begun {}

  /** As many files as a draft may have. */
  record TooMany(int most) implements Begun {}

  /** With this one the draft would be larger than allowed. */
  record TooBig(long most) implements Begun {}
}
