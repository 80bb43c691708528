package io.postern.queue;

import io.postern.setting.Setting;
import java.time.Duration;

/** How what waits is sent (SPEC 7.6). */
public record QueueSettings(
    @Setting(
            value =
                "Attempts under way at once. One organisation gets at most half of what is free,"
                    + " so that another's first message finds a place.",
            byDefault = "128",
            min = 4,
            max = 10_000)
        int workers,
    @Setting(
            value =
                "Attempts under way at once to one destination; of these, too, one organisation"
                    + " gets at most half of what is free.",
            byDefault = "20",
            min = 1,
            max = 1_000)
        int perDestination,
    @Setting(
            value = "Attempts begun in a minute to one destination; 0 sets no limit.",
            byDefault = "0",
            min = 0,
            max = 1_000_000)
        int perMinute,
    @Setting(
            value =
                "How long delivery is tried before the sender gets a report. Keys of what waits"
                    + " live for 72 h at most.",
            byDefault = "48h",
            min = 3_600_000,
            max = 172_800_000)
        Duration giveUpAfter) {

  /** What the configuration has without a word about the queue. */
  public static final QueueSettings DEFAULT =
      new QueueSettings(128, 20, 0, RetrySchedule.DEFAULT.giveUpAfter());

  /** The pauses between tries. */
  public RetrySchedule retries() {
    return new RetrySchedule(
        RetrySchedule.DEFAULT.first(), RetrySchedule.DEFAULT.longest(), giveUpAfter);
  }
}
