package io.postern.admin;

import io.postern.admin.NotDone.Why;
import io.postern.conversation.CopyState;
import io.postern.directory.Organisation;
import io.postern.dispatch.Custody;
import io.postern.dispatch.WaitingList.Entry;
import io.postern.dispatch.WaitingList.Wanted;
import io.postern.smtp.Domain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits in the queue, and what an administrator does to it (SPEC 1.10, 13.1). Each operation
 * works on one copy or message, or on all that fit a {@link Choice}; what has moved on meanwhile
 * stays as it is.
 */
public final class WaitingCopies {
  private final Administration.World world;

  WaitingCopies(Administration.World world) {
    this.world = world;
  }

  /**
   * Which of what waits.
   *
   * @param id of a copy, or of a message for all its copies; null for no condition
   * @param organisation the sender's; null for all
   * @param recipientDomain where they go; null for everywhere
   * @param heldOnly only those that are held
   */
  public record Choice(
      @Nullable String id,
      @Nullable Organisation organisation,
      @Nullable Domain recipientDomain,
      boolean heldOnly) {
    /** Everything. */
    public static final Choice ALL = new Choice(null, null, null, false);

    public static Choice of(String id) {
      return new Choice(id, null, null, false);
    }

    Wanted wanted() {
      return new Wanted(
          id,
          organisation == null ? null : organisation.key(),
          recipientDomain,
          heldOnly ? CopyState.HELD : null,
          null,
          null,
          null);
    }
  }

  /** Those that fit, oldest first, at most so many. */
  public List<Entry> list(Choice choice, int most) {
    return world.waiting().list(choice.wanted(), most);
  }

  /** Has them tried now, hosts that were silent before included; how many. */
  public int retry(Choice choice) throws NotDone {
    return world.custody().retry(fitting(choice));
  }

  /** Holds them until an administrator decides; how many were not held yet. */
  public int hold(Choice choice) throws NotDone {
    return world.custody().hold(fitting(choice), Custody.Cause.ADMIN);
  }

  /** Sends those that are held, also where their sender is suspended still; how many. */
  public int release(Choice choice) throws NotDone {
    return world.custody().release(fitting(choice));
  }

  /** Returns them: they are not sent, and their senders get reports; how many. */
  public int bounce(Choice choice) throws NotDone {
    return world.custody().bounce(fitting(choice));
  }

  /** Takes them back: they are not sent, and nobody gets a report (SPEC 18); how many. */
  public int revoke(Choice choice) throws NotDone {
    return world.custody().revoke(fitting(choice));
  }

  private List<Long> fitting(Choice choice) throws NotDone {
    List<Long> copies = world.waiting().copies(choice.wanted());
    if (copies.isEmpty() && choice.id != null) {
      throw new NotDone(Why.NOT_FOUND, "nothing in the queue has the id " + choice.id);
    }
    return copies;
  }
}
