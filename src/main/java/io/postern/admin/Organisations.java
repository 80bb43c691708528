package io.postern.admin;

import io.postern.admin.NotDone.Why;
import io.postern.conversation.PublicId;
import io.postern.directory.Brand;
import io.postern.directory.Organisation;
import io.postern.directory.OrganisationKeys;
import io.postern.policy.HeaderRules;
import io.postern.policy.OrganisationPolicy;
import io.postern.seal.KeyService.OrganisationKey;
import io.postern.smtp.Mailbox;
import io.postern.store.StoreException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tenants: made, found, shown. */
public final class Organisations {
  private final Administration.World world;

  Organisations(Administration.World world) {
    this.world = world;
  }

  /**
   * Creates an organisation with its own key pair and the defaults of SPEC 17.
   *
   * @param name as its guests know it; unique
   */
  public Organisation create(String name, Locale language) throws NotDone {
    Organisation made =
        new Organisation(
            world.database().newKey(),
            new Brand(checkedName(name), PublicId.fresh(world.random()), null, null),
            checkedLanguage(language),
            null,
            OrganisationPolicy.DEFAULT,
            true,
            Organisation.RETENTION_DAYS,
            Set.of(),
            Organisation.SMS_PER_DAY,
            kept(world.keys().newOrganisationKey()));
    try {
      world.directory().add(made);
    } catch (StoreException.Taken taken) {
      throw new NotDone(Why.TAKEN, "there is an organisation with this name already");
    }
    return made;
  }

  /** The organisation of this name, exactly. */
  public Organisation named(String name) throws NotDone {
    return world
        .directory()
        .organisationByName(name)
        .orElseThrow(() -> new NotDone(Why.NOT_FOUND, "no organisation is named " + name));
  }

  public List<Organisation> list() {
    return world.directory().organisations();
  }

  /**
   * How it shows itself.
   *
   * @param accent {@code #rrggbb}; null leaves it, empty takes it away
   * @param phone a number to call in doubt; null leaves it, empty takes it away
   */
  public Organisation brand(
      Organisation organisation,
      @Nullable String name,
      @Nullable String accent,
      @Nullable String phone)
      throws NotDone {
    if (accent != null && !accent.isEmpty() && !accent.matches("#[0-9a-fA-F]{6}")) {
      throw new NotDone(Why.INVALID, "a colour is written #rrggbb");
    }
    if (phone != null && !phone.matches("[0-9+() ./-]{0,40}")) {
      throw new NotDone(Why.INVALID, "a phone number has digits, blanks and + ( ) . / - only");
    }
    String newName = name == null ? null : checkedName(name);
    return Policies.change(
        world,
        organisation,
        o ->
            o.withBrand(
                new Brand(
                    newName == null ? o.brand().name() : newName,
                    o.brand().publicId(),
                    changed(o.brand().accent(), accent),
                    changed(o.brand().phone(), phone))));
  }

  /** Who hears of reports that could not be delivered (SPEC 11.4); null for nobody. */
  public Organisation postmaster(Organisation organisation, @Nullable Mailbox postmaster)
      throws NotDone {
    return Policies.change(world, organisation, o -> o.withPostmaster(postmaster));
  }

  static Locale checkedLanguage(Locale language) throws NotDone {
    Set<String> offered = HeaderRules.DEFAULT.languages();
    if (!offered.contains(language.getLanguage())) {
      throw new NotDone(
          Why.INVALID,
          "this language is not offered; offered are "
              + String.join(", ", offered.stream().sorted().toList()));
    }
    return language;
  }

  private static String checkedName(String name) throws NotDone {
    String clean = name.strip();
    if (clean.isEmpty()
        || clean.length() > 100
        || clean.chars().anyMatch(Character::isISOControl)) {
      throw new NotDone(Why.INVALID, "a name has 1 to 100 characters, none of them control");
    }
    return clean;
  }

  private static @Nullable String changed(@Nullable String before, @Nullable String now) {
    if (now == null) {
      return before;
    }
    return now.isEmpty() ? null : now;
  }

  private static OrganisationKeys kept(OrganisationKey pair) {
    return new OrganisationKeys(pair.publicKey().bytes(), pair.wrappedPrivate());
  }
}
