package io.postern.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The client's address. {@code X-Forwarded-For} is read from its end, and only as far as the hops
 * are proxies the operator listed: anything before the first stranger is what that stranger says.
 */
final class ClientAddress {
  private ClientAddress() {}

  static InetAddress of(HttpServletRequest request, List<InetAddress> proxies) {
    InetAddress peer = InetAddress.ofLiteral(request.getRemoteAddr());
    List<String> hops = new ArrayList<>();
    Collections.list(request.getHeaders("X-Forwarded-For"))
        .forEach(line -> hops.addAll(List.of(line.split(",", -1))));
    for (int i = hops.size() - 1; i >= 0 && proxies.contains(peer); i--) {
      try {
        peer = InetAddress.ofLiteral(hops.get(i).strip());
      } catch (IllegalArgumentException noAddress) {
        return peer;
      }
    }
    return peer;
  }
}
