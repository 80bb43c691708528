package io.postern.demo;

import io.postern.demo.Running.CopyState;
import io.postern.demo.Running.End;
import io.postern.demo.SampleMail.Wanted;
import io.postern.smtp.Mailbox;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the demo's script against a gateway in the small internet: submits over SMTP, lets guests
 * open, looks at what came out on the other side, prints one line per recipient. Confined to one
 * thread.
 */
public final class Demo {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern MAILED_CODE = Pattern.compile("\\b([0-9]{3})[ -]?([0-9]{3})\\b");

  private final Running gateway;
  private final SmallInternet world;
  private final PrintStream out;
  private final InstantSource time;
  private final DemoSubmitter submitter;
  private final List<String> differences = new ArrayList<>();

  public Demo(Running gateway, SmallInternet world, PrintStream out, InstantSource time) {
    this.gateway = gateway;
    this.world = world;
    this.out = out;
    this.time = time;
    this.submitter =
        new DemoSubmitter(gateway.submissionPort(), gateway.submitter(), world.clientTls());
  }

  /**
   * Runs the script once.
   *
   * @return what differed from what was expected, one line each; empty when everything went the
   *     expected way
   */
  public List<String> run() {
    out.printf("%-28s %-34s %-11s %s%n", "recipient", "method", "delivery", "why");
    DemoScript.first().forEach(this::play);
    openAsGuests();
    DemoScript.second().forEach(this::play);
    return List.copyOf(differences);
  }

  /** Prints where everything is, for who wants to look. */
  public void printPlaces() {
    Running.Login login = gateway.submitter();
    out.printf(
        """

        Everybody's mail      %s
        Text messages         %s
        Portal and web app    %s   (its certificate is from the demo's own authority)
        Hand mail in          127.0.0.1 port %d STARTTLS, port %d TLS; user %s, password %s
                              such as: swaks --server 127.0.0.1:%d -tls --auth PLAIN --auth-user %s \\
                                --auth-password %s --from %s --to annie@home.example
        Authority to trust    %s
        """,
        world.mailboxPage(),
        world.sms().page(),
        gateway.portal(),
        gateway.submissionPort(),
        gateway.submissionsPort(),
        login.user(),
        login.secret(),
        gateway.submissionPort(),
        login.user(),
        login.secret(),
        People.SENDER.address(),
        world.caBundle());
    for (DemoTenant.Member member : world.tenant().people()) {
      out.printf(
          "Sign in as            %s, password %s%s%n",
          member.address(),
          member.password(),
          member
              .totpSecret()
              .map(secret -> ", TOTP secret " + secret)
              .orElse(", no second factor"));
    }
  }

  private void play(SampleMail mail) {
    out.printf("%n%s%n", mail.title());
    String messageId =
        "<demo-"
            + Long.toHexString(time.millis())
            + "-"
            + Integer.toHexString(mail.title().hashCode())
            + "@stanna.example>";
    String submission;
    try {
      submission =
          submitter.submit(
              People.SENDER.address().toString(),
              mail.recipients(),
              mail.bytes(messageId, time.instant().atZone(ZoneOffset.UTC)));
    } catch (IOException refused) {
      differ(mail.title(), "could not be handed in: " + refused.getMessage());
      return;
    }
    Map<String, String> rooms = new HashMap<>();
    for (Wanted wanted : mail.wanted()) {
      CopyState state = settle(submission, wanted);
      line(wanted, state);
      compare(mail, wanted, state);
      rooms(mail, wanted, state, rooms);
      witness(mail, wanted, messageId);
    }
  }

  private void line(Wanted wanted, CopyState state) {
    String method =
        state
            .row()
            .map(Running.Way::words)
            .orElse(state.end() == End.WAITING ? "not decided" : "none left");
    String delivery =
        switch (state.end()) {
          case WAITING -> "waiting";
          case DELIVERED -> "direct";
          case NOTIFIED -> "notified";
          case FAILED -> "DSN";
        };
    out.printf("  %-26s %-34s %-11s %s%n", wanted.address(), method, delivery, state.why());
  }

  /** Waits until the copy is where it should be, or at another end, or patience is over. */
  private CopyState settle(String submission, Wanted wanted) {
    Mailbox recipient = Mailbox.of(wanted.address());
    Instant until = time.instant().plus(PATIENCE);
    CopyState last =
        new CopyState(Optional.empty(), End.WAITING, "never heard of", Optional.empty(), 0);
    while (true) {
      last = gateway.copy(submission, recipient).orElse(last);
      boolean there = wanted.end() == End.WAITING ? last.attempts() > 0 : last.end() != End.WAITING;
      if (there || !time.instant().isBefore(until)) {
        return last;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private void compare(SampleMail mail, Wanted wanted, CopyState state) {
    if (state.end() != wanted.end()) {
      differ(mail.title(), wanted.address() + " is " + state.end() + ", expected " + wanted.end());
    } else if (wanted.end() == End.WAITING && state.attempts() == 0) {
      differ(mail.title(), wanted.address() + " was never tried");
    } else if (wanted.end() != End.WAITING && !state.row().equals(wanted.way())) {
      differ(
          mail.title(),
          "%s went by %s, expected %s"
              .formatted(wanted.address(), words(state.row()), words(wanted.way())));
    }
  }

  private static String words(Optional<Running.Way> way) {
    return way.map(Running.Way::words).orElse("no row");
  }

  private void rooms(SampleMail mail, Wanted wanted, CopyState state, Map<String, String> rooms) {
    String room = wanted.room();
    String id = state.conversation().orElse("none");
    if (room.isEmpty()) {
      return;
    }
    String known = rooms.putIfAbsent(room, id);
    if (known != null && !known.equals(id)) {
      differ(mail.title(), wanted.address() + " is not in the conversation of the others");
    } else if (known == null && rooms.values().stream().filter(id::equals).count() > 1) {
      differ(mail.title(), wanted.address() + " shares a conversation and must not");
    }
  }

  /** Believes nothing of what the gateway says of itself: looks at what arrived. */
  private void witness(SampleMail mail, Wanted wanted, String messageId) {
    String secret = mail.text().lines().toList().getLast();
    List<CapturedMail> came = world.mails().to(arriving(wanted.address()));
    switch (wanted.end()) {
      case DELIVERED -> {
        if (came.stream()
            .noneMatch(m ->
                m.tls() != null
                    && m.header("Message-ID").orElse("").equals(messageId)
                    && m.text().contains(secret))) {
          differ(mail.title(), wanted.address() + " never got the message itself");
        }
      }
      case NOTIFIED -> {
        if (came.stream().noneMatch(arrived -> holdsLink(arrived, wanted))) {
          differ(mail.title(), wanted.address() + " never got a notification with a link");
        }
      }
      case FAILED -> {
        boolean told =
            world
                .mails()
                .await(
                    m ->
                        m.from().isEmpty()
                            && CapturedMails.isTo(People.SENDER.address().toString()).test(m)
                            && m.raw().contains(wanted.address()),
                    PATIENCE)
                .isPresent();
        if (!told) {
          differ(mail.title(), "no report about " + wanted.address() + " reached the sender");
        }
      }
      case WAITING -> {}
    }
    if (wanted.end() != End.DELIVERED && came.stream().anyMatch(m -> m.raw().contains(secret))) {
      differ(mail.title(), wanted.address() + " got the content where only a link may go");
    }
  }

  /** As the wire has it: the domain as A-label. */
  private static String arriving(String address) {
    return Mailbox.of(address).wire();
  }

  /** A guest's link opens the message; an account's leads to where its owner signs in. */
  private boolean holdsLink(CapturedMail mail, Wanted wanted) {
    return wanted.way().filter(Running.Way.ACCOUNT::equals).isPresent()
        ? mail.links().stream()
            .anyMatch(link -> link.startsWith(gateway.portal().toString() + "/c/"))
        : link(mail).isPresent();
  }

  private Optional<URI> link(CapturedMail mail) {
    return mail.links().stream()
        .filter(link -> link.startsWith(gateway.portal().toString() + "/m/"))
        .findFirst()
        .map(URI::create);
  }

  private void openAsGuests() {
    out.printf("%nGuests open what they got%n");
    long texts = world.sms().texts().size();
    guest(
        "sanne@lindenhof.example",
        "Access rights by header",
        () ->
            world
                .sms()
                .await(People.SANNES_PHONE, texts, Duration.ofSeconds(20))
                .flatMap(DemoSms::code));
    guest("piet@home.example", "Access rights by header", () -> Optional.of(People.PIETS_CODE));
    guest("els@home.example", "Access rights by header", () -> Optional.of(People.ELS_CODE));
    long mails = world.mails().all().size();
    guest(
        "annie@home.example", "Three mail servers", () -> mailedCode("annie@home.example", mails));
  }

  private Optional<String> mailedCode(String address, long after) {
    return world
        .mails()
        .await(
            mail -> mail.number() > after && CapturedMails.isTo(address).test(mail),
            Duration.ofSeconds(20))
        .flatMap(mail -> {
          Matcher code = MAILED_CODE.matcher(mail.text());
          return code.find() ? Optional.of(code.group(1) + code.group(2)) : Optional.empty();
        });
  }

  /** One person opens the first notification they got and reads. */
  private void guest(String address, String title, Supplier<Optional<String>> code) {
    String secret =
        DemoScript.first().stream()
            .filter(mail -> mail.title().equals(title))
            .map(mail -> mail.text().lines().toList().getLast())
            .findFirst()
            .orElseThrow();
    Optional<URI> link =
        world.mails().to(address).stream().flatMap(mail -> link(mail).stream()).findFirst();
    if (link.isEmpty()) {
      differ(title, address + " has no link to open");
      return;
    }
    try {
      String read = new DemoGuest(world.clientTls()).open(link.get(), code);
      out.printf("  %-26s %s%n", address, read.contains(secret) ? "read it" : "could not read it");
      if (!read.contains(secret)) {
        differ(title, address + " opened it and did not find the text");
      }
    } catch (IOException lost) {
      differ(title, address + " could not open it: " + lost.getMessage());
    }
  }

  private void differ(String title, String what) {
    differences.add(title + ": " + what);
    out.println("  DIFFERS: " + what);
  }
}
