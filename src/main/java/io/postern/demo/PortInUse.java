package io.postern.demo;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** A door of the small internet cannot be opened. The message is one line for the terminal. */
public final class PortInUse extends IOException {
  private static final long serialVersionUID = 1L;

  PortInUse(String what, InetSocketAddress where, IOException cause) {
    super(
        "%s cannot listen on %s port %d: %s"
            .formatted(
                what,
                where.getAddress().getHostAddress(),
                where.getPort(),
                cause instanceof BindException ? "the port is in use" : cause.getMessage()),
        cause);
  }

  /** Opens a listener, or says in one line why not. */
  static ServerSocket listen(String what, InetAddress address, int port) throws PortInUse {
    InetSocketAddress where = new InetSocketAddress(address, port);
    try {
      ServerSocket socket = new ServerSocket();
      try {
        socket.setReuseAddress(true);
        socket.bind(where, 200);
        return socket;
      } catch (IOException refused) {
        socket.close();
        throw refused;
      }
    } catch (IOException refused) {
      throw new PortInUse(what, where, refused);
    }
  }
}
