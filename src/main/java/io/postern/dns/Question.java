package io.postern.dns;

import org.xbill.DNS.Name;

/** One name, one record type. */
record Question(Name name, int type) {}
