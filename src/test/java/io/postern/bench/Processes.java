package io.postern.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** What processes have used, read from {@code /proc} (Linux). */
final class Processes {
  private static final double TICKS = 100;

  private Processes() {}

  /** CPU seconds of this process so far. */
  static double ownCpu() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  /** CPU seconds of a process and all below it, those that have ended and were waited for too. */
  static double cpu(long root) throws IOException {
    double ticks = 0;
    for (long pid : tree(root)) {
      String[] fields = stat(pid);
      // utime stime cutime cstime: fields 14 to 17 of proc(5), counted after the name.
      for (int i = 11; fields.length > 14 && i <= 14; i++) {
        ticks += Double.parseDouble(fields[i]);
      }
    }
    return ticks / TICKS;
  }

  /** Resident octets of a process and all below it. */
  static long resident(long root) throws IOException {
    long octets = 0;
    for (long pid : tree(root)) {
      String[] fields = stat(pid);
      octets += fields.length > 21 ? Long.parseLong(fields[21]) * 4096 : 0;
    }
    return octets;
  }

  private static List<Long> tree(long root) {
    Deque<Long> open = new ArrayDeque<>(List.of(root));
    Stream.Builder<Long> all = Stream.builder();
    while (!open.isEmpty()) {
      long pid = open.pop();
      all.add(pid);
      ProcessHandle.of(pid).ifPresent(p -> p.children().forEach(c -> open.push(c.pid())));
    }
    return all.build().toList();
  }

  /** The fields after the name; none when the process has gone. */
  private static String[] stat(long pid) throws IOException {
    try {
      String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return line.substring(line.lastIndexOf(')') + 2).split(" ");
    } catch (NoSuchFileException gone) {
      return new String[0];
    }
  }
}
