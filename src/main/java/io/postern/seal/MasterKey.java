package io.postern.seal;

import io.postern.store.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/**
 * 256 random bits in a file that only the owner can read: one line, {@code postern-master-1 KEY}.
 * Every other long-lived key is derived from it by purpose or sealed under one that is.
 *
 * <p>The data folder remembers the id of the key its contents are sealed under, so that a lost or
 * exchanged key stops the start and is not replaced by a new one that opens nothing.
 */
final class MasterKey implements AutoCloseable {
  private static final String MARK = "postern-master-1 ";
  private static final String ID_FILE = "master-key.id";
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final byte[] bytes;

  private MasterKey(byte[] bytes) {
    this.bytes = bytes;
  }

  static MasterKey open(Path file, Path dataFolder, SecureRandom random) throws IOException {
    OwnerOnly.folder(dataFolder);
    Path idFile = dataFolder.resolve(ID_FILE);
    if (!Files.exists(file)) {
      if (Files.exists(idFile)) {
        throw new IOException(
            file
                + " is missing, and what is in "
                + dataFolder
                + " was sealed under it: put the key back, a new one would open nothing");
      }
      create(file, random);
    }
    MasterKey key = read(file);
    if (!Files.exists(idFile)) {
      OwnerOnly.write(idFile, (key.id() + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    String known = Files.readString(idFile).strip();
    if (!known.equals(key.id())) {
      throw new IOException(
          "what is in %s was sealed under master key %s, but %s is %s"
              .formatted(dataFolder, known, file, key.id()));
    }
    return key;
  }

  private static void create(Path file, SecureRandom random) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.exists(folder)) {
      OwnerOnly.folder(folder);
    }
    byte[] fresh = new byte[32];
    random.nextBytes(fresh);
    byte[] encoded = Base64.getEncoder().encode(fresh);
    byte[] line = Bytes.join(Bytes.utf8(MARK), encoded, new byte[] {'\n'});
    try {
      OwnerOnly.write(file, line);
    } finally {
      Arrays.fill(fresh, (byte) 0);
      Arrays.fill(encoded, (byte) 0);
      Arrays.fill(line, (byte) 0);
    }
  }

  private static MasterKey read(Path file) throws IOException {
    for (PosixFilePermission one : Files.getPosixFilePermissions(file)) {
      if (OTHERS.contains(one)) {
        throw new IOException(file + " can be read or written by others: chmod 600");
      }
    }
    byte[] line = Files.readAllBytes(file);
    try {
      int end = line.length;
      while (end > 0 && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
        end--;
      }
      byte[] mark = Bytes.utf8(MARK);
      if (end <= mark.length || !Arrays.equals(line, 0, mark.length, mark, 0, mark.length)) {
        throw new IOException(file + " is not a master key");
      }
      byte[] bytes = Base64.getDecoder().decode(Arrays.copyOfRange(line, mark.length, end));
      if (bytes.length != 32) {
        throw new IOException(file + " is not a master key");
      }
      return new MasterKey(bytes);
    } catch (IllegalArgumentException notBase64) {
      throw new IOException(file + " is not a master key");
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  /** Which key it is; tells nothing about it. */
  String id() {
    byte[] id = Hkdf.key(bytes, "postern master key id 1");
    return HexFormat.of().formatHex(id, 0, 8);
  }

  /** The key for one purpose; the caller keeps or zeroes it. */
  byte[] derived(String purpose) {
    return Hkdf.key(bytes, "postern master " + purpose);
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "(master key)";
  }
}
