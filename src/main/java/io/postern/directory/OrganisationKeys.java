package io.postern.directory;

/**
 * An organisation's key pair as it is kept: sender and account slots are sealed to the public half;
 * the private half opens only inside the key service.
 *
 * @param publicKey HPKE, 32 octets
 * @param wrappedPrivate opaque
 */
@SuppressWarnings("ArrayRecordComponent")
public record OrganisationKeys(byte[] publicKey, byte[] wrappedPrivate) {
  @Override
  public String toString() {
    return "(organisation keys)";
  }
}
