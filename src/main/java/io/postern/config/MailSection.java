package io.postern.config;

import io.postern.setting.Setting;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import java.util.List;
import java.util.Locale;

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
        List<Locale> languages) {
  public MailSection {
    languages = List.copyOf(languages);
    if (languages.isEmpty()) {
      throw new IllegalArgumentException("languages: at least one");
    }
  }
}
