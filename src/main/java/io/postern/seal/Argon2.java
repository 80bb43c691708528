package io.postern.seal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106), version 0x13, on few platform threads: a run is pure CPU, and on a virtual
 * thread it would keep a carrier from everybody else. Half of the processors hash, the others keep
 * serving; 256 may wait.
 */
record Argon2(int kibibytes, int passes, int lanes) {
  /** 22 ms a guess where SPEC's figures were measured. */
  static final Argon2 ACCESS_CODE = new Argon2(16_384, 2, 1);

  static final Argon2 PASSWORD = new Argon2(19_456, 2, 1);

  private static final int HASH = 32;
  private static final ThreadPoolExecutor POOL = pool();

  /** Blocks until hashed. */
  byte[] hash(byte[] secret, byte[] salt) {
    return hash(secret, salt, HASH);
  }

  byte[] hash(byte[] secret, byte[] salt, int length) {
    try {
      return CompletableFuture.supplyAsync(() -> run(secret, salt, length), POOL).join();
    } catch (RejectedExecutionException full) {
      throw new SealBusy();
    } catch (CompletionException e) {
      throw new IllegalStateException("Argon2 failed", e.getCause());
    }
  }

  private byte[] run(byte[] secret, byte[] salt, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(kibibytes)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] out = new byte[length];
    generator.generateBytes(secret, out);
    return out;
  }

  private static ThreadPoolExecutor pool() {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(256),
            Thread.ofPlatform().daemon().name("argon2-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
