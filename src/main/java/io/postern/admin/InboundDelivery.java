package io.postern.admin;

import io.postern.admin.NotDone.Why;
import io.postern.conversation.TransportMark;
import io.postern.directory.InboundDirect;
import io.postern.directory.Organisation;
import io.postern.smtp.Domain;
import io.postern.transport.TlsRequirement;
import java.util.Optional;

/**
 * Inbound direct delivery (SPEC 7.5): an organisation takes what is for its own people in its own
 * mail server, whoever sent it through this gateway.
 */
public final class InboundDelivery {
  private final Administration.World world;
  private final TransportMark mark;

  InboundDelivery(Administration.World world) {
    this.world = world;
    this.mark = new TransportMark(world.keys());
  }

  public Optional<InboundDirect> of(Organisation organisation) {
    return world.directory().inboundDirect(organisation.key());
  }

  /**
   * Names the server. What was on stays on, so that a change of server loses no time; a first one
   * is off until {@link #on}.
   */
  public InboundDirect server(
      Organisation organisation, Domain host, int port, TlsRequirement requirement) throws NotDone {
    if (port < 1 || port > 65_535) {
      throw new NotDone(Why.INVALID, "a port is 1 to 65535");
    }
    boolean on = of(organisation).filter(InboundDirect::active).isPresent();
    InboundDirect server = new InboundDirect(organisation.key(), host, port, requirement, on);
    world.directory().put(server);
    return server;
  }

  /** Switches it on or off for all of the organisation's verified domains. */
  public InboundDirect on(Organisation organisation, boolean on) throws NotDone {
    InboundDirect server =
        of(organisation)
            .orElseThrow(() ->
                new NotDone(Why.NOT_YET, "name the organisation's mail server first: idd server"))
            .withActive(on);
    world.directory().put(server);
    return server;
  }

  /**
   * The key with which the organisation's server can check {@link TransportMark}s. A secret of the
   * organisation's: whoever has it can make marks.
   */
  public byte[] markKey(Organisation organisation) {
    return mark.key(organisation.brand().publicId());
  }

  /** Whether this gateway made a mark for a message to this organisation. */
  public boolean holds(Organisation organisation, String messageId, String shown) {
    return mark.holds(organisation.brand().publicId(), messageId, shown);
  }
}
