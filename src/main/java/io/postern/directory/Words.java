package io.postern.directory;

import io.postern.smtp.Mailbox;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Small sets in one column: sorted words with a blank between. */
final class Words {
  private Words() {}

  static String join(Collection<?> words) {
    return words.stream().map(Object::toString).sorted().collect(Collectors.joining(" "));
  }

  static Set<String> split(String column) {
    return column.isEmpty() ? Set.of() : new TreeSet<>(Set.of(column.split(" ", -1)));
  }

  static @Nullable String spelling(@Nullable Mailbox mailbox) {
    return mailbox == null ? null : mailbox.toString();
  }
}
