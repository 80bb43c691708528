package io.postern.webapp;

import io.postern.conversation.CopyState;
import io.postern.portal.Scene;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where a copy stands, by word, icon and colour in this order of importance.
 *
 * @param colour class of the tag, or empty
 */
public record StateTag(String word, String icon, String colour) {

  /** What a sender must act on first; then what went well, the furthest first. */
  private static final List<CopyState> ORDER =
      List.of(
          CopyState.FAILED,
          CopyState.BOUNCED,
          CopyState.HELD,
          CopyState.QUEUED,
          CopyState.ANSWERED,
          CopyState.OPENED,
          CopyState.DELIVERED,
          CopyState.NOTIFIED,
          CopyState.EXPIRED,
          CopyState.REVOKED);

  /** Key of the state's word; its sentence is {@code key + ".what"}. */
  static String key(CopyState state) {
    return switch (state) {
      case QUEUED -> "state.queued";
      case DELIVERED -> "state.delivered";
      case NOTIFIED -> "state.notified";
      case OPENED -> "state.opened";
      case ANSWERED -> "state.answered";
      case HELD -> "state.held";
      case FAILED -> "state.failed";
      case EXPIRED -> "state.expired";
      case REVOKED -> "state.revoked";
      case BOUNCED -> "state.bounced";
    };
  }

  private static StateTag of(CopyState state, String word) {
    return switch (state) {
      case QUEUED -> new StateTag(word, "clock", "warn");
      case DELIVERED -> new StateTag(word, "check", "ok");
      case NOTIFIED -> new StateTag(word, "mail", "");
      case OPENED -> new StateTag(word, "eye", "ok");
      case ANSWERED -> new StateTag(word, "reply", "ok");
      case HELD -> new StateTag(word, "pause", "warn");
      case FAILED, BOUNCED -> new StateTag(word, "alert", "bad");
      case EXPIRED -> new StateTag(word, "hourglass", "");
      case REVOKED -> new StateTag(word, "x", "");
    };
  }

  static StateTag of(Scene s, CopyState state) {
    return of(state, s.t(key(state)));
  }

  /** One tag per state that occurs; with how many of how many when there are several recipients. */
  static List<StateTag> summary(Scene s, List<CopyState> states) {
    Map<CopyState, Integer> counts = new EnumMap<>(CopyState.class);
    // To a sender a notification that came back and no way at all are the same news.
    states.forEach(state ->
        counts.merge(state == CopyState.BOUNCED ? CopyState.FAILED : state, 1, Integer::sum));
    List<StateTag> tags = new ArrayList<>();
    for (CopyState state : ORDER) {
      Integer count = counts.get(state);
      if (count != null) {
        String word = s.t(key(state));
        tags.add(
            of(
                state,
                states.size() == 1
                    ? word
                    : s.t("state.of", "state", word, "count", count, "all", states.size())));
      }
    }
    return tags;
  }
}
