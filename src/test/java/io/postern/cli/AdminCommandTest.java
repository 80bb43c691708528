package io.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.Administration;
import io.postern.admin.TestWorld;
import io.postern.directory.SmtpCredential;
import io.postern.smtp.Mailbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line as an operator types it, on a real store. */
class AdminCommandTest {
  @TempDir private Path folder;
  private TestWorld world;
  private final Deque<String> typed = new ArrayDeque<>();
  private String out = "";
  private String err = "";

  @BeforeEach
  void open() throws IOException {
    world = new TestWorld(folder);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void setsUpAnOrganisationThatCanSend() {
    done("organisation", "create", "St. Anna", "--language", "nl");
    done("organisation", "brand", "St. Anna", "--accent", "#0a5c5c", "--phone", "+31 30 123 4567");
    done("domain", "claim", "St. Anna", "hospital.example");
    assertThat(out).contains("_postern-challenge.hospital.example", "postern-verification=");
    assertThat(run("domain", "verify", "St. Anna", "hospital.example")).isEqualTo(1);
    assertThat(err).contains("there is no TXT record yet");
    done("domain", "verify", "St. Anna", "hospital.example", "--assume-verified");
    done("domain", "dkim", "show", "St. Anna", "hospital.example");
    assertThat(out)
        .contains("p1r._domainkey.hospital.example", "p1e._domainkey.hospital.example")
        .contains("v=DKIM1; k=rsa; p=", "v=DKIM1; k=ed25519; p=", "upcoming");
    done("domain", "dkim", "show", "--own");
    assertThat(out).contains("p1r._domainkey.gate.example");
    assertThat(run("domain", "dkim", "rotate", "St. Anna", "hospital.example")).isEqualTo(1);
    assertThat(err).contains("wait to be published");
    assertThat(run("domain", "dkim", "show")).isEqualTo(2);
    assertThat(run("domain", "dkim", "show", "St. Anna", "elsewhere.example")).isEqualTo(1);
    done("domain", "check", "St. Anna", "hospital.example");
    assertThat(out)
        .contains("There is no SPF record.", "v=spf1 a:gate.example ~all")
        .contains("hospital.example may send, on an operator's word; its records would not");
    done("domain", "may-send", "St. Anna", "hospital.example", "records");
    assertThat(out).containsPattern("may send: +no");
    done("domain", "check", "St. Anna", "hospital.example", "--json");
    assertThat(out).contains("\"check\": \"spf\", \"verdict\": \"missing\"");
    done("domain", "may-send", "St. Anna", "hospital.example", "yes");
    done("account", "create", "St. Anna", "anna@hospital.example", "--name", "Anna Smit");
    typed.add("correct horse battery");
    done("account", "password", "anna@hospital.example");
    assertThat(out).doesNotContain("correct horse");
    done("account", "totp", "anna@hospital.example");
    assertThat(out).contains("otpauth://totp/").contains("█");
    done("credential", "create", "St. Anna", "--label", "relay", "--json");
    String secret = value("secret");
    SmtpCredential kept = world.directory.byLogin(value("login")).orElseThrow();
    assertThat(world.keys.digest(SmtpCredential.DIGEST, secret.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(kept.digest());
    done("credential", "list", "St. Anna");
    assertThat(out).contains(kept.login(), "relay").doesNotContain(secret);
    assertThat(
            world
                .directory
                .accountByAddress(Mailbox.of("anna@hospital.example"))
                .orElseThrow()
                .secondFactor())
        .isTrue();
  }

  @Test
  void setsPolicies() {
    done("organisation", "create", "St. Anna");
    done(
        "policy",
        "transport-security",
        "St. Anna",
        "listed",
        "--domain",
        "a.example",
        "--minimum",
        "authenticated-mx");
    done("policy", "floor", "St. Anna", "sms", "--to", "b.example");
    done("policy", "direct-floor", "St. Anna", "tls1.3:dane");
    done("policy", "cleartext", "St. Anna", "links");
    done("policy", "minimum-always", "St. Anna", "yes");
    done("policy", "countries", "St. Anna", "NL", "BE");
    done("policy", "retention", "St. Anna", "30");
    done("policy", "sender-copies", "St. Anna", "no");
    done("policy", "show", "St. Anna", "--json");
    assertThat(out)
        .contains("\"transport security\": \"listed\"")
        .contains("\"domains\": [\"a.example\"]")
        .contains("\"minimum\": \"tls1.2:pkix+dane:mx\"")
        .contains("\"floors to\": [\"b.example sms\"]")
        .contains("\"direct floor\": \"tls1.3:dane\"")
        .contains("\"cleartext\": \"links\"")
        .contains("\"minimum always\": true")
        .contains("\"countries\": [\"BE\", \"NL\"]")
        .contains("\"retention days\": 30")
        .contains("\"sender copies\": false");
  }

  @Test
  void namesAnOrganisationsOwnServer() {
    done("organisation", "create", "St. Anna");
    assertThat(run("idd", "on", "St. Anna")).isEqualTo(1);
    assertThat(err).contains("idd server");
    done("idd", "server", "St. Anna", "in.hospital.example", "--port", "2525", "--proof", "dane");
    assertThat(out).contains("on:").contains("no").contains("in.hospital.example");
    done("idd", "on", "St. Anna");
    done("idd", "server", "St. Anna", "in2.hospital.example");
    done("idd", "show", "St. Anna", "--json");
    assertThat(out)
        .contains("\"on\": true", "\"server\": \"in2.hospital.example\"", "\"port\": 25")
        .contains("tls1.2:pkix+dane");
    done("idd", "off", "St. Anna");
    done("idd", "show", "St. Anna", "--json");
    assertThat(out).contains("\"on\": false");
    done("idd", "check-mark", "St. Anna", "<1@x.example>", "no mark of ours", "--json");
    assertThat(out).contains("\"ours\": false");
    assertThat(run("idd", "server", "St. Anna", "in.hospital.example", "--proof", "none"))
        .isEqualTo(2);
    assertThat(run("idd", "server", "St. Anna", "in.hospital.example", "--port", "0")).isEqualTo(1);
  }

  @Test
  void rightsComeInUnseenAndGoOutMasked() throws IOException {
    done("organisation", "create", "St. Anna");
    typed.add("+31612345678");
    done("right", "add", "St. Anna", "guest@elsewhere.example", "sms");
    Path csv = folder.resolve("rights.csv");
    Files.writeString(
        csv,
        """
        one@elsewhere.example,access-code,geheim99,the usual
        two@elsewhere.example,sms,0687654321
        three@elsewhere.example,fax,1
        nonsense
        """);
    done("right", "import", "St. Anna", csv.toString());
    assertThat(out).contains("added", "E.164", "neither sms", "wants address");
    assertThat(out).doesNotContain("geheim99", "87654321");
    done("right", "list", "St. Anna");
    assertThat(out).contains("guest@elsewhere.example", "78", "the usual");
    assertThat(out).doesNotContain("geheim99", "31612345678");
    done("right", "delete", "St. Anna", "guest@elsewhere.example", "sms");
    assertThat(run("right", "delete", "St. Anna", "guest@elsewhere.example", "sms")).isEqualTo(1);
  }

  @Test
  void troubleIsOneLineAndACode() {
    assertThat(run("organisation", "show", "Nobody")).isEqualTo(1);
    assertThat(err).isEqualToNormalizingNewlines("postern: no organisation is named Nobody\n");
    assertThat(out).isEmpty();
    assertThat(run("account", "show", "no address")).isEqualTo(2);
    assertThat(err).contains("ADDRESS").doesNotContain("Exception", "\tat ");
    assertThat(run("policy", "floor", "X", "weakest")).isEqualTo(2);
    assertThat(run("policy", "transport-security", "X", "listed")).isEqualTo(2);
    assertThat(err).contains("a list needs").doesNotContain("\tat ");
    assertThat(run("nonsense")).isEqualTo(2);
    CommandLine closed =
        AdminCommand.commandLine(
            () -> {
              throw new IOException("the data folder is not there");
            },
            prompt -> "");
    StringWriter complaint = new StringWriter();
    closed.setErr(new PrintWriter(complaint));
    assertThat(closed.execute("organisation", "list")).isEqualTo(3);
    assertThat(complaint.toString().strip()).isEqualTo("postern: the data folder is not there");
  }

  @Test
  void unexpectedTroubleIsOneLineWithoutItsMessage() {
    CommandLine broken =
        AdminCommand.commandLine(
            () -> {
              throw new IllegalStateException("geheim99");
            },
            prompt -> "");
    StringWriter complaint = new StringWriter();
    broken.setErr(new PrintWriter(complaint));
    assertThat(broken.execute("organisation", "list")).isEqualTo(3);
    assertThat(complaint.toString().strip())
        .isEqualTo("postern: unexpected: IllegalStateException");
  }

  @Test
  void helpOpensNothing() {
    CommandLine line =
        AdminCommand.commandLine(
            () -> {
              throw new IOException("opened");
            },
            prompt -> "");
    StringWriter help = new StringWriter();
    line.setOut(new PrintWriter(help));
    assertThat(line.execute("--help")).isZero();
    assertThat(line.execute("account", "--help")).isZero();
    assertThat(help.toString()).contains("organisation", "credential", "totp");
  }

  @Test
  void jsonQuotesWhatItMust() {
    done("organisation", "create", "A \"B\" \\ C", "--json");
    assertThat(out).contains("\"name\": \"A \\\"B\\\" \\\\ C\"").contains("\"accent\": null");
  }

  @Test
  void anEmptyListIsAnAnswer() {
    done("organisation", "list");
    assertThat(out).isEqualTo("none\n");
    done("organisation", "list", "--json");
    assertThat(out).isEqualTo("[]\n");
  }

  private void done(String... words) {
    int code = run(words);
    assertThat(code).as("%s: %s", String.join(" ", words), err).isZero();
    assertThat(err).isEmpty();
  }

  private int run(String... words) {
    StringWriter answers = new StringWriter();
    StringWriter complaints = new StringWriter();
    CommandLine line = AdminCommand.commandLine(StaysOpen::new, prompt -> typed.remove());
    line.setOut(new PrintWriter(answers));
    line.setErr(new PrintWriter(complaints));
    int code = line.execute(words);
    out = answers.toString();
    err = complaints.toString();
    return code;
  }

  private String value(String name) {
    String from = out.substring(out.indexOf("\"" + name + "\": \"") + name.length() + 5);
    return from.substring(0, from.indexOf('"'));
  }

  /** The test's world outlives each command. */
  private final class StaysOpen implements AdminWorld {
    @Override
    public Administration administration() {
      return world.administration;
    }

    @Override
    public void close() {}
  }
}
