package io.postern.queue;

import io.postern.store.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what to claim, at a cost that does not grow with what waits.
 *
 * <p>What is due stands together at one end of an index, so deferred items cost nothing. While it
 * fits into a window, it is all seen at once. When it does not, somebody has a backlog, and the
 * oldest are all theirs: then the lanes (an organisation's items for one destination) are visited
 * in turn instead, from where the last visit ended, some hundreds at a time, each by one step into
 * the index. A lane or organisation without room in memory is stepped over, however much waits in
 * it. Owned by the claiming thread.
 */
final class Claiming {
  /** As much due as is looked at before the lanes are. */
  static final int WINDOW = 256;

  /** Steps from lane to lane in one claim. */
  static final int STEPS = 256;

  private static final Lane BEGINNING = new Lane(Long.MIN_VALUE, Long.MIN_VALUE);

  private static final String COLUMNS =
      """
      key, kind, subject, organisation, destination, bundle, attempts, created_at, token, next_try
      """;

  private Lane at = BEGINNING;

  /** How many more bundles may wait in memory. */
  interface Room {
    int of(long organisation);

    int of(long organisation, long destination);
  }

  private record Lane(long organisation, long destination) {}

  /** The earliest of a lane. */
  private record Head(Lane lane, Instant nextTry) {
    static Head of(ResultSet r) throws SQLException {
      return new Head(new Lane(r.getLong(1), r.getLong(2)), Instant.ofEpochMilli(r.getLong(3)));
    }
  }

  /** A due row. */
  record Due(Item item, long token, Instant nextTry) {
    static Due of(ResultSet r) throws SQLException {
      return new Due(
          new Item(
              r.getLong(1),
              Item.Kind.of(r.getInt(2)),
              r.getLong(3),
              r.getLong(4),
              r.getLong(5),
              r.getLong(6),
              r.getInt(7),
              Instant.ofEpochMilli(r.getLong(8))),
          r.getLong(9),
          Instant.ofEpochMilli(r.getLong(10)));
    }
  }

  /**
   * What is due and has room, grouped into bundles.
   *
   * @param retryAsked when an administrator last asked for a retry
   */
  record Found(List<List<Due>> groups, boolean more, boolean leftBehind, Instant retryAsked) {}

  Found look(Tx tx, Instant now, Room room) {
    Instant asked =
        tx.one("SELECT MAX(asked_at) FROM queue_retry", r -> Instant.ofEpochMilli(r.getLong(1)))
            .orElse(Instant.EPOCH);
    List<Due> window =
        tx.list(
            "SELECT " + COLUMNS + " FROM queue WHERE next_try <= ? ORDER BY next_try LIMIT ?",
            Due::of,
            now,
            WINDOW);
    Pick pick = new Pick(room);
    if (window.size() < WINDOW) {
      grouped(window).forEach(pick::offer);
      return new Found(pick.groups, false, pick.leftBehind, asked);
    }
    boolean more = walk(tx, now, pick);
    return new Found(pick.groups, more, true, asked);
  }

  /** Visits lanes from where the last visit stopped; whether there are more to visit. */
  private boolean walk(Tx tx, Instant now, Pick pick) {
    for (int step = 0; step < STEPS; step++) {
      Optional<Head> next =
          tx.one(
              """
              SELECT organisation, destination, next_try FROM queue
              WHERE (organisation, destination) > (?, ?)
              ORDER BY organisation, destination, next_try LIMIT 1
              """,
              Head::of,
              at.organisation,
              at.destination);
      if (next.isEmpty()) {
        at = BEGINNING;
        return false;
      }
      Head head = next.get();
      at = head.lane;
      if (pick.room(at.organisation) == 0) {
        at = new Lane(at.organisation, Long.MAX_VALUE);
      } else if (!head.nextTry.isAfter(now)) {
        due(tx, now, at, pick.room(at)).forEach(group -> pick.offer(whole(tx, group)));
      }
    }
    return true;
  }

  private static Collection<List<Due>> due(Tx tx, Instant now, Lane lane, int most) {
    return most == 0
        ? List.of()
        : grouped(
            tx.list(
                "SELECT "
                    + COLUMNS
                    + """
                     FROM queue WHERE organisation = ? AND destination = ? AND next_try <= ?
                    ORDER BY next_try LIMIT ?
                    """,
                Due::of,
                lane.organisation,
                lane.destination,
                now,
                most));
  }

  /** A bundle with those of its items that stand beyond what was read: due at the same moment. */
  private static List<Due> whole(Tx tx, List<Due> group) {
    Due first = group.getFirst();
    return first.item.bundle() == Item.ALONE
        ? group
        : tx.list(
            "SELECT "
                + COLUMNS
                + """
                 FROM queue WHERE organisation = ? AND destination = ? AND next_try = ?
                  AND bundle = ? LIMIT ?
                """,
            Due::of,
            first.item.organisation(),
            first.item.destination(),
            first.nextTry,
            first.item.bundle(),
            Bundle.MOST);
  }

  /** Bundles, oldest first. */
  private static Collection<List<Due>> grouped(List<Due> rows) {
    Map<Object, List<Due>> groups = new LinkedHashMap<>();
    for (Due due : rows) {
      Item item = due.item;
      groups
          .computeIfAbsent(
              item.bundle() == Item.ALONE
                  ? item.key()
                  : List.of(item.organisation(), item.destination(), item.bundle(), item.kind()),
              first -> new ArrayList<>())
          .add(due);
    }
    return groups.values();
  }

  /** Takes what has room. */
  private static final class Pick {
    private final Room room;
    private final List<List<Due>> groups = new ArrayList<>();
    private final Map<Long, Integer> ofOrganisation = new HashMap<>();
    private final Map<Lane, Integer> ofLane = new HashMap<>();
    private boolean leftBehind;

    Pick(Room room) {
      this.room = room;
    }

    int room(long organisation) {
      return Math.max(0, room.of(organisation) - ofOrganisation.getOrDefault(organisation, 0));
    }

    int room(Lane lane) {
      return Math.min(
          room(lane.organisation),
          Math.max(0, room.of(lane.organisation, lane.destination) - ofLane.getOrDefault(lane, 0)));
    }

    void offer(List<Due> group) {
      Item item = group.getFirst().item;
      Lane lane = new Lane(item.organisation(), item.destination());
      if (room(lane) == 0) {
        leftBehind = true;
        return;
      }
      // What does not fit into one transaction is due still, and claimed next.
      leftBehind |= group.size() > Bundle.MOST;
      groups.add(group.subList(0, Math.min(Bundle.MOST, group.size())));
      ofOrganisation.merge(lane.organisation, 1, Integer::sum);
      ofLane.merge(lane, 1, Integer::sum);
    }
  }
}
