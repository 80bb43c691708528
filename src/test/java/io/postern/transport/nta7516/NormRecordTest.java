package io.postern.transport.nta7516;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is a record of NTA 7516 and what is not (SPEC 7.4). */
class NormRecordTest {

  /** A record, what is read from it or "none", why. {@code ~} stands for a tab. */
  private static final String TABLE =
      """
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=Postern                             ! 2024-01 2026-12 Postern []               ! as in the norm
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=Postern;ntamx=10 nta.example.nl     ! 2024-01 2026-12 Postern [10 nta.example.nl] ! a host of its own
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;ntamx=20 b.example;ntamx=10 a.example ! 2024-01 2026-12 P [20 b.example, 10 a.example] ! several
      V=NTA7516-1;StartDate=2024-01;ENDDATE=2026-12;Provider=P;NtaMX=0 A.Example.                ! 2024-01 2026-12 P [0 a.example]             ! tags in any case
      v=nta7516-1;startdate=2024-01;enddate=2026-12;provider=P                                   ! 2024-01 2026-12 P []                        ! the version too
       v = NTA7516-1 ; startdate = 2024-01 ;~enddate=2026-12; provider = Health Mail ; ntamx = 10 ~ a.example ;! 2024-01 2026-12 Health Mail [10 a.example] ! blanks, and a last semicolon
      v=NTA7516-1;enddate=2026-12;provider=P;startdate=2024-01                                   ! 2024-01 2026-12 P []                        ! order is free after v
      v=NTA7516-1;startdate=2024-01;enddate=2024-01;provider=P                                   ! 2024-01 2024-01 P []                        ! one month
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;colour=blue;x=                    ! 2024-01 2026-12 P []                        ! unknown ignored
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=a=b                                 ! 2024-01 2026-12 a=b []                      ! a value may hold =
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;ntamx=65535 a.example             ! 2024-01 2026-12 P [65535 a.example]         ! highest preference
      v=NTA7516-2;startdate=2024-01;enddate=2026-12;provider=P                                   ! none ! another version
      v=NTA7516-10;startdate=2024-01;enddate=2026-12;provider=P                                  ! none ! a longer version
      startdate=2024-01;v=NTA7516-1;enddate=2026-12;provider=P                                   ! none ! v does not stand first
      v=NTA7516-1;v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P                       ! none ! v twice
      v=NTA7516-1;startdate=2024-01;startdate=2024-02;enddate=2026-12;provider=P                 ! none ! a start twice
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;enddate=2030-12;provider=P                   ! none ! an end twice
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;provider=Q                        ! none ! a provider twice
      v=NTA7516-1;startdate=2024-01;provider=P                                                   ! none ! no end
      v=NTA7516-1;enddate=2026-12;provider=P                                                     ! none ! no start
      v=NTA7516-1;startdate=2024-01;enddate=2026-12                                              ! none ! no provider
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=                                    ! none ! a provider without a name
      v=NTA7516-1;startdate=2024-13;enddate=2026-12;provider=P                                   ! none ! no such month
      v=NTA7516-1;startdate=2024-00;enddate=2026-12;provider=P                                   ! none ! no such month
      v=NTA7516-1;startdate=2024-1;enddate=2026-12;provider=P                                    ! none ! a month of one digit
      v=NTA7516-1;startdate=2024-01-01;enddate=2026-12;provider=P                                ! none ! a day
      v=NTA7516-1;startdate=+2024-01;enddate=2026-12;provider=P                                  ! none ! a sign
      v=NTA7516-1;startdate=2026-12;enddate=2024-01;provider=P                                   ! none ! ends before it starts
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;ntamx=a.example                   ! none ! a host without preference
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;ntamx=10                          ! none ! a preference without host
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;ntamx=65536 a.example             ! none ! preference too high
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;ntamx=-1 a.example                ! none ! preference below zero
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;ntamx=10 192.0.2.1                ! none ! an address
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;ntamx=10 a..example               ! none ! no host name
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;ntamx=10 .                        ! none ! the root
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;ntamx=10 a.example b.example      ! none ! two hosts in one
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;rubbish                           ! none ! no tag
      v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P;=x                                ! none ! a tag without name
      v=spf1 -all                                                                                ! none ! something else
                                                                                                 ! none ! nothing
      """;

  record Line(String record, String expected, String why) {
    @Override
    public String toString() {
      return why + ": " + record.strip();
    }
  }

  static List<Line> lines() {
    return TABLE
        .lines()
        .map(line -> line.split("!", -1))
        .map(c -> new Line(c[0].replace('~', '\t'), c[1].strip(), c[2].strip()))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void readsWhatIsRightAndNothingElse(Line line) {
    Optional<NormRecord> read = NormRecord.parse(line.record(), "NTA7516-1");
    assertThat(read.map(NormRecordTest::words).orElse("none")).isEqualTo(line.expected());
  }

  @Test
  void countsFromTheFirstDayOfTheStartToTheLastOfTheEnd() {
    NormRecord record =
        NormRecord.parse("v=NTA7516-1;startdate=2024-02;enddate=2024-02;provider=P", "NTA7516-1")
            .orElseThrow();
    assertThat(record.isInForce(LocalDate.parse("2024-01-31"))).isFalse();
    assertThat(record.isInForce(LocalDate.parse("2024-02-01"))).isTrue();
    assertThat(record.isInForce(LocalDate.parse("2024-02-29"))).isTrue();
    assertThat(record.isInForce(LocalDate.parse("2024-03-01"))).isFalse();
  }

  @Test
  void takesAnyVersionThatTheProfileNames() {
    String next = "v=SECUREMAIL-2;startdate=2027-01;enddate=2029-12;provider=P";
    assertThat(NormRecord.parse(next, "SECUREMAIL-2")).isPresent();
    assertThat(NormRecord.parse(next, "NTA7516-1")).isEmpty();
  }

  @Test
  void refusesWhatIsEndless() {
    String endless =
        "v=NTA7516-1;startdate=2024-01;enddate=2026-12;provider=P" + ";x=y".repeat(2_000);
    assertThat(NormRecord.parse(endless, "NTA7516-1")).isEmpty();
  }

  static String words(NormRecord record) {
    return record.start()
        + " "
        + record.end()
        + " "
        + record.provider()
        + " "
        + record.hosts().stream().map(mx -> mx.preference() + " " + mx.host()).toList();
  }
}
