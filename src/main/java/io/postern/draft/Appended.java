package io.postern.draft;

/** What became of a piece. */
public sealed interface Appended {

  /** So much is here now; durable. */
  record Until(long received) implements Appended {}

  /** The file ends (or goes on) elsewhere: nothing was taken. */
  record NotThere(long received) implements Appended {}

  /** More octets than the file was said to have, or more pieces than it may come in. */
  record TooMuch() implements Appended {}

  /** No such file. */
  record Unknown() implements Appended {}
}
