package io.postern.demo;

import io.postern.demo.DemoTenant.Member;
import io.postern.smtp.Mailbox;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** Who lives in the small internet, and which mail host takes their mail. */
final class People {

  static final Member SENDER =
      new Member(
          "Mila Bakker",
          Mailbox.of("m.bakker@stanna.example"),
          "kanaal-vuurtoren-72",
          Optional.of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"));

  static final Member COLLEAGUE =
      new Member(
          "Jonas Koster",
          Mailbox.of("j.koster@stanna.example"),
          "dijk-en-duin-4711",
          Optional.of("KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"));

  static final Member LABORATORY =
      new Member(
          "Laboratory", Mailbox.of("lab@stanna.example"), "reageerbuis-nummer-9", Optional.empty());

  /** Phone of Sanne, from the range of fictitious numbers. */
  static final String SANNES_PHONE = "+31612345678";

  static final String PIETS_CODE = "ooievaar-1948";
  static final String ELS_CODE = "Zomertuin7";

  /** A mail host: which domain's mail it takes, where it stands, how it behaves. */
  record Host(String domain, InetAddress address, Posture posture) {
    String name() {
      return "mx." + domain;
    }
  }

  static final List<Host> HOSTS =
      List.of(
          host("stanna.example", 11, Posture.VALID_CERTIFICATE),
          host("oudeveste.example", 12, Posture.VALID_CERTIFICATE),
          host("xn--bcher-kva.example", 13, Posture.VALID_CERTIFICATE),
          host("lindenhof.example", 14, Posture.SELF_SIGNED),
          host("home.example", 15, Posture.NO_STARTTLS),
          host("vesting.example", 16, Posture.EXPIRED),
          host("molen.example", 17, Posture.WRONG_NAME),
          host("oudepost.example", 18, Posture.TLS1_1_ONLY),
          host("eiland.example", 19, Posture.UNREACHABLE),
          host("siesta.example", 20, Posture.REPLIES_4XX),
          host("verhuisd.example", 21, Posture.REPLIES_5XX),
          host("kleinepost.example", 22, Posture.SMALL_SIZE),
          host("haven.example", 23, Posture.SELF_SIGNED),
          host("sluis.example", 24, Posture.VALID_CERTIFICATE),
          host("terp.example", 25, Posture.VALID_CERTIFICATE),
          host("veer.example", 26, Posture.SELF_SIGNED),
          host("huisarts.example", 27, Posture.SELF_SIGNED),
          host("zonnehoek.example", 28, Posture.VALID_CERTIFICATE),
          host("polder.example", 29, Posture.VALID_CERTIFICATE),
          host("kreek.example", 30, Posture.VALID_CERTIFICATE));

  private People() {}

  /** Names everybody's mail hosts, and the domains that have none. */
  static void nameServer(DemoDns dns) {
    for (Host host : HOSTS) {
      dns.mx(host.domain(), 10, host.name()).a(host.name(), host.address());
    }
    dns.nullMx("geenpost.example");
    dns.servfail("kapot.example");
    // nergens.example stands nowhere: NXDOMAIN.
  }

  private static Host host(String domain, int last, Posture posture) {
    try {
      return new Host(
          domain, InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), posture);
    } catch (UnknownHostException impossible) {
      throw new AssertionError("four octets are an address", impossible);
    }
  }
}
