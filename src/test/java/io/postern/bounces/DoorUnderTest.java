package io.postern.bounces;

import io.postern.directory.Directory;
import io.postern.directory.ReturnPathHost;
import io.postern.listener.TestCertificate;
import io.postern.listener.TlsFiles;
import io.postern.report.ReportReader;
import io.postern.returnpath.BounceToken;
import io.postern.returnpath.ReturnPaths;
import io.postern.seal.FileKeyService;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.store.SqliteDatabase;
import io.postern.store.StoreException;
import io.postern.store.StoreSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The door on a free loopback port, over real keys; what follows is written down only. */
final class DoorUnderTest implements AutoCloseable {
  static final Domain DOMAIN = Domain.of("stanna.example");
  private static final String ID = "0123456789abcdefghjk";

  /** What came, as {@code Copy report}. */
  final List<String> noted = new CopyOnWriteArrayList<>();

  volatile boolean storeFails;
  volatile Instant now = Instant.parse("2026-11-25T10:00:00Z");

  final BouncesServer server;
  private final SqliteDatabase database;
  private final FileKeyService keys;
  private final Map<String, String> addresses;

  DoorUnderTest(BouncesLimits limits, Path folder) throws IOException {
    InstantSource clock = () -> now;
    SecureRandom random = new SecureRandom();
    Path data = Files.createDirectories(folder.resolve("data"));
    database = SqliteDatabase.open(data.resolve("postern.db"), StoreSettings.defaults());
    keys =
        FileKeyService.open(
            folder.resolve("keys/master"), folder.resolve("keys/queue"), data, clock, random);
    Directory directory = new Directory(database, clock);
    directory.put(
        new ReturnPathHost(DOMAIN, ReturnPathHost.usual(DOMAIN), ReturnPathHost.State.SEEN, now));
    ReturnPaths paths = new ReturnPaths(directory, keys, clock, true);
    Mailbox from = Mailbox.of("m.bakker@" + DOMAIN);
    String copy = address(paths, from, new BounceToken.Names.Copy(ID));
    String message = address(paths, from, new BounceToken.Names.Message(ID));
    String answer = address(paths, from, new BounceToken.Names.Answer(ID));
    now = now.minus(Duration.ofDays(15));
    String old = address(paths, from, new BounceToken.Names.Copy(ID));
    now = now.plus(Duration.ofDays(15));
    char first = copy.charAt(25);
    addresses =
        Map.of(
            "{copy}", copy,
            "{COPY}", copy.toUpperCase(java.util.Locale.ROOT),
            "{message}", message,
            "{answer}", answer,
            "{expired}", old,
            "{forged}", copy.substring(0, 25) + (first == '0' ? '1' : '0') + copy.substring(26));
    TlsFiles certificate = TestCertificate.of("gate.stanna.example").write(folder);
    server =
        new BouncesServer(
            new BouncesSettings(
                InetAddress.getLoopbackAddress(),
                0,
                Domain.of("gate.stanna.example"),
                certificate,
                limits),
            paths,
            URI.create("https://post.stanna.example"),
            this::note,
            InstantSource.system(),
            random);
    server.start();
  }

  private static String address(ReturnPaths paths, Mailbox from, BounceToken.Names names) {
    return paths.address(from, names).orElseThrow().toString();
  }

  private void note(BounceToken.Names names, ReportReader.Reading reading) {
    if (storeFails) {
      throw new StoreException("the scripted store is down", new IOException("scripted"));
    }
    noted.add(
        names.getClass().getSimpleName() + " " + reading.returned().getClass().getSimpleName());
  }

  /** A line of a dialog with the addresses of this run. */
  String filled(String line) {
    String filled = line;
    for (Map.Entry<String, String> address : addresses.entrySet()) {
      filled = filled.replace(address.getKey(), address.getValue());
    }
    return filled;
  }

  @Override
  public void close() {
    server.close();
    keys.close();
    database.close();
  }
}
