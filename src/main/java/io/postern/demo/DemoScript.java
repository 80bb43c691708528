package io.postern.demo;

import io.postern.demo.Running.Way;
import io.postern.demo.SampleMail.Field;
import java.util.List;

/** The mails of the demo: at least one for every way a message can go in this world. */
final class DemoScript {
  private DemoScript() {}

  private static final String DIRECT =
      "zivver-direct-delivery: tls tls1.2 auth certificate-validation";

  /** Goes first. Some of it is opened, which makes rights proven. */
  static List<SampleMail> first() {
    return List.of(
        SampleMail.of("Three mail servers")
            .delivered("r.koster@oudeveste.example", Way.TRANSPORT_SECURITY)
            .notified("post@lindenhof.example", Way.EMAIL, Field.CC, "A")
            .notified("annie@home.example", Way.EMAIL, Field.CC, "A")
            .build(),
        SampleMail.of("Colleague with an account")
            .notified(People.COLLEAGUE.address().toString(), Way.ACCOUNT)
            .build(),
        SampleMail.of("Access rights by header")
            .control("zivver-access-right: sanne@lindenhof.example sms " + People.SANNES_PHONE)
            .control("zivver-access-right: piet@home.example access-code " + People.PIETS_CODE)
            .control("Zivver-Access-Right: els@home.example sharedAccessCode " + People.ELS_CODE)
            .notified("sanne@lindenhof.example", Way.CUSTOM_SMS)
            .notified("piet@home.example", Way.CUSTOM_ACCESS_CODE)
            .notified("els@home.example", Way.CUSTOM_ACCESS_CODE)
            .build(),
        SampleMail.of("Direct delivery asked for and met")
            .control(DIRECT)
            .delivered("r.koster@oudeveste.example", Way.DIRECT_DELIVERY)
            .build(),
        SampleMail.of("Direct delivery not met, nothing allowed below")
            .control(DIRECT)
            .reported("ton@lindenhof.example")
            .build(),
        SampleMail.of("Direct delivery not met, e-mail verification allowed")
            .control(DIRECT)
            .control("zivver-minimum-recipient-verification: email-verification")
            .notified("ton@lindenhof.example", Way.EMAIL)
            .build(),
        SampleMail.of("Direct delivery not met, minimum misspelt")
            .control(DIRECT)
            .control("zivver-minimum-recipient-verification: e-mail")
            .reported("ton@lindenhof.example")
            .build(),
        SampleMail.of("To, Cc and two Bcc")
            .notified("bea@lindenhof.example", Way.EMAIL, Field.TO, "A")
            .notified("cor@home.example", Way.EMAIL, Field.CC, "A")
            .notified("dirk@home.example", Way.EMAIL, Field.BCC, "B")
            .notified("ada@lindenhof.example", Way.EMAIL, Field.BCC, "C")
            .build(),
        SampleMail.of("Certificates that do not hold")
            .notified("info@vesting.example", Way.EMAIL)
            .notified("info@molen.example", Way.EMAIL)
            .build(),
        SampleMail.of("A care provider under NTA 7516, its server proven by DANE")
            .delivered("praktijk@huisarts.example", Way.NTA_7516)
            .build(),
        SampleMail.of("Another organisation takes its people's messages itself")
            .delivered("balie@zonnehoek.example", Way.INBOUND_DIRECT)
            .build(),
        SampleMail.of("Keys in a signed zone: DANE alone proves the server")
            .delivered("kade@haven.example", Way.TRANSPORT_SECURITY)
            .build(),
        SampleMail.of("Keys in a zone that is not signed prove nothing")
            .notified("pont@veer.example", Way.EMAIL)
            .build(),
        SampleMail.of("MTA-STS: the policy names this server")
            .delivered("boer@polder.example", Way.TRANSPORT_SECURITY)
            .build(),
        SampleMail.of("Somebody in between? Wrong key, other server, false signature")
            .waiting("wacht@sluis.example")
            .waiting("oever@kreek.example")
            .waiting("heuvel@terp.example")
            .build(),
        SampleMail.of("Nobody there")
            .reported("iemand@nergens.example")
            .reported("iemand@geenpost.example")
            .reported("jan@verhuisd.example")
            .build(),
        SampleMail.of("Not now")
            .waiting("kim@eiland.example")
            .waiting("luca@siesta.example")
            .waiting("max@kapot.example")
            .build(),
        SampleMail.of("Larger than the next mail server takes")
            .padded(150_000)
            .notified("nel@kleinepost.example", Way.EMAIL)
            .build(),
        SampleMail.of("Grüße in UTF-8")
            .delivered("jürgen@bücher.example", Way.TRANSPORT_SECURITY)
            .build());
  }

  /** Goes after Sanne, Piet and Els have opened theirs: the proven rights serve again. */
  static List<SampleMail> second() {
    return List.of(
        SampleMail.of("Proven rights serve again")
            .notified("sanne@lindenhof.example", Way.SMS)
            .notified("piet@home.example", Way.ACCESS_CODE)
            .notified("els@home.example", Way.ACCESS_CODE)
            .build());
  }
}
