package io.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The name server says what it was told, by UDP and by TCP. */
class DemoDnsTest {

  private DemoDns dns;

  @BeforeEach
  void open() throws IOException {
    dns =
        new DemoDns(InetAddress.getByName("127.0.0.1"), 0, InstantSource.system())
            .mx("clinic.example", 10, "mx.clinic.example")
            .a("mx.clinic.example", InetAddress.getByName("127.0.0.9"))
            .nullMx("no-mail.example")
            .cname("alias.example", "clinic.example")
            .txt("long.example", "x".repeat(3_000))
            .servfail("broken.example");
  }

  @AfterEach
  void close() {
    dns.close();
  }

  @ParameterizedTest
  @CsvSource({
    "clinic.example,       MX,  NOERROR,  10 mx.clinic.example.",
    "CLINIC.Example,       MX,  NOERROR,  10 mx.clinic.example.",
    "mx.clinic.example,    A,   NOERROR,  127.0.0.9",
    "mx.clinic.example,    AAAA,NOERROR,  ''",
    "no-mail.example,      MX,  NOERROR,  0 .",
    "alias.example,        MX,  NOERROR,  clinic.example. 10 mx.clinic.example.",
    "nobody.example,       MX,  NXDOMAIN, ''",
    "broken.example,       MX,  SERVFAIL, ''",
    "example,              MX,  NOERROR,  ''",
    "leak.example.org,     MX,  REFUSED,  ''",
  })
  void answers(String name, String type, String rcode, String data) throws IOException {
    for (boolean tcp : new boolean[] {false, true}) {
      Message answer = ask(name, Type.value(type), tcp);
      assertThat(Rcode.string(answer.getRcode())).isEqualTo(rcode);
      assertThat(
              answer.getSection(Section.ANSWER).stream()
                  .map(Record::rdataToString)
                  .reduce((a, b) -> a + " " + b)
                  .orElse(""))
          .isEqualToIgnoringCase(data);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerTooLongForUdpIsAskedAgainByTcp(boolean tcp) throws IOException {
    assertThat(ask("long.example", Type.TXT, tcp).getSection(Section.ANSWER)).hasSize(1);
    assertThat(dns.asked()).contains("TXT long.example");
  }

  private Message ask(String name, int type, boolean tcp) throws IOException {
    SimpleResolver resolver = new SimpleResolver(dns.address());
    resolver.setTCP(tcp);
    resolver.setTimeout(Duration.ofSeconds(5));
    return resolver.send(
        Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN)));
  }
}
