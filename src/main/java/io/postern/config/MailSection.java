package io.postern.config;

import io.postern.setting.Setting;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.standing.OurAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who this gateway is, in greetings, in Received and in the mails it writes itself. */
public record MailSection(
    @Setting(
            value = "This gateway's own host name, as certificates and the DNS know it.",
            example = "gate.example.org")
        Domain hostname,
    @Setting(
            value = "Who answers when people write to the gateway itself, such as after a DSN.",
            example = "postmaster@example.org")
        Mailbox postmaster,
    @Setting(
            value =
                "Languages of pages and mails, the first where nothing says which. Shipped: en, nl.",
            byDefault = "[en, nl]")
        List<Locale> languages,
    @Setting(
            value =
                "The addresses this gateway sends from, for SPF; without any, those of its host"
                    + " name in the DNS.",
            example = "[192.0.2.10]")
        List<InetAddress> addresses,
    @Setting(
            value =
                "A name whose SPF record lists these addresses, for other domains to include;"
                    + " without it, they are told to name the host.",
            example = "_spf.gate.example.org")
        Optional<Domain> spfInclude) {
  public MailSection {
    languages = List.copyOf(languages);
    addresses = List.copyOf(addresses);
    if (languages.isEmpty()) {
      throw new IllegalArgumentException("languages: at least one");
    }
  }

  /** Where we send from, as domains are told. */
  public OurAddresses ourAddresses() {
    return new OurAddresses(hostname, addresses, spfInclude);
  }
}
