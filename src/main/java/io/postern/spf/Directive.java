package io.postern.spf;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A mechanism with its qualifier (RFC 7208 section 4.6.1).
 *
 * @param result what a match means
 * @param text as it stands in the record
 */
record Directive(Spf.Result result, Mechanism mechanism, String text) {

  /** RFC 7208 section 5. A missing domain is the one that is checked. */
  sealed interface Mechanism {}

  record All() implements Mechanism {}

  record Include(MacroString domain) implements Mechanism {}

  record A(@Nullable MacroString domain, int bits4, int bits6) implements Mechanism {}

  record Mx(@Nullable MacroString domain, int bits4, int bits6) implements Mechanism {}

  record Ptr(@Nullable MacroString domain) implements Mechanism {}

  record Ip(InetAddress network, int bits) implements Mechanism {}

  record Exists(MacroString domain) implements Mechanism {}
}
