package io.postern.mime;

import io.postern.smtp.BadAddress;
import io.postern.smtp.Mailbox;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What address fields (From, To, Cc, Reply-To) name (RFC 5322 section 3.4 and 4.4).
 *
 * @param mailboxes in their order, group members included, doubles kept
 * @param clean false when something in the fields was no address; what could be read is there
 */
public record AddressList(List<NamedMailbox> mailboxes, boolean clean) {

  public AddressList {
    mailboxes = List.copyOf(mailboxes);
  }

  /** Reads the fields as one list. Never throws. */
  public static AddressList parse(List<HeaderField> fields) {
    List<NamedMailbox> mailboxes = new ArrayList<>();
    boolean clean = true;
    for (HeaderField field : fields) {
      Reading reading = new Reading(AddressTokens.of(field.unfolded()), mailboxes);
      clean &= reading.read() && field.wellFormed();
    }
    return new AddressList(mailboxes, clean);
  }

  /** One field, one pass over its tokens. */
  private static final class Reading {
    private final AddressTokens tokens;
    private final List<NamedMailbox> mailboxes;
    private final List<AddressTokens.Token> words = new ArrayList<>();
    private @Nullable String comment;
    private boolean angleSeen; // and no comma since
    private boolean inGroup;
    private boolean clean = true;

    Reading(AddressTokens tokens, List<NamedMailbox> mailboxes) {
      this.tokens = tokens;
      this.mailboxes = mailboxes;
    }

    boolean read() {
      for (int i = 0; i < tokens.list().size(); i++) {
        AddressTokens.Token token = tokens.list().get(i);
        switch (token.kind()) {
          case COMMENT -> comment = token.text();
          case WORD, QUOTED, LITERAL -> {
            clean &= !angleSeen;
            words.add(token);
          }
          case SPECIAL -> {
            switch (token.text()) {
              case "," -> endAddress();
              case ";" -> {
                endAddress();
                clean &= inGroup;
                inGroup = false;
              }
              case ":" -> {
                clean &= !inGroup && !angleSeen && !words.isEmpty() && !has(words, "@");
                inGroup = true;
                words.clear();
                comment = null;
              }
              case "<" -> i = angle(i + 1);
              case ">" -> clean = false;
              default -> words.add(token); // dot and at sign
            }
          }
        }
      }
      endAddress();
      return clean && !inGroup && tokens.clean();
    }

    /** Reads up to the closing bracket and returns where it stands. */
    private int angle(int start) {
      int end = start;
      List<AddressTokens.Token> inside = new ArrayList<>();
      while (end < tokens.list().size() && !tokens.list().get(end).is(">")) {
        AddressTokens.Token token = tokens.list().get(end++);
        if (token.kind() != AddressTokens.Kind.COMMENT) {
          inside.add(token);
        }
      }
      clean &= end < tokens.list().size() && !angleSeen;
      // A route (section 4.4) is read and forgotten: @a,@b:user@domain.
      if (!inside.isEmpty() && inside.getFirst().is("@")) {
        int colon = 0;
        while (colon < inside.size() && !inside.get(colon).is(":")) {
          colon++;
        }
        inside = inside.subList(Math.min(colon + 1, inside.size()), inside.size());
      }
      // An at sign in an unquoted name is how one pretends to be another: not clean.
      clean &= !has(words, "@");
      add(phrase(words), inside);
      words.clear();
      angleSeen = true;
      return end;
    }

    private void endAddress() {
      if (!words.isEmpty()) {
        if (angleSeen) {
          clean = false;
        } else {
          add(comment, words);
        }
      }
      words.clear();
      comment = null;
      angleSeen = false;
    }

    private void add(@Nullable String name, List<AddressTokens.Token> specification) {
      String text = AddressTokens.specification(specification);
      if (text == null) {
        clean = false;
        return;
      }
      try {
        String decoded = name == null ? null : HeaderText.decode(name).strip();
        Mailbox mailbox = Mailbox.of(text);
        mailboxes.add(
            new NamedMailbox(decoded == null || decoded.isEmpty() ? null : decoded, mailbox));
      } catch (BadAddress notOne) {
        clean = false;
      }
    }

    private static @Nullable String phrase(List<AddressTokens.Token> words) {
      StringBuilder phrase = new StringBuilder();
      for (AddressTokens.Token word : words) {
        boolean space = word.spaceBefore() && !phrase.isEmpty();
        phrase.append(space ? " " : "").append(word.text());
      }
      return phrase.isEmpty() ? null : phrase.toString();
    }

    private static boolean has(List<AddressTokens.Token> words, String special) {
      return words.stream().anyMatch(word -> word.is(special));
    }
  }
}
