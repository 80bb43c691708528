package io.postern.demo;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The name server of the small internet, authoritative for everything below {@code example} and
 * {@code test} (RFC 2606) and refusing all else, so that nothing can leak out. UDP and TCP on one
 * port (RFC 7766). What it says can be scripted while it runs.
 *
 * <p>It has a signed root of its own ({@link #trustAnchor}); {@code example} and {@code test} are
 * signed, every domain below them is proven unsigned until it is made {@link #signed}, {@link
 * #bogus}, or one of the other ways of {@link Signing}.
 *
 * <p>Thread-safe. Runs one virtual thread for UDP and one for each TCP connection.
 */
public final class DemoDns implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DemoDns.class);
  private static final int SECONDS = 5;

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final DemoZones zones;
  private final Set<Name> broken = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile UnaryOperator<Message> touch = UnaryOperator.identity();

  /**
   * Opens the server.
   *
   * @param port 0 for any free one
   * @param clock what signatures go by
   * @throws PortInUse when it cannot listen there
   */
  public DemoDns(InetAddress address, int port, InstantSource clock) throws IOException {
    this.zones = new DemoZones(SECONDS, clock);
    // TCP first: a free TCP port is rarely taken on UDP, and only one of the two can be asked for
    // 0.
    this.tcp = PortInUse.listen("The demo's name server", address, port);
    InetSocketAddress where = new InetSocketAddress(address, tcp.getLocalPort());
    try {
      this.udp = new DatagramSocket(where);
    } catch (SocketException taken) {
      tcp.close();
      throw new PortInUse("The demo's name server (UDP)", where, taken);
    }
    Thread.ofVirtual().name("demo-dns-udp").start(this::answerDatagrams);
    Thread.ofVirtual().name("demo-dns-tcp").start(this::acceptConnections);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
  }

  public DemoDns mx(String domain, int preference, String host) {
    return add(new MXRecord(name(domain), DClass.IN, SECONDS, preference, name(host)));
  }

  /** "Takes no mail" (RFC 7505). */
  public DemoDns nullMx(String domain) {
    return add(new MXRecord(name(domain), DClass.IN, SECONDS, 0, Name.root));
  }

  public DemoDns a(String host, InetAddress address) {
    return add(new ARecord(name(host), DClass.IN, SECONDS, address));
  }

  public DemoDns txt(String domain, String text) {
    List<String> strings = new ArrayList<>();
    for (int at = 0; at < text.length(); at += 255) {
      strings.add(text.substring(at, Math.min(text.length(), at + 255)));
    }
    return add(new TXTRecord(name(domain), DClass.IN, SECONDS, strings));
  }

  public DemoDns cname(String alias, String target) {
    return add(new CNAMERecord(name(alias), DClass.IN, SECONDS, name(target)));
  }

  /** Any other record. */
  public DemoDns add(Record record) {
    zones.add(record);
    return this;
  }

  /** What a mail host's certificate has to match (RFC 6698), on the port where it listens. */
  public DemoDns tlsa(
      String host, int port, int usage, int selector, int matching, byte[] association) {
    Name name = name("_" + port + "._tcp." + host);
    return add(new TLSARecord(name, DClass.IN, SECONDS, usage, selector, matching, association));
  }

  /** From now on the domain is a signed zone; call it again for new keys. */
  public DemoDns signed(String domain) {
    return zone(domain, Signing.SIGNED);
  }

  /** From now on the domain's signatures are false. */
  public DemoDns bogus(String domain) {
    return zone(domain, Signing.FORGED);
  }

  /** From now on the domain is a zone of its own, signed like this. */
  public DemoDns zone(String domain, Signing signing) {
    zones.zone(name(domain), signing);
    return this;
  }

  /** The key of its root, as a line of a zone file: what those who validate have to know. */
  public String trustAnchor() {
    return zones.anchor();
  }

  /** From now on its root publishes one more key (RFC 5011). */
  public DemoDns rootGetsAnotherKey() {
    zones.root(DemoZone::withNextKey);
    return this;
  }

  /** From now on the next key of its root signs, and the first is gone. */
  public DemoDns rootDropsItsFirstKey() {
    zones.root(DemoZone::withoutFirstKey);
    return this;
  }

  /** From now on every answer goes through this before it leaves: for costly and crooked ones. */
  public DemoDns touchingUp(UnaryOperator<Message> touch) {
    this.touch = touch;
    return this;
  }

  /** From now on every question about this name fails with SERVFAIL. */
  public DemoDns servfail(String domain) {
    broken.add(name(domain));
    return this;
  }

  /** Forgets the name: NXDOMAIN from now on. */
  public DemoDns remove(String domain) {
    zones.remove(name(domain));
    broken.remove(name(domain));
    return this;
  }

  /** Every question so far, as {@code MX old-practice.example}, in order. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException alreadyGone) {
      LOG.debug("closing the demo's name server", alreadyGone);
    }
  }

  private Message answer(Message question) {
    Message answer = new Message(question.getHeader().getID());
    Header header = answer.getHeader();
    header.setFlag(Flags.QR);
    // It stands where a resolver would stand: what was asked recursively is answered so.
    header.setFlag(Flags.RA);
    if (question.getHeader().getFlag(Flags.RD)) {
      header.setFlag(Flags.RD);
    }
    Record asking = question.getQuestion();
    if (asking == null || question.getHeader().getOpcode() != Opcode.QUERY) {
      header.setRcode(Rcode.NOTIMP);
      return answer;
    }
    answer.addRecord(asking, Section.QUESTION);
    boolean proofs = wantsProofs(question);
    if (question.getOPT() != null) {
      answer.addRecord(
          new OPTRecord(1232, 0, 0, proofs ? ExtendedFlags.DO : 0), Section.ADDITIONAL);
    }
    asked.add(Type.string(asking.getType()) + " " + asking.getName().toString(true));
    Name name = asking.getName().canonicalize();
    if (broken.contains(name)) {
      header.setRcode(Rcode.SERVFAIL);
      return answer;
    }
    new DemoReply(zones, answer, proofs).fill(name, asking.getType());
    return touch.apply(answer);
  }

  private boolean wantsProofs(Message question) {
    OPTRecord opt = question.getOPT();
    return opt != null && (opt.getFlags() & ExtendedFlags.DO) != 0;
  }

  private void answerDatagrams() {
    byte[] buffer = new byte[4096];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        Message question = new Message(Arrays.copyOf(buffer, packet.getLength()));
        OPTRecord opt = question.getOPT();
        int room = opt == null ? 512 : Math.max(512, opt.getPayloadSize());
        byte[] reply = answer(question).toWire(room);
        udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
      } catch (IOException notAQuestion) {
        if (!udp.isClosed()) {
          LOG.debug("a datagram was no question", notAQuestion);
        }
      }
    }
  }

  private void acceptConnections() {
    while (!tcp.isClosed()) {
      try {
        Socket socket = tcp.accept();
        Thread.ofVirtual().name("demo-dns").start(() -> answerConnection(socket));
      } catch (IOException closed) {
        LOG.debug("the demo's name server stops", closed);
      }
    }
  }

  private void answerConnection(Socket socket) {
    try (socket) {
      socket.setSoTimeout(10_000);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        byte[] question = new byte[in.readUnsignedShort()];
        in.readFully(question);
        byte[] reply = answer(new Message(question)).toWire(65_535);
        byte[] framed = new byte[reply.length + 2];
        framed[0] = (byte) (reply.length >> 8);
        framed[1] = (byte) reply.length;
        System.arraycopy(reply, 0, framed, 2, reply.length);
        out.write(framed);
      }
    } catch (EOFException done) {
      LOG.trace("a DNS client hung up");
    } catch (IOException broke) {
      LOG.debug("a DNS connection broke", broke);
    }
  }

  private static Name name(String text) {
    try {
      // Lower case, because names are map keys here and DNS does not tell cases apart.
      return Name.fromString(text, Name.root).canonicalize();
    } catch (TextParseException notAName) {
      throw new IllegalArgumentException("not a domain name: " + text, notAName);
    }
  }
}
