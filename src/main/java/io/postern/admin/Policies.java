package io.postern.admin;

import io.postern.admin.NotDone.Why;
import io.postern.directory.GuestPolicies;
import io.postern.directory.Organisation;
import io.postern.policy.OrganisationPolicy;
import io.postern.store.StoreException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What an organisation has decided: the ladder's policy, retention, copies, countries. */
public final class Policies {
  private static final int LONGEST_DAYS = 3_650;
  private static final int LONGEST_REMEMBERED = 90;
  private final Administration.World world;

  Policies(Administration.World world) {
    this.world = world;
  }

  /** Changes the ladder's policy; what is not touched stays. */
  public Organisation ladder(Organisation organisation, UnaryOperator<OrganisationPolicy> change)
      throws NotDone {
    return change(world, organisation, o -> o.withPolicy(change.apply(o.policy())));
  }

  /** Whether senders may read back what they sent (SPEC 12.1). */
  public Organisation senderCopies(Organisation organisation, boolean keep) throws NotDone {
    return change(world, organisation, o -> o.withSenderCopies(keep));
  }

  /** How many days content is kept (SPEC 17). */
  public Organisation retention(Organisation organisation, int days) throws NotDone {
    if (days < 1 || days > LONGEST_DAYS) {
      throw new NotDone(Why.INVALID, "content is kept 1 to " + LONGEST_DAYS + " days");
    }
    return change(world, organisation, o -> o.withRetentionDays(days));
  }

  /**
   * The countries whose numbers may get text messages.
   *
   * @param codes ISO 3166, two letters; empty for all
   */
  public Organisation countries(Organisation organisation, Set<String> codes) throws NotDone {
    Set<String> upper = new TreeSet<>();
    codes.forEach(code -> upper.add(code.toUpperCase(Locale.ROOT)));
    if (!Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2).containsAll(upper)) {
      throw new NotDone(Why.INVALID, "a country is its ISO 3166 code of two letters, such as NL");
    }
    return change(world, organisation, o -> o.withCountries(upper));
  }

  public Organisation language(Organisation organisation, Locale language) throws NotDone {
    Locale checked = Organisations.checkedLanguage(language);
    return change(world, organisation, o -> o.withLanguage(checked));
  }

  /** The daily budget of text messages (SPEC 8.3). */
  public Organisation smsPerDay(Organisation organisation, int budget) throws NotDone {
    if (budget < 0) {
      throw new NotDone(Why.INVALID, "a budget is 0 or more");
    }
    return change(world, organisation, o -> o.withSmsPerDay(budget));
  }

  /**
   * For how long guests may have a device remembered (SPEC 8.3).
   *
   * @param days 0 for not at all: what was remembered counts no more at once
   */
  public int rememberDevices(Organisation organisation, int days) throws NotDone {
    if (days < 0 || days > LONGEST_REMEMBERED) {
      throw new NotDone(Why.INVALID, "a device is remembered 0 to " + LONGEST_REMEMBERED + " days");
    }
    new GuestPolicies(world.database()).rememberDays(organisation.key(), days);
    return days;
  }

  /** For how many days guests may have a device remembered; 0 for not at all. */
  public int rememberedDays(Organisation organisation) {
    return new GuestPolicies(world.database()).rememberDays(organisation.key());
  }

  static Organisation change(
      Administration.World world, Organisation organisation, UnaryOperator<Organisation> change)
      throws NotDone {
    try {
      return world
          .directory()
          .change(organisation.key(), change)
          .orElseThrow(() -> new NotDone(Why.NOT_FOUND, "the organisation is gone"));
    } catch (StoreException.Taken taken) {
      throw new NotDone(Why.TAKEN, "there is an organisation with this name already");
    }
  }
}
