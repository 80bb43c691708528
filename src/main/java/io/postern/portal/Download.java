package io.postern.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A file on its way out: whole or a piece, streamed, always to be saved and never shown in our
 * origin (SPEC 8.5). Closes what it was given, at the latest when the last octet has been written.
 */
final class Download {
  private Download() {}

  /** The file from one of its octets on; throws when it cannot be read. */
  @FunctionalInterface
  interface Octets {
    InputStream from(long first) throws IOException;
  }

  /**
   * @param held what must stay open while the file is read
   * @param etag the file's version, see {@link #etag}
   */
  static ServerResponse of(
      ServerRequest request, Closeable held, String name, String etag, long size, Octets octets)
      throws IOException {
    boolean handedOn = false;
    try {
      HttpServletRequest asked = request.servletRequest();
      String disposition = FileNames.attachment(name);
      return switch (ByteRange.of(
          asked.getHeader("Range"), asked.getHeader("If-Range"), etag, size)) {
        case ByteRange.Outside() ->
            ServerResponse.status(416).header("Content-Range", "bytes */" + size).build();
        case ByteRange.Whole() -> {
          InputStream in = octets.from(0);
          handedOn = true;
          yield send(held, in, 200, size, null, etag, disposition);
        }
        case ByteRange.Piece piece -> {
          InputStream in = octets.from(piece.first());
          handedOn = true;
          String range = "bytes " + piece.first() + "-" + piece.last() + "/" + size;
          yield send(held, in, 206, piece.length(), range, etag, disposition);
        }
      };
    } finally {
      if (!handedOn) {
        held.close();
      }
    }
  }

  /** A file that is only given out whole. */
  static ServerResponse whole(Closeable held, InputStream in, long length, String disposition) {
    return send(held, in, 200, length, null, null, disposition);
  }

  private static ServerResponse send(
      Closeable held,
      InputStream in,
      int status,
      long length,
      @Nullable String range,
      @Nullable String etag,
      String disposition) {
    return ServerResponse.status(status)
        .build((req, res) -> {
          try (held;
              in) {
            safe(res);
            // Never the sender's type: what a browser would run, it shall not run from here.
            res.setContentType("application/octet-stream");
            res.setHeader("Content-Disposition", disposition);
            if (etag != null) {
              res.setHeader("Accept-Ranges", "bytes");
              res.setHeader("ETag", etag);
            }
            if (range != null) {
              res.setHeader("Content-Range", range);
            }
            res.setContentLengthLong(length);
            copy(in, length, req, res.getOutputStream());
          }
          return null;
        });
  }

  /** The headers of octets that are no page. */
  static void safe(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", SafeHeaders.FILE_POLICY);
    response.setHeader("Cross-Origin-Opener-Policy", "unsafe-none");
  }

  static void copy(InputStream in, long length, HttpServletRequest request, OutputStream out)
      throws IOException {
    if (request.getMethod().equals("HEAD")) {
      return;
    }
    byte[] block = new byte[64 * 1024];
    long left = length;
    while (left > 0) {
      int read = in.read(block, 0, (int) Math.min(left, block.length));
      if (read < 0) {
        throw new IOException("a part is shorter than its size");
      }
      out.write(block, 0, read);
      left -= read;
    }
  }

  /** The same part never changes: its name is its version. */
  static String etag(String... of) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(String.join("\n", of).getBytes(StandardCharsets.UTF_8));
      return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }
}
