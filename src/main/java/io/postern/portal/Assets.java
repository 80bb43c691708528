package io.postern.portal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Files that are the same for everybody, under an address that names their content: a browser may
 * keep them for ever. Only these are compressed; pages are not, because they hold tokens beside
 * what a stranger may have chosen (BREACH).
 */
enum Assets {
  CSS("postern.css", "text/css; charset=utf-8"),
  EDITOR("editor.js", "text/javascript; charset=utf-8"),
  ICON("icon.svg", "image/svg+xml");

  static final String FOREVER = "public, max-age=31536000, immutable";

  private final String file;
  private final String type;
  private final byte[] plain;
  private final byte[] zipped;
  private final String path;

  Assets(String file, String type) {
    this.file = file;
    this.type = type;
    try (InputStream in = Assets.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("missing " + file);
      }
      this.plain = in.readAllBytes();
      this.zipped = gzip(plain);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
      this.path = "/s/" + HexFormat.of().formatHex(digest, 0, 8) + "/" + file;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }

  String path() {
    return path;
  }

  String file() {
    return file;
  }

  /** The file, for any older address of it too: a page kept open while we were upgraded. */
  ServerResponse serve(ServerRequest request) {
    return bytes(request, type, plain, zipped);
  }

  static ServerResponse bytes(ServerRequest request, String type, byte[] plain, byte[] zipped) {
    List<String> accepts = request.headers().header("Accept-Encoding");
    boolean zip = accepts.stream().anyMatch(value -> value.contains("gzip"));
    byte[] body = zip ? zipped : plain;
    return ServerResponse.ok()
        .build((req, res) -> {
          // Set, not added: every answer begins with no-store.
          res.setHeader("Cache-Control", FOREVER);
          res.setHeader("Vary", "Accept-Encoding");
          if (zip) {
            res.setHeader("Content-Encoding", "gzip");
          }
          res.setContentType(type);
          res.setContentLength(body.length);
          res.getOutputStream().write(body);
          return null;
        });
  }

  static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }
}
