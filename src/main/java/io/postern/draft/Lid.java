package io.postern.draft;

import io.postern.seal.DataKey;

/** How a draft's key is kept: under what its writer brings, and nobody else. */
public interface Lid {

  /**
   * @param id of the draft, bound in
   */
  byte[] close(DataKey draft, String id);

  /**
   * @throws io.postern.seal.BrokenSeal when it is another's
   */
  DataKey open(byte[] closed, String id);
}
