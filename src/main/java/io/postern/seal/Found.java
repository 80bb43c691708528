package io.postern.seal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The carriers that a private half has found lately: one serves many seals. Thread-safe. */
final class Found {
  private static final int KEPT = 64;

  private final Hpke.Pair pair;
  private final LinkedHashMap<ByteBuffer, byte[]> lately = new LinkedHashMap<>(16, 0.75f, true);

  Found(Hpke.Pair pair) {
    this.pair = pair;
  }

  /** A copy; the caller zeroes it. */
  synchronized Optional<byte[]> carrier(byte[] encapsulated) {
    ByteBuffer name = ByteBuffer.wrap(encapsulated);
    byte[] known = lately.get(name);
    if (known != null) {
      return Optional.of(known.clone());
    }
    Optional<byte[]> found = pair.find(encapsulated, Hpke.CARRIER);
    found.ifPresent(secret -> {
      lately.put(name, secret.clone());
      if (lately.size() > KEPT) {
        Map.Entry<ByteBuffer, byte[]> eldest = lately.pollFirstEntry();
        Arrays.fill(eldest.getValue(), (byte) 0);
      }
    });
    return found;
  }

  synchronized void forget() {
    lately.values().forEach(secret -> Arrays.fill(secret, (byte) 0));
    lately.clear();
  }
}
