package io.postern.listener;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Counts open sessions, in all and per client (SPEC 17). Thread-safe. */
final class Seats {
  private final int mostPerClient;
  private final int most;
  private final Map<ByteBuffer, Integer> perClient = new HashMap<>();
  private int taken;

  Seats(int mostPerClient, int most) {
    this.mostPerClient = mostPerClient;
    this.most = most;
  }

  /** What became of the wish for a seat. */
  enum Seat {
    TAKEN,
    TOO_MANY_FROM_THERE,
    ALL_TAKEN
  }

  synchronized Seat take(InetAddress client) {
    ByteBuffer key = key(client);
    int there = perClient.getOrDefault(key, 0);
    if (taken >= most) {
      return Seat.ALL_TAKEN;
    }
    if (there >= mostPerClient) {
      return Seat.TOO_MANY_FROM_THERE;
    }
    perClient.put(key, there + 1);
    taken++;
    return Seat.TAKEN;
  }

  synchronized void leave(InetAddress client) {
    perClient.computeIfPresent(key(client), (_, n) -> n == 1 ? null : n - 1);
    taken--;
  }

  /** An IPv6 client owns a /64 at least: its addresses are one. */
  private static ByteBuffer key(InetAddress client) {
    byte[] octets = client.getAddress();
    return ByteBuffer.wrap(client instanceof Inet6Address ? Arrays.copyOf(octets, 8) : octets);
  }
}
