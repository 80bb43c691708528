package io.postern.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/** Everything the mail hosts of one small internet took, in order of arrival. Thread-safe. */
public final class CapturedMails {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final List<CapturedMail> mails = new ArrayList<>();

  void add(LongFunction<CapturedMail> numbered) {
    lock.lock();
    try {
      mails.add(numbered.apply(mails.size() + 1));
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A snapshot. */
  public List<CapturedMail> all() {
    lock.lock();
    try {
      return List.copyOf(mails);
    } finally {
      lock.unlock();
    }
  }

  /** Those for one address, compared without regard to case. */
  public List<CapturedMail> to(String address) {
    return all().stream().filter(isTo(address)).toList();
  }

  /** The mail with this number, if it came. */
  public Optional<CapturedMail> number(long number) {
    return all().stream().filter(mail -> mail.number() == number).findFirst();
  }

  /**
   * Waits for a mail, the newest that fits.
   *
   * @return empty when none came in time
   */
  public Optional<CapturedMail> await(Predicate<CapturedMail> wanted, Duration patience) {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (true) {
        Optional<CapturedMail> found = mails.reversed().stream().filter(wanted).findFirst();
        if (found.isPresent() || left <= 0) {
          return found;
        }
        left = arrived.awaitNanos(left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a mail went to this address. */
  public static Predicate<CapturedMail> isTo(String address) {
    return mail -> mail.recipients().stream().anyMatch(address::equalsIgnoreCase);
  }
}
