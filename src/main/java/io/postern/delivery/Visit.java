package io.postern.delivery;

import io.postern.delivery.Outcome.HostResult;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one connection to one host came to. */
sealed interface Visit {

  HostResult result();

  /** Trouble that may pass: unreachable, reset, 4xx. Nobody has the message. */
  record NotNow(HostResult result, EnhancedStatus status, String why, @Nullable Reply reply)
      implements Visit {}

  /**
   * It answered, and did not meet the requirement. Nothing was sent.
   *
   * @param breach it did not even show what its own domain says that it shows
   */
  record Weak(HostResult result, boolean breach) implements Visit {}

  /** It met the requirement and cannot take this message, whoever it is for. */
  record CannotTake(HostResult result, EnhancedStatus status, String why, @Nullable Reply reply)
      implements Visit {}

  /** It met the requirement and was given the recipients. */
  record Given(HostResult result, Map<Mailbox, Answered> recipients) implements Visit {}

  /** What became of one recipient at a host that met the requirement. */
  sealed interface Answered {

    /** Final: no other host is asked. */
    record Settled(Outcome outcome) implements Answered {}

    /**
     * Perhaps the next host, perhaps later.
     *
     * @param elsewhere whether another host may be asked now; not when this one may have it already
     */
    record Later(EnhancedStatus status, String why, @Nullable Reply reply, boolean elsewhere)
        implements Answered {}
  }
}
