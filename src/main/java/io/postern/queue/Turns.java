package io.postern.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is next (SPEC 7.6): what was claimed waits here, in memory, until a worker is free for it.
 * Organisations take turns, and within one its destinations do.
 *
 * <p>Fair among those who wait is not enough: an organisation whose hundred thousand copies go to
 * slow hosts would soon hold every worker, and the next one's first copy would wait for a slow
 * host's deadline. So whoever wants one more place, of all workers or at one destination, may hold
 * no more of them than are free. Alone, an organisation gets half; a second one half of what is
 * left; and as long as few are slow at once, the newcomer finds a place now.
 *
 * <p>Thread-safe, never blocks.
 */
final class Turns {
  /** Bundles of an organisation that wait here; the others stay in the table. */
  private static final int PER_ORGANISATION = 64;

  /** Beyond so many in all, each organisation has one. */
  private static final int IN_ALL = 4_096;

  private final int workers;
  private final int perDestination;
  private final Duration spacing;

  /** In the order of their turns: the first is next. */
  private final LinkedHashMap<Long, Line> lines = new LinkedHashMap<>();

  private final Map<Long, Destination> destinations = new HashMap<>();
  private int waiting;
  private int active;

  Turns(QueueSettings settings) {
    this.workers = settings.workers();
    this.perDestination = settings.perDestination();
    this.spacing =
        settings.perMinute() == 0
            ? Duration.ZERO
            : Duration.ofMinutes(1).dividedBy(settings.perMinute());
  }

  /** What one organisation has here. */
  private static final class Line {
    private final LinkedHashMap<Long, Deque<Bundle>> lanes = new LinkedHashMap<>();
    private final Map<Long, Integer> activeAt = new HashMap<>();
    private int waiting;
    private int active;
  }

  /** What everybody has under way to one destination. */
  private static final class Destination {
    private int active;
    private Instant notBefore = Instant.MIN;
  }

  synchronized void offer(Bundle bundle) {
    Line line = lines.computeIfAbsent(bundle.organisation(), first -> new Line());
    line.lanes.computeIfAbsent(bundle.destination(), first -> new ArrayDeque<>()).add(bundle);
    line.waiting++;
    waiting++;
  }

  /** The next one to begin, which is under way from now on; empty when nobody may begin. */
  synchronized Optional<Bundle> next(Instant now) {
    if (active >= workers) {
      return Optional.empty();
    }
    for (Map.Entry<Long, Line> entry : lines.entrySet()) {
      Line line = entry.getValue();
      if (line.active < workers - active) {
        Bundle bundle = startable(line, now);
        if (bundle != null) {
          begin(entry.getKey(), line, bundle, now);
          return Optional.of(bundle);
        }
      }
    }
    return Optional.empty();
  }

  private @Nullable Bundle startable(Line line, Instant now) {
    for (Map.Entry<Long, Deque<Bundle>> lane : line.lanes.entrySet()) {
      int mine = line.activeAt.getOrDefault(lane.getKey(), 0);
      Destination at = destinations.get(lane.getKey());
      if (at == null || (mine < perDestination - at.active && !now.isBefore(at.notBefore))) {
        return lane.getValue().getFirst();
      }
    }
    return null;
  }

  private void begin(long organisation, Line line, Bundle bundle, Instant now) {
    long to = bundle.destination();
    Deque<Bundle> lane = line.lanes.remove(to);
    if (lane != null && lane.removeFirst() == bundle && !lane.isEmpty()) {
      line.lanes.put(to, lane);
    }
    line.waiting--;
    waiting--;
    line.active++;
    active++;
    line.activeAt.merge(to, 1, Integer::sum);
    Destination at = destinations.computeIfAbsent(to, first -> new Destination());
    at.active++;
    at.notBefore = now.plus(spacing);
    lines.remove(organisation);
    lines.put(organisation, line);
  }

  /** Its worker is free again. */
  synchronized void done(Bundle bundle, Instant now) {
    Line line = lines.get(bundle.organisation());
    Destination at = destinations.get(bundle.destination());
    if (line == null || at == null) {
      throw new IllegalStateException("this bundle never began");
    }
    active--;
    line.active--;
    at.active--;
    line.activeAt.computeIfPresent(bundle.destination(), (to, mine) -> mine == 1 ? null : mine - 1);
    if (line.active == 0 && line.waiting == 0) {
      lines.remove(bundle.organisation());
    }
    if (at.active == 0 && !now.isBefore(at.notBefore)) {
      destinations.remove(bundle.destination());
    }
    forgetPaces(now);
  }

  /** Destinations that nothing goes to any more are kept only while their pace says so. */
  private void forgetPaces(Instant now) {
    if (destinations.size() > IN_ALL) {
      destinations.values().removeIf(at -> at.active == 0 && !now.isBefore(at.notBefore));
    }
  }

  /** How many more bundles of this organisation may wait here; 0 until half of them are gone. */
  synchronized int room(long organisation) {
    Line line = lines.get(organisation);
    int here = line == null ? 0 : line.waiting;
    if (waiting >= IN_ALL) {
      return here == 0 ? 1 : 0;
    }
    return here <= PER_ORGANISATION / 2 ? PER_ORGANISATION - here : 0;
  }

  /** How many more of them for this destination. */
  synchronized int room(long organisation, long destination) {
    Line line = lines.get(organisation);
    Deque<Bundle> lane = line == null ? null : line.lanes.get(destination);
    int here = lane == null ? 0 : lane.size();
    return here <= perDestination / 2 ? Math.min(room(organisation), perDestination - here) : 0;
  }

  /** When the pace of a destination lets the next one begin, where only that holds one back. */
  synchronized Optional<Instant> nextPace(Instant now) {
    if (spacing.isZero()) {
      return Optional.empty();
    }
    return lines.values().stream()
        .flatMap(line -> line.lanes.keySet().stream())
        .map(destinations::get)
        .filter(at -> at != null && at.notBefore.isAfter(now))
        .map(at -> at.notBefore)
        .min(Instant::compareTo);
  }

  synchronized boolean isIdle() {
    return active == 0 && waiting == 0;
  }

  synchronized int active() {
    return active;
  }

  /** Takes out all that wait. */
  synchronized List<Bundle> clear() {
    List<Bundle> all = new ArrayList<>();
    for (Iterator<Line> each = lines.values().iterator(); each.hasNext(); ) {
      Line line = each.next();
      line.lanes.values().forEach(all::addAll);
      line.lanes.clear();
      line.waiting = 0;
      if (line.active == 0) {
        each.remove();
      }
    }
    waiting = 0;
    return all;
  }
}
