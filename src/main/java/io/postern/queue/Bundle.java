package io.postern.queue;

import java.util.List;

/**
 * Items of one lane that one worker takes together: one, or several of equal {@link Item#bundle}.
 */
record Bundle(List<Lease> leases) {

  /** RFC 5321 section 4.5.3.1.8: a server takes at least so many recipients (SPEC 7.10). */
  static final int MOST = 100;

  Bundle {
    leases = List.copyOf(leases);
    if (leases.isEmpty() || leases.size() > MOST) {
      throw new IllegalArgumentException("1 to 100 items");
    }
  }

  long organisation() {
    return leases.getFirst().item().organisation();
  }

  long destination() {
    return leases.getFirst().item().destination();
  }
}
