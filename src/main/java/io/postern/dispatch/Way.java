package io.postern.dispatch;

import io.postern.delivery.Destination;
import io.postern.mime.HeaderField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a direct row leads, and what the message bears on that way only.
 *
 * @param stamps fields put before the message
 * @param markedFor public id of the organisation whose own server it is: the message bears its
 *     {@link io.postern.conversation.TransportMark}; else null
 */
record Way(Destination to, List<HeaderField> stamps, @Nullable String markedFor) {
  static final Way MX = new Way(Destination.MX, List.of(), null);

  Way {
    stamps = List.copyOf(stamps);
  }
}
