package io.postern.demo;

import io.postern.smtp.Domain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/**
 * What a gateway has to be told to live in the small internet: everything about the outside that is
 * configurable (DESIGN, "The small internet"), with the values of this world.
 */
public interface DemoWorld {

  /** The name server to ask, UDP and TCP. */
  InetSocketAddress dns();

  /** A file with the key of its signed root. */
  Path trustAnchors();

  /** The port on which every mail host listens; stands in for 25. */
  int nextHopPort();

  /** The port at which MTA-STS policies are served; stands in for 443. */
  int policyPort();

  /** The addresses of mail hosts and endpoints: the exceptions of SPEC 7.9. */
  Set<InetAddress> egressExceptions();

  /** The CA bundle that stands in for the public ones, PEM. */
  Path caBundle();

  /** Where text messages are posted: JSON {@code {"to":"+31…","text":"…"}}. */
  URI smsEndpoint();

  /** Certificate chain for the gateway's own doors: localhost, 127.0.0.1, the gateway's name. */
  Path gatewayCertificate();

  /** The private key that belongs to it, PKCS #8 PEM. */
  Path gatewayKey();

  /** The gateway's own host name in this world, such as {@code gate.postern.example}. */
  String gatewayName();

  /** Puts a TXT record into the DNS of this world, as the tenant's administrator would. */
  void publish(Domain name, String text);

  /** Who sends. */
  DemoTenant tenant();

  /** Another organisation of the same gateway, whose own mail server takes its messages. */
  DemoClinic clinic();
}
