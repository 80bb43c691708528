package io.postern.dispatch;

import io.postern.policy.Facts;
import io.postern.policy.Row;
import java.util.Map;

/**
 * What was found out for one attempt.
 *
 * @param facts for the ladder
 * @param ways where its direct rows lead, as far as it is not plainly to the domain's MX hosts:
 *     what says that a row applies often says where it leads
 */
record Known(Facts facts, Map<Row, Way> ways) {
  Known {
    ways = Map.copyOf(ways);
  }

  Way way(Row row) {
    return ways.getOrDefault(row, Way.MX);
  }
}
