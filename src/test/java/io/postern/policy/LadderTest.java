package io.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The ladder as a table (SPEC 6). Run, it prints itself, with the explanation of every line, and
 * leaves the same in {@code target/ladder.txt}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LadderTest {

  /** Facts and findings, what has to come out, why. */
  private static final String TABLE =
      """
      # every row by itself, SPEC 6.1
                                                        | notify email EMAIL                       | 6.1 nothing known
      idd                                               | direct 1a tls1.2:pkix+dane               | 6.1 1a, account or not
      idd=tls1.2:dane                                   | direct 1a tls1.2:dane                    | 7.5 as its organisation wants it
      member                                            | notify 1b ACCOUNT                        | 6.1 1b
      nta                                               | direct nta tls1.2:dane                   | 6.1 2
      given=sms                                         | notify right SMS                         | 6.1 3
      given=code                                        | notify right ACCESS_CODE                 | 6.1 3
      tls=all                                           | direct tls tls1.2:pkix+dane              | 6.1 4 for all
      tls=listed                                        | direct tls tls1.2:pkix+dane              | 6.1 4 from a list
      tls=others                                        | notify email EMAIL                       | 6.1 4 not on the list
      tls=all tls-minimum=tls1.2:pkix+dane:mx           | direct tls tls1.2:pkix+dane:mx           | 7.3 the organisation's minimum
      proven=sms                                        | notify sms SMS                           | 6.1 5
      proven=code                                       | notify code ACCESS_CODE                  | 6.1 6
      no2fa                                             | notify email EMAIL                       | 6.1 1b wants a second factor
      suspended                                         | notify email EMAIL                       | 6.1 1b wants an active account
      nta-sender                                        | notify email EMAIL                       | 6.1 2 wants both
      nta-unknown                                       | wait nta                                 | 7.4 bogus or SERVFAIL: they may, so nothing weaker
      nta-unknown given=sms tls=all proven=sms          | wait nta                                 | 6.5 never downgraded
      nta-unknown member                                | notify 1b ACCOUNT                        | the stronger row does not ask
      nta-unknown floor=1b                              | refuse 5.7.1                             | 6.8 the row would not be permitted
      # neighbours without the header: the stronger one, SPEC 6.1
      idd member                                        | direct 1a tls1.2:pkix+dane               | 1a before 1b
      member nta                                        | notify 1b ACCOUNT                        | 1b before 2
      nta given=sms                                     | direct nta tls1.2:dane                   | 2 before 3
      given=sms tls=all                                 | notify right SMS                         | 3 before 4
      tls=all proven=sms                                | direct tls tls1.2:pkix+dane              | 4 before 5
      proven=sms proven=code                            | notify sms SMS                           | 5 before 6
      proven=code                                       | notify code ACCESS_CODE                  | 6 before 7
      # neighbours with the header, SPEC 6.2
      header                                            | direct direct tls1.2:pkix                | 6.2 needs no transport security
      header idd member                                 | direct 1a tls1.2:pkix+dane               | 1a before 1b
      header member nta                                 | notify 1b ACCOUNT                        | 1b before 2
      header member                                     | notify 1b ACCOUNT                        | account before direct delivery
      header nta                                        | direct nta tls1.2:dane                   | 2 before direct delivery
      header given=sms                                  | direct direct tls1.2:pkix                | direct delivery before 3
      header direct=unprotected given=sms tls=all       | notify right SMS                         | 3 before 4
      header direct=unprotected tls=all proven=sms      | direct tls tls1.2:pkix+dane              | 4 before 5
      header direct=unprotected proven=sms proven=code  | notify sms SMS                           | 5 before 6
      header direct=unprotected proven=code             | notify code ACCESS_CODE                  | 6 before 7
      header=tls1.3:dane                                | direct direct tls1.3:dane                | 5.3 as the header says
      # the header's floor, SPEC 5.3
      header direct-floor=tls1.3:pkix                   | direct direct tls1.3:pkix                | version raised
      header direct-floor=tls1.2:dane                   | direct direct tls1.2:dane                | proof raised
      header=tls1.3:dane direct-floor=tls1.2:pkix       | direct direct tls1.3:dane                | never lowered
      header direct-floor=tls1.2:pkix+dane:mx           | direct direct tls1.2:pkix:mx             | MX raised, proof kept
      direct-floor=tls1.3:dane                          | notify email EMAIL                       | no header, nothing to raise
      # SPEC 6.3 with the header, its minimum not met
      header direct=unprotected                         | refuse 5.7.4                             | 6.3 no fallback
      header direct=unauthenticated                     | refuse 5.7.5                             | 6.3, 11.2 certificate or DANE
      header min=email direct=unprotected               | notify email EMAIL                       | 5.4 allows it
      header min=wrong direct=unprotected               | refuse 5.7.1                             | 5.4 any other value forbids
      header direct=unprotected tls=all                 | direct tls tls1.2:pkix+dane              | 6.2 the organisation's minimum may be met
      header direct=unauthenticated tls=all tls=unprotected | refuse 5.7.5                         | 6.3 names what the header's minimum lacked
      header direct=unprotected tls=all tls=unsuitable  | refuse 5.7.4                             | 6.3 only the header's minimum counts
      header min=email direct=unprotected tls=all tls=unprotected | notify email EMAIL             | 5.4 allows it
      header always direct=unprotected                  | refuse 5.7.4                             | 6.3 one rule, not two
      # SPEC 6.3 with the header, its minimum met but the message not taken
      header direct=unsuitable                          | notify email EMAIL over tls1.2:pkix      | 6.3 only over what meets it
      header direct=unsuitable email=unprotected        | refuse 5.7.4                             | 6.3 and else not
      header direct=unsuitable email=unauthenticated    | refuse 5.7.5                             | 6.3 and else not
      header direct-floor=tls1.3:dane direct=unsuitable | notify email EMAIL over tls1.3:dane      | 6.3 the raised minimum
      header min=email direct=unsuitable                | notify email EMAIL                       | 5.4 lifts it
      header min=wrong direct=unsuitable                | refuse 5.7.1                             | 5.4 forbids
      header direct=unsuitable proven=sms               | notify sms SMS                           | 6.3 is about e-mail verification
      # SPEC 5.4 without the header
      min=email                                         | notify email EMAIL                       | nothing to lift
      min=wrong                                         | refuse 5.7.1                             | 5.4 for the whole message
      min=wrong proven=code                             | notify code ACCESS_CODE                  | 5.4 forbids e-mail only
      tls=all tls=unprotected                           | notify email EMAIL                       | 6.3 is for the header
      # SPEC 6.3, the same rule for messages without the header
      always tls=all tls=unprotected                    | refuse 5.7.4                             | 6.3 last sentence
      always tls=all tls=unauthenticated                | refuse 5.7.5                             | 6.3 last sentence
      always tls=all tls=unprotected min=email          | notify email EMAIL                       | 5.4 allows it
      always tls=all tls=unsuitable                     | notify email EMAIL over tls1.2:pkix+dane | 6.3 the same minimum
      always                                            | notify email EMAIL over tls1.2:pkix+dane | 6.3 without row 4
      always email=unauthenticated                      | refuse 5.7.5                             | 6.3 without row 4
      always tls=others                                 | notify email EMAIL over tls1.2:pkix+dane | 6.3 row 4 for others
      always proven=sms                                 | notify sms SMS                           | 6.3 is about e-mail verification
      # what a walk found, SPEC 6.5
      idd 1a=unprotected                                | notify email EMAIL                       | next row at once
      idd 1a=unprotected member                         | notify 1b ACCOUNT                        | 6.1 1b when (a) is unprotected
      idd 1a=unsuitable member                          | notify 1b ACCOUNT                        | unsuitable: next row
      idd 1a=deferred member                            | wait 1a                                  | deferred
      idd 1a=deferred,saw,4h member                     | notify 1b ACCOUNT                        | 4 h: next row
      nta nta=unprotected                               | notify email EMAIL                       | next row at once
      nta nta=unsuitable given=code                     | notify right ACCESS_CODE                 | unsuitable: next row
      nta nta=deferred given=code                       | wait nta                                 | deferred
      nta nta=deferred,saw,4h given=code                | notify right ACCESS_CODE                 | 4 h: next row
      tls=all tls=unsuitable                            | notify email EMAIL                       | unsuitable: next row
      tls=all tls=deferred proven=sms                   | wait tls                                 | deferred
      tls=all tls=deferred,saw proven=sms               | wait tls                                 | 4 h not passed
      tls=all tls=deferred,4h proven=sms                | wait tls                                 | no host seen unprotected
      tls=all tls=deferred,saw,4h proven=sms            | notify sms SMS                           | 4 h and seen: next row
      tls=all tls=deferred,saw,4h proven=code           | notify code ACCESS_CODE                  | 4 h and seen: next row
      tls=all tls=deferred,saw,4h                       | wait tls                                 | never e-mail by this path
      tls=all tls=deferred,saw,4h min=email             | wait tls                                 | not even where 5.4 allows
      nta nta=deferred,saw,4h tls=all tls=unprotected   | wait nta                                 | never e-mail by this path
      nta nta=unprotected tls=all tls=deferred          | wait tls                                 | each row by itself
      header direct=deferred                            | wait direct                              | deferred
      header direct=deferred,saw,4h given=sms           | notify right SMS                         | 4 h and seen: next row
      header direct=deferred,saw,4h                     | wait direct                              | never e-mail by this path
      header direct=deferred,saw,4h tls=all             | direct tls tls1.2:pkix+dane              | 4 h and seen: next row
      proven=sms sms=deferred                           | wait sms                                 | a notification is waited for
      proven=sms sms=deferred,saw,4h                    | wait sms                                 | whatever the hour
      email=deferred,saw,4h                             | wait email                               | whatever the hour
      # proven rights, SPEC 6.7: header first, and a proven one serves where no header is
      given=code proven=sms                             | notify right ACCESS_CODE                 | the message's own right
      given=sms proven=sms proven=code                  | notify right SMS                         | the message's own right
      # floors, SPEC 6.8
      floor=code                                        | refuse 5.7.1                             | e-mail is below
      floor=code proven=code                            | notify code ACCESS_CODE                  | the floor itself holds
      floor=sms proven=code                             | refuse 5.7.1                             | code is below
      floor=tls proven=sms                              | refuse 5.7.1                             | text message is below
      floor=tls tls=all                                 | direct tls tls1.2:pkix+dane              | the floor itself holds
      floor=tls tls=all tls=unprotected proven=sms      | refuse 5.7.1                             | nothing left
      floor=right tls=all                               | refuse 5.7.1                             | transport security is below
      floor=right given=code                            | notify right ACCESS_CODE                 | the floor itself holds
      floor=right header                                | direct direct tls1.2:pkix                | 6.2 stands above the right
      floor=nta header given=sms                        | refuse 5.7.1                             | both below
      floor=1b member                                   | notify 1b ACCOUNT                        | the floor itself holds
      floor=1b nta                                      | refuse 5.7.1                             | NTA is below
      floor-to=sms                                      | refuse 5.7.1                             | by recipient domain
      floor-to-others=sms                               | notify email EMAIL                       | of another domain
      floor-from=sms                                    | refuse 5.7.1                             | by sender
      floor=code min=email                              | refuse 5.7.1                             | 5.4 cannot lift it
      header min=email direct=unprotected floor=code    | refuse 5.7.1                             | 5.4 cannot lift it
      # personal accounts, SPEC 6.9
      personal                                          | notify 1b ACCOUNT                        | nothing else known
      personal given=sms                                | notify 1b ACCOUNT also SMS               | the header's right, once
      personal given=code proven=sms                    | notify 1b ACCOUNT also ACCESS_CODE       | the header's right first
      personal proven=sms proven=code                   | notify 1b ACCOUNT also SMS               | the proven right, once
      personal proven=code                              | notify 1b ACCOUNT also ACCESS_CODE       | the proven right, once
      personal-satisfied proven=sms                     | notify 1b ACCOUNT                        | once is enough
      member given=sms                                  | notify 1b ACCOUNT                        | an organisation vouches for its own
      # REQUIRETLS, SPEC 7.7
      requiretls                                        | notify email EMAIL over tls1.2:pkix+dane:mx | row 7 over authenticated MX only
      requiretls email=unauthenticated                  | refuse 5.7.30                            | and else not
      requiretls min=email email=unprotected            | refuse 5.7.30                            | 5.4 does not lift REQUIRETLS
      requiretls tls=all                                | direct tls tls1.2:pkix+dane:mx           | raised
      requiretls nta                                    | direct nta tls1.2:dane:mx                | raised
      requiretls idd                                    | direct 1a tls1.2:pkix+dane:mx            | raised
      requiretls header                                 | direct direct tls1.2:pkix:mx             | raised
      requiretls header direct=unsuitable               | notify email EMAIL over tls1.2:pkix:mx   | both
      requiretls proven=sms                             | notify sms SMS                           | a link alone may go
      # next hops in clear, SPEC 8.9
      clear=LINKS                                       | notify email EMAIL never-clear           | row 7 not in clear
      clear=LINKS email=unprotected                     | refuse 5.7.4                             | row 7 does not apply
      clear=LINKS proven=sms                            | notify sms SMS                           | a link alone may go
      clear=NONE proven=sms                             | notify sms SMS never-clear               | nothing in clear
      clear=NONE proven=sms sms=unprotected             | refuse 5.7.4                             | no notification row applies
      clear=NONE member                                 | notify 1b ACCOUNT never-clear            | nothing in clear
      clear=NONE member 1b=unprotected proven=sms       | refuse 5.7.4                             | one next hop, one answer
      clear=NONE member 1b=unprotected tls=all          | direct tls tls1.2:pkix+dane              | direct rows prove for themselves
      # group addresses, SPEC 8.12
      group                                             | refuse 5.7.1                             | unless the organisation allows
      group groups                                      | notify email EMAIL                       | it does
      group proven=sms                                  | notify sms SMS                           | row 7 only
      """;

  private final List<String> printed = new ArrayList<>();

  record Line(String facts, String expected, String why) {
    @Override
    public String toString() {
      return (facts.isEmpty() ? "(nothing)" : facts) + " -> " + expected;
    }
  }

  static List<Line> lines() {
    return TABLE
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\\|", -1))
        .map(cells -> new Line(cells[0].strip(), cells[1].strip(), cells[2].strip()))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void theTableHolds(Line line) {
    Decision decision = Ladder.decide(facts(line.facts()));
    assertThat(LadderWords.words(decision.choice())).as(line.why()).isEqualTo(line.expected());
  }

  @Test
  void theTablePrintsItself() throws IOException {
    for (String line : TABLE.lines().toList()) {
      if (line.startsWith("#")) {
        printed.add("\n" + line.substring(2));
        continue;
      }
      String[] cells = line.split("\\|", -1);
      Decision decision = Ladder.decide(facts(cells[0]));
      printed.add(
          "  %-60s %-44s %s%n      %s"
              .formatted(
                  cells[0].strip(),
                  LadderWords.words(decision.choice()),
                  cells[2].strip(),
                  decision.explanation().encode()));
    }
    String table = String.join(System.lineSeparator(), printed);
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "ladder.txt"), table + System.lineSeparator());
    System.out.println(table);
    assertThat(table).doesNotContain("null");
  }

  /** What makes a row apply and what its choice begins with, from the table of SPEC 6.1 and 6.2. */
  private static final Map<String, String> MAKES =
      Map.of(
          "1a", "idd",
          "1b", "member",
          "nta", "nta",
          "direct", "header",
          "right", "given=code",
          "tls", "tls=all",
          "sms", "proven=sms",
          "code", "proven=code",
          "email", "");

  private static final List<String> ORDER_6_1 =
      List.of("1a", "1b", "nta", "right", "tls", "sms", "code", "email");
  private static final List<String> ORDER_6_2 =
      List.of("1a", "1b", "nta", "direct", "right", "tls", "sms", "code", "email");
  private static final Set<String> DIRECT = Set.of("1a", "nta", "direct", "tls");

  @Test
  void ofEveryPairOfNeighboursTheUpperWinsAndTheLowerFollows() {
    for (List<String> order : List.of(ORDER_6_1, ORDER_6_2)) {
      for (int i = 0; i + 1 < order.size(); i++) {
        String upper = order.get(i);
        String lower = order.get(i + 1);
        String both = makes(upper) + " " + makes(lower);
        assertThat(rowOf(both)).as(both).isEqualTo(upper);
        assertThat(rowOf(makes(lower))).as(lower).isEqualTo(lower);
        if (DIRECT.contains(upper) && !(upper.equals("direct") && lower.equals("email"))) {
          assertThat(rowOf(both + " " + upper + "=unprotected")).as(both).isEqualTo(lower);
          assertThat(rowOf(both + " " + upper + "=unsuitable")).as(both).isEqualTo(lower);
          assertThat(words(both + " " + upper + "=deferred")).isEqualTo("wait " + upper);
        }
      }
    }
  }

  @Test
  void everyRowThatAppliesBeatsEveryRowBelowIt() {
    for (List<String> order : List.of(ORDER_6_1, ORDER_6_2)) {
      for (int upper = 0; upper < order.size(); upper++) {
        StringBuilder words = new StringBuilder();
        for (int below = upper; below < order.size(); below++) {
          words.append(' ').append(makes(order.get(below)));
        }
        assertThat(rowOf(words.toString())).isEqualTo(order.get(upper));
      }
    }
  }

  /** Whatever the walks find, an attempt ends, and asks for each row at most once. */
  @Test
  void anAttemptEndsWhateverIsFound() {
    Random random = new Random(6);
    List<String> words =
        List.of(
            "idd",
            "member",
            "personal",
            "nta",
            "header",
            "given=sms",
            "tls=all",
            "proven=sms",
            "proven=code",
            "requiretls",
            "always",
            "clear=LINKS",
            "clear=NONE",
            "min=email",
            "min=wrong",
            "group",
            "floor=sms",
            "floor=right",
            "direct-floor=tls1.3:dane");
    List<Finding> findings =
        List.of(
            new Finding.Unprotected(Finding.Lack.ENCRYPTION),
            new Finding.Unprotected(Finding.Lack.AUTHENTICATION),
            new Finding.Unsuitable(),
            new Finding.Deferred(true, true),
            new Finding.Deferred(true, false));
    for (int round = 0; round < 5_000; round++) {
      StringBuilder some = new StringBuilder();
      for (String word : words) {
        some.append(random.nextInt(3) == 0 ? " " + word : "");
      }
      Facts facts = facts(some.toString());
      Set<Row> asked = EnumSet.noneOf(Row.class);
      Row last = null;
      Choice choice = Ladder.decide(facts).choice();
      for (Row row = rowTried(choice); row != null; row = rowTried(choice)) {
        assertThat(asked.add(row)).as("%s asks twice for %s", some, row).isTrue();
        assertThat(last == null || last.compareTo(row) < 0).as("%s climbs", some).isTrue();
        last = row;
        facts = facts.found(row, findings.get(random.nextInt(findings.size())));
        choice = Ladder.decide(facts).choice();
      }
    }
  }

  /** The one promise above all: no code by e-mail where a minimum was asked for and not met. */
  @Test
  void eMailVerificationNeverFollowsAnUnmetMinimumUnlessTheSenderAllowsIt() {
    for (String more : List.of("", "tls=all tls=unprotected", "nta nta=unprotected", "groups")) {
      for (String found : List.of("unprotected", "unauthenticated", "deferred,saw,4h")) {
        Choice choice = Ladder.decide(facts("header direct=" + found + " " + more)).choice();
        assertThat(choice).isNotInstanceOf(Choice.Notify.class);
      }
    }
  }

  private static @Nullable Row rowTried(Choice choice) {
    return switch (choice) {
      case Choice.Direct direct -> direct.row();
      case Choice.Notify notify -> notify.row();
      case Choice.Wait _, Choice.Refuse _ -> null;
    };
  }

  private static Facts facts(String words) {
    return LadderWords.facts(words);
  }

  private static String makes(String row) {
    return Objects.requireNonNull(MAKES.get(row));
  }

  private static String words(String facts) {
    return LadderWords.words(Ladder.decide(facts(facts)).choice());
  }

  private static String rowOf(String facts) {
    return words(facts).split(" ")[1];
  }
}
