package io.postern.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileKeyServiceTest extends KeyServiceContract {
  @TempDir private Path home;

  @Override
  KeyService open() throws IOException {
    return FileKeyService.open(master(), queue(), home.resolve("data"), this::now, RANDOM);
  }

  private Path master() {
    return home.resolve("secret").resolve("master.key");
  }

  private Path queue() {
    return home.resolve("queue-keys");
  }

  @Test
  void keepsEverythingToItsOwner() throws IOException {
    keys().queueKey();
    try (Stream<Path> all = Files.walk(home)) {
      List<Path> ours = all.filter(one -> !one.equals(home)).toList();
      assertThat(ours).hasSizeGreaterThanOrEqualTo(6);
      assertThat(ours)
          .allSatisfy(one ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                  .isEqualTo(Files.isDirectory(one) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void refusesToReplaceALostMasterKey() throws IOException {
    keys().close();
    Files.delete(master());
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("missing");
    assertThat(master()).doesNotExist();
  }

  @Test
  void refusesAMasterKeyThatDidNotSealTheData() throws IOException {
    keys().close();
    Path strange = home.resolve("strange.key");
    FileKeyService.open(strange, queue(), home.resolve("elsewhere"), this::now, RANDOM).close();
    assertThatThrownBy(
            () -> FileKeyService.open(strange, queue(), home.resolve("data"), this::now, RANDOM))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was sealed under master key");
  }

  @Test
  void refusesAMasterKeyThatOthersCanRead() throws IOException {
    keys().close();
    Files.setPosixFilePermissions(master(), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void refusesADamagedMasterKeyWithoutSayingIt() throws IOException {
    keys().close();
    String line = Files.readString(master());
    for (String damaged :
        List.of("", "x", line.substring(0, 30), line.replace("master", "other"))) {
      Files.writeString(master(), damaged);
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain(line.substring(18, 28)));
    }
  }

  @Test
  void refusesQueueKeysInTheDataFolder() {
    assertThatThrownBy(() ->
            FileKeyService.open(
                master(), home.resolve("data/queue"), home.resolve("data"), this::now, RANDOM))
        .isInstanceOf(IOException.class);
  }

  @Test
  void keepsQueueKeysSealedAndLeavesNoneBehind() throws Exception {
    keys().queueKey();
    Path file = only(queue());
    assertThat(Files.size(file)).isEqualTo(32 + Gcm.OVERHEAD);
    pass(Duration.ofHours(2));
    assertThat(keys().destroyQueueKeys(id -> false)).isEqualTo(1);
    try (Stream<Path> left = Files.list(queue())) {
      assertThat(left.toList()).isEmpty();
    }
  }

  @Test
  void opensNoQueueKeyUnderAnotherName() throws Exception {
    String id = keys().queueKey().id();
    byte[] slot = new byte[80];
    String other = id.substring(0, 11) + "0123456789abcdef";
    Files.move(queue().resolve(id + ".key"), queue().resolve(other + ".key"));
    reopen();
    assertThatThrownBy(() -> keys().openQueueSlot(other, slot, CONTEXT))
        .isInstanceOf(BrokenSeal.class);
    assertThatThrownBy(() -> keys().openQueueSlot(id, slot, CONTEXT)).isInstanceOf(KeyGone.class);
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }
}
