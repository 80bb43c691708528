package io.postern.transport.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.smtp.Domain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {

  @ParameterizedTest(name = "{0} names {1}: {2}, {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mx.example.com     | mx.example.com        | true  | the same
          MX.Example.COM     | mx.example.com        | true  | case does not count
          *.example.com      | mx.example.com        | true  | the left-most label
          *.example.com      | a.mx.example.com      | false | two labels
          *.example.com      | example.com           | false | no label
          *.com              | example.com           | false | half the Internet
          *                  | localhost             | false | everything
          m*.example.com     | mx.example.com        | false | part of a label
          mx.*.com           | mx.example.com        | false | not the left-most
          *.*.com            | mx.example.com        | false | two wildcards
          *.example.com      | mx.example.com.evil.example | false | a longer name
          example.com        | mx.example.com        | false | the domain is not the host
          mx.example.com.    | mx.example.com        | false | no certificate has a last dot
          xn--bcher-kva.example | bücher.example     | true  | compared as A-labels
          """)
  void followRfc9525(String presented, String host, boolean names, String why) {
    assertThat(HostNames.matches(presented, Domain.of(host))).as(why).isEqualTo(names);
  }
}
