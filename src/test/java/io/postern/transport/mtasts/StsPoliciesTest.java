package io.postern.transport.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.SettableClock;
import io.postern.dns.Answer;
import io.postern.dns.ScriptedDns;
import io.postern.smtp.Domain;
import io.postern.store.SqliteDatabase;
import io.postern.store.StoreSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8461 sections 3.1, 3.3, 5.1 and 10.2: what binds, since when and how long. */
class StsPoliciesTest {

  private static final Domain DOMAIN = Domain.of("recipient.example");
  private static final String ENFORCE =
      "version: STSv1\nmode: enforce\nmx: mx.recipient.example\nmax_age: 604800\n";
  private static final String NONE = "version: STSv1\nmode: none\nmax_age: 604800\n";

  @TempDir Path folder;
  private final ScriptedDns dns = new ScriptedDns();
  private final SettableClock clock = new SettableClock();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile PolicySource.Fetched served =
      new PolicySource.Failed(StsTrouble.FETCH_ERROR, "nothing there");
  private SqliteDatabase database;
  private StsPolicies policies;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("postern.db"), StoreSettings.defaults());
    policies = policies();
  }

  @AfterEach
  void close() {
    policies.close();
    database.close();
  }

  private StsPolicies policies() {
    return new StsPolicies(
        dns,
        domain -> {
          fetches.incrementAndGet();
          return served;
        },
        database,
        clock);
  }

  @Test
  void withoutARecordThereIsNoPolicyAndNobodyIsAsked() {
    serves(ENFORCE);
    assertThat(policies.of(DOMAIN)).isInstanceOf(StsFinding.None.class);
    assertThat(fetches).hasValue(0);
  }

  @Test
  void aPolicyIsFetchedOnceAndKeptInTheStore() {
    announces("v=STSv1; id=1;");
    serves(ENFORCE);
    assertThat(mode(policies.of(DOMAIN))).isEqualTo(StsPolicy.Mode.ENFORCE);
    assertThat(mode(policies.of(DOMAIN))).isEqualTo(StsPolicy.Mode.ENFORCE);
    policies.close();
    policies = policies();
    assertThat(mode(policies.of(DOMAIN))).isEqualTo(StsPolicy.Mode.ENFORCE);
    assertThat(fetches).hasValue(1);
  }

  @Test
  void whatIsKeptBindsWhateverBecomesOfRecordAndServer() {
    announces("v=STSv1; id=1;");
    serves(ENFORCE);
    policies.of(DOMAIN);
    fails();

    dns.txt("_mta-sts.recipient.example", Answer.failed(Answer.Security.UNKNOWN, "SERVFAIL"));
    assertThat(mode(policies.of(DOMAIN))).isEqualTo(StsPolicy.Mode.ENFORCE);
    dns.txt(
        "_mta-sts.recipient.example",
        Answer.none(Answer.Status.NO_DATA, Answer.Security.UNKNOWN, Duration.ofMinutes(1)));
    assertThat(mode(policies.of(DOMAIN))).isEqualTo(StsPolicy.Mode.ENFORCE);
    announces("v=STSv1; id=2;", "v=STSv1; id=3;");
    assertThat(mode(policies.of(DOMAIN))).isEqualTo(StsPolicy.Mode.ENFORCE);
    announces("v=STSv1; id=2;");
    assertThat(policies.of(DOMAIN))
        .isInstanceOfSatisfying(
            StsFinding.Found.class,
            found -> {
              assertThat(found.policy().mode()).isEqualTo(StsPolicy.Mode.ENFORCE);
              assertThat(found.trouble()).isEqualTo(StsTrouble.FETCH_ERROR);
            });

    // Until it runs out, and not a moment longer.
    clock.advance(Duration.ofDays(7).plusMinutes(1));
    assertThat(policies.of(DOMAIN)).isInstanceOf(StsFinding.Broken.class);
  }

  @Test
  void aNewIdFetchesAnewAndModeNoneEndsThePolicy() {
    announces("v=STSv1; id=1;");
    serves(ENFORCE);
    policies.of(DOMAIN);
    announces("v=STSv1; id=2;");
    serves(NONE);
    assertThat(mode(policies.of(DOMAIN))).isEqualTo(StsPolicy.Mode.NONE);
    assertThat(policies.of(DOMAIN).enforced()).isNull();
  }

  @Test
  void aPolicyThatCannotBeHadIsAsNoneAndIsNotAskedForAgainAtOnce() {
    announces("v=STSv1; id=1;");
    for (int i = 0; i < 5; i++) {
      assertThat(policies.of(DOMAIN))
          .isInstanceOfSatisfying(
              StsFinding.Broken.class,
              broken -> assertThat(broken.trouble()).isEqualTo(StsTrouble.FETCH_ERROR));
    }
    assertThat(fetches).hasValue(1);
    clock.advance(Duration.ofMinutes(6));
    serves(ENFORCE);
    assertThat(mode(policies.of(DOMAIN))).isEqualTo(StsPolicy.Mode.ENFORCE);
  }

  @Test
  void aPolicyThatIsNoneByTheGrammarIsInvalid() {
    announces("v=STSv1; id=1;");
    serves("<html>");
    assertThat(policies.of(DOMAIN))
        .isInstanceOfSatisfying(
            StsFinding.Broken.class,
            broken -> assertThat(broken.trouble()).isEqualTo(StsTrouble.INVALID));
  }

  @Test
  void aLookUpThatFailsIsNoAnswer() {
    dns.txt("_mta-sts.recipient.example", Answer.failed(Answer.Security.BOGUS, "bogus"));
    assertThat(policies.of(DOMAIN)).isInstanceOf(StsFinding.Unknown.class);
    assertThat(fetches).hasValue(0);
  }

  @Test
  void aPolicyInUseIsRenewedEveryDayAndOutlivesWhoeverDisturbsItsEnd() {
    announces("v=STSv1; id=1;");
    serves(ENFORCE);
    policies.of(DOMAIN);
    policies.refresh();
    assertThat(fetches).hasValue(1);
    for (int day = 0; day < 5; day++) {
      clock.advance(Duration.ofHours(25));
      policies.refresh();
    }
    assertThat(fetches).hasValue(6);
    // Without the renewals it would end now; record and server are out of reach.
    clock.advance(Duration.ofDays(3));
    fails();
    dns.txt("_mta-sts.recipient.example", Answer.failed(Answer.Security.UNKNOWN, "SERVFAIL"));
    policies.refresh();
    assertThat(mode(policies.of(DOMAIN))).isEqualTo(StsPolicy.Mode.ENFORCE);
  }

  @Test
  void aPolicyThatNobodyUsesRunsOut() {
    announces("v=STSv1; id=1;");
    serves(ENFORCE.replace("604800", "31557600"));
    policies.of(DOMAIN);
    clock.advance(Duration.ofDays(40));
    policies.refresh();
    assertThat(fetches).hasValue(1);
    assertThat(mode(policies.of(DOMAIN))).isEqualTo(StsPolicy.Mode.ENFORCE);
    policies.refresh();
    assertThat(fetches).hasValue(2);
  }

  @Test
  void thoseWhoAskAtTheSameTimeShareOneFetch() throws Exception {
    announces("v=STSv1; id=1;");
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<StsFinding> ask = () -> policies.of(DOMAIN);
      for (var answer : many.invokeAll(Collections.nCopies(50, ask))) {
        assertThat(answer.get()).isInstanceOf(StsFinding.Broken.class);
      }
    }
    assertThat(fetches).hasValue(1);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          v=STSv1; id=20160831085700Z;      | 20160831085700Z
          v=STSv1;id=1                      | 1
          v=STSv1 ; x=y ; id=7 ;            | 7
          v=STSv1; id=1; id=2               | 1
          v=STSv1; id=                      | -
          v=STSv1; id=a-b;                  | -
          v=STSv1;                          | -
          v=STSv1; id=1;; x=y               | -
          v=STSv1; id=1; nonsense           | -
          V=STSv1; id=1                     | -
          v=STSv2; id=1                     | -
          v=STSv1; id=123456789012345678901234567890123 | -
          """)
  void aRecordHasOneFormOnly(String text, String id) {
    StsRecord read =
        StsRecord.of(
            Answer.found(Answer.Security.INSECURE, List.of("something else", text), Duration.ZERO));
    assertThat(read instanceof StsRecord.Announced(String found) ? found : null).isEqualTo(id);
  }

  private void announces(String... records) {
    dns.txt(
        "_mta-sts.recipient.example",
        Answer.found(Answer.Security.INSECURE, Arrays.asList(records), Duration.ofMinutes(1)));
  }

  private void serves(String text) {
    served = new PolicySource.Text(text.getBytes(StandardCharsets.UTF_8));
  }

  private void fails() {
    served = new PolicySource.Failed(StsTrouble.FETCH_ERROR, "gone");
  }

  private static StsPolicy.@Nullable Mode mode(StsFinding finding) {
    return finding instanceof StsFinding.Found found ? found.policy().mode() : null;
  }
}
