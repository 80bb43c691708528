package io.postern.dispatch;

import io.postern.delivery.Destination;
import io.postern.mime.HeaderField;
import java.util.List;

/**
 * Where a direct row leads, and what the message bears on that way only.
 *
 * @param stamps fields put before the message
 */
record Way(Destination to, List<HeaderField> stamps) {
  static final Way MX = new Way(Destination.MX, List.of());

  Way {
    stamps = List.copyOf(stamps);
  }
}
