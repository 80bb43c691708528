package io.postern.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC 7.9. */
class EgressRulesTest {

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource({
    "8.8.8.8,true,public",
    "127.0.0.1,false,loopback",
    "127.9.9.9,false,loopback",
    "0.0.0.0,false,this host",
    "10.1.2.3,false,private",
    "172.15.255.255,true,just below private",
    "172.16.0.1,false,private",
    "172.31.255.255,false,private",
    "172.32.0.0,true,just above private",
    "192.168.7.7,false,private",
    "100.64.0.1,false,carrier NAT",
    "169.254.169.254,false,link-local and cloud metadata",
    "192.0.2.1,false,documentation",
    "224.0.0.1,false,multicast",
    "255.255.255.255,false,broadcast",
    "2a00:1450::1,true,public",
    "::1,false,loopback",
    "::,false,this host",
    "fe80::1,false,link-local",
    "fec0::1,false,site-local",
    "fd00::1,false,unique local",
    "ff02::1,false,multicast",
    "::ffff:127.0.0.1,false,loopback mapped",
    "::127.0.0.1,false,loopback compatible",
    "64:ff9b::7f00:1,false,loopback behind NAT64",
    "64:ff9b::808:808,true,public behind NAT64",
    "2002:7f00:1::,false,loopback behind 6to4",
    "2002:a00:1::,false,private behind 6to4",
    "2001:db8::1,false,documentation"
  })
  void refuseWhatIsNotPublic(String address, boolean allowed, String why) {
    assertThat(EgressRules.STRICT.allows(InetAddress.ofLiteral(address), 25))
        .as(why)
        .isEqualTo(allowed);
  }

  @Test
  void followTheOperatorsExceptionsAndNoFurther() {
    EgressRules rules =
        new EgressRules(List.of(Cidr.of("10.1.2.0/23"), Cidr.of("fd00:1::5")), List.of());
    assertThat(rules.allows(InetAddress.ofLiteral("10.1.3.255"), 25)).isTrue();
    assertThat(rules.allows(InetAddress.ofLiteral("10.1.4.0"), 25)).isFalse();
    assertThat(rules.allows(InetAddress.ofLiteral("fd00:1::5"), 25)).isTrue();
    assertThat(rules.allows(InetAddress.ofLiteral("fd00:1::6"), 25)).isFalse();
  }

  @Test
  void neverLeadToOurOwnListeners() {
    EgressRules rules =
        new EgressRules(
            EgressRules.EVERYWHERE,
            List.of(
                new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 587),
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 25)));
    assertThat(rules.allows(InetAddress.ofLiteral("127.0.0.1"), 587)).isFalse();
    assertThat(rules.allows(InetAddress.ofLiteral("127.0.0.1"), 25)).isTrue();
    assertThat(rules.allows(InetAddress.ofLiteral("127.0.0.2"), 25)).isFalse();
    assertThat(rules.allows(InetAddress.ofLiteral("8.8.8.8"), 587)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "10.0.0.0/33",
        "10.0.0/8",
        "10.0.0.0/-1",
        "::/129",
        "1/x",
        "/8"
      })
  void anExceptionIsAnAddressOrABlockAndNeverAName(String text) {
    assertThatThrownBy(() -> Cidr.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
