package io.postern.portal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What part of a file is asked for (RFC 9110 section 14). One range is honoured; several, or a unit
 * or form we do not know, get the whole, as section 14.2 allows.
 */
sealed interface ByteRange {

  /** The whole file, 200. */
  record Whole() implements ByteRange {}

  /** From {@code first} to {@code last}, both included, 206. */
  record Piece(long first, long last) implements ByteRange {
    long length() {
      return last - first + 1;
    }
  }

  /** Nothing of the file lies there, 416. */
  record Outside() implements ByteRange {}

  Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * @param header the {@code Range} field
   * @param ifRange the {@code If-Range} field: another version is sent whole
   */
  static ByteRange of(@Nullable String header, @Nullable String ifRange, String etag, long size) {
    if (header == null || ifRange != null && !ifRange.equals(etag)) {
      return new Whole();
    }
    Matcher matcher = FORM.matcher(header.replace(" ", ""));
    if (!matcher.matches()) {
      return new Whole();
    }
    Optional<Long> from = number(matcher.group(1));
    Optional<Long> to = number(matcher.group(2));
    if (from.isEmpty() && to.isEmpty()) {
      return new Whole();
    }
    if (from.isEmpty()) {
      long suffix = Math.min(to.orElse(0L), size);
      return suffix == 0 ? new Outside() : new Piece(size - suffix, size - 1);
    }
    long first = from.get();
    long last = Math.min(to.orElse(Long.MAX_VALUE), size - 1);
    if (to.isPresent() && to.get() < first) {
      return new Whole();
    }
    return first >= size ? new Outside() : new Piece(first, last);
  }

  private static Optional<Long> number(String digits) {
    return digits.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(digits));
  }
}
