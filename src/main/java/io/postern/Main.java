package io.postern;

import io.postern.admin.Administration;
import io.postern.cli.AdminCommand;
import io.postern.cli.AdminWorld;
import io.postern.cli.QueueCommand;
import io.postern.cli.TraceCommand;
import io.postern.config.BadConfig;
import io.postern.config.ConfigReader;
import io.postern.config.PosternConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program: {@code postern serve}, {@code postern admin …}, {@code postern demo}. */
@Command(
    name = "postern",
    version = "postern 0.1.0",
    mixinStandardHelpOptions = true,
    description = "An e-mail encryption gateway that runs on your own machine.",
    subcommands = {Main.Serve.class, DemoCommand.class, DemoCommand.WarmUp.class})
public final class Main {
  private static final int BAD_CONFIG = 78; // EX_CONFIG of sysexits.h
  private static final int UNAVAILABLE = 69; // EX_UNAVAILABLE

  @Option(
      names = {"-c", "--config"},
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "The configuration; default: postern.yml here, else /etc/postern/postern.yml.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      scope = ScopeType.INHERIT,
      paramLabel = "KEY=VALUE",
      description = "One setting, such as mail.hostname=gate.example.org; may be given often.")
  private List<String> sets = List.of();

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    if (List.of(args).contains("demo") && System.getProperty("postern.log") == null) {
      // The demo's table is what is read there; POSTERN_JAVA_OPTS=-Dpostern.log=INFO shows more.
      System.setProperty("postern.log", "WARN");
    }
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.addSubcommand("admin", AdminCommand.commandLine(main::adminWorld));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.addSubcommand("queue", QueueCommand.commandLine(main::adminWorld, InstantSource.system()));
    line.addSubcommand("trace", TraceCommand.commandLine(main::adminWorld));
    line.setExecutionExceptionHandler((failed, command, parsed) -> explain(failed, command));
    return line.execute(args);
  }

  /** One clear line for what an operator can mend; a stack trace only for what we must. */
  private static int explain(Exception failed, CommandLine command) {
    switch (failed) {
      case BadConfig bad -> {
        bad.problems().forEach(problem -> command.getErr().println("postern: " + problem));
        return BAD_CONFIG;
      }
      case IOException trouble -> {
        command.getErr().println("postern: " + trouble.getMessage());
        return UNAVAILABLE;
      }
      default -> {
        failed.printStackTrace(command.getErr());
        return 1;
      }
    }
  }

  PosternConfig config() throws BadConfig {
    return ConfigReader.read(Optional.ofNullable(file).or(Main::usualFile), System.getenv(), sets);
  }

  private static Optional<Path> usualFile() {
    return List.of(Path.of("postern.yml"), Path.of("/etc/postern/postern.yml")).stream()
        .filter(Files::exists)
        .findFirst();
  }

  private AdminWorld adminWorld() throws IOException {
    PosternConfig config;
    try {
      config = config();
    } catch (BadConfig bad) {
      throw new IOException(
          "the configuration is not right: "
              + String.join("; ", bad.problems().stream().map(Object::toString).toList()),
          bad);
    }
    Gateway gateway = Gateway.open(config, InstantSource.system(), new SecureRandom());
    return new AdminWorld() {
      @Override
      public Administration administration() {
        return gateway.administration();
      }

      @Override
      public void close() {
        gateway.close();
      }
    };
  }

  /** Runs until it is told to stop. */
  @Command(
      name = "serve",
      mixinStandardHelpOptions = true,
      description = "Runs the gateway until it is told to stop (SIGTERM drains).")
  static final class Serve implements Callable<Integer> {
    @CommandLine.ParentCommand private @Nullable Main main;

    @Option(
        names = "--roles",
        split = ",",
        paramLabel = "ROLE",
        description = "What this process does: ${COMPLETION-CANDIDATES}; default: all of it.")
    private Set<Gateway.Role> roles = Gateway.Role.ALL;

    @Override
    public Integer call() throws Exception {
      if (main == null) {
        throw new IllegalStateException("picocli sets the parent");
      }
      Gateway gateway = Gateway.open(main.config(), InstantSource.system(), new SecureRandom());
      CountDownLatch stop = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    gateway.close();
                    stop.countDown();
                  },
                  "shutdown"));
      try {
        gateway.serve(roles);
      } catch (Exception notOpened) {
        gateway.close();
        throw notOpened;
      }
      stop.await();
      return 0;
    }
  }
}
