package io.postern.portal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a minute whether the certificate's files changed, and takes them up without dropping a
 * connection. Files that cannot be read leave the old certificate in place, and the log says so.
 */
final class WebCertificate implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WebCertificate.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final List<Path> files;
  private final Runnable reload;
  private List<FileTime> seen;
  private final Thread watcher;

  private WebCertificate(List<Path> files, Runnable reload) {
    this.files = files;
    this.reload = reload;
    this.seen = times();
    this.watcher = Thread.ofVirtual().name("web-certificate").unstarted(this::run);
  }

  static WebCertificate none() {
    return new WebCertificate(List.of(), () -> {});
  }

  static WebCertificate watch(List<Path> files, Runnable reload) {
    WebCertificate certificate = new WebCertificate(files, reload);
    certificate.watcher.start();
    return certificate;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(EVERY);
        look();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes changed files up now; connections that are open go on with the old one. */
  void look() {
    List<FileTime> now = times();
    if (now.equals(seen)) {
      return;
    }
    try {
      reload.run();
      seen = now;
      log.info("web certificate taken up anew");
    } catch (RuntimeException unreadable) {
      log.warn("the changed web certificate cannot be used; the old one stays", unreadable);
    }
  }

  private List<FileTime> times() {
    List<FileTime> times = new ArrayList<>();
    for (Path file : files) {
      try {
        times.add(Files.getLastModifiedTime(file));
      } catch (IOException missing) {
        times.add(FileTime.fromMillis(0));
      }
    }
    return times;
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
