package io.postern.demo;

import io.postern.smtp.Domain;

/**
 * An organisation with inbound direct delivery (SPEC 7.5).
 *
 * @param domain verified
 * @param server takes the messages of its people, on the world's one port
 */
public record DemoClinic(String name, Domain domain, Domain server) {}
