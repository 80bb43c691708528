package io.postern.admin;

import io.postern.directory.Organisation;

/** Hears what a look at a domain's records changed, so that its administrators are told. */
@FunctionalInterface
public interface DomainNews {

  /**
   * @param checked with news, or with records that are worse than at the look before
   */
  void changed(Organisation organisation, Domains.Checked checked);
}
