package io.postern.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.jspecify.annotations.Nullable;

/**
 * A message as a mail host of the small internet took it: the bytes after dot-unstuffing, the
 * envelope, and what the connection was worth. Immutable; a large one stands in a file of the
 * demo's folder.
 */
public final class CapturedMail {

  private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"')]+");
  private static final int READ_AT_MOST = 1 << 20;

  private final long number;
  private final String host;
  private final Instant at;
  private final String from;
  private final List<String> recipients;
  private final @Nullable String tls;
  private final byte @Nullable [] bytes;
  private final @Nullable Path file;
  private final long size;

  CapturedMail(
      long number,
      String host,
      Instant at,
      String from,
      List<String> recipients,
      @Nullable String tls,
      byte @Nullable [] bytes,
      @Nullable Path file,
      long size) {
    this.number = number;
    this.host = host;
    this.at = at;
    this.from = from;
    this.recipients = List.copyOf(recipients);
    this.tls = tls;
    this.bytes = bytes;
    this.file = file;
    this.size = size;
  }

  /** Its place in the order of arrival, from 1. */
  public long number() {
    return number;
  }

  /** The host name of the mail host that took it. */
  public String host() {
    return host;
  }

  public Instant at() {
    return at;
  }

  /** The reverse-path as given, without angle brackets; empty for {@code <>}. */
  public String from() {
    return from;
  }

  /** The forward-paths as given, without angle brackets. */
  public List<String> recipients() {
    return recipients;
  }

  /** TLS version and cipher of the connection, or null when it came in clear. */
  public @Nullable String tls() {
    return tls;
  }

  /** Octets. */
  public long size() {
    return size;
  }

  /** The whole message. */
  public InputStream open() throws IOException {
    if (bytes != null) {
      return new ByteArrayInputStream(bytes);
    }
    if (file == null) {
      throw new IOException("neither in memory nor in a file");
    }
    return Files.newInputStream(file);
  }

  /** The whole message as text, each octet one character; its first MiB if it is larger. */
  public String raw() {
    try (InputStream in = open()) {
      return new String(in.readNBytes(READ_AT_MOST), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** A header field of the message, unfolded and decoded (RFC 2047); the first of its name. */
  public Optional<String> header(String name) {
    return walk((state, stream) ->
        state == EntityState.T_FIELD && stream.getField().getName().equalsIgnoreCase(name)
            ? Optional.of(readable(stream.getField().getBody()))
            : Optional.empty());
  }

  public String subject() {
    return header("Subject").orElse("");
  }

  /** The text a person reads: the first text/plain part, or, without one, the first text part. */
  public String text() {
    Optional<String> plain = firstText("text/plain");
    return plain.or(() -> firstText("text/")).orElse("");
  }

  /** The first text part of a type, decoded. */
  public Optional<String> firstText(String type) {
    return walk((state, stream) ->
        state == EntityState.T_BODY && stream.getBodyDescriptor().getMimeType().startsWith(type)
            ? Optional.of(
                new String(
                    stream.getDecodedInputStream().readNBytes(READ_AT_MOST),
                    charset(stream.getBodyDescriptor().getCharset())))
            : Optional.empty());
  }

  /** The addresses in its text, in order. */
  public List<String> links() {
    Matcher link = LINK.matcher(text());
    return link.results().map(r -> r.group().replaceAll("[.,;]+$", "")).distinct().toList();
  }

  @Override
  public String toString() {
    return "mail %d to %s".formatted(number, recipients);
  }

  private interface Look {
    Optional<String> at(EntityState state, MimeTokenStream stream) throws IOException;
  }

  private Optional<String> walk(Look look) {
    MimeTokenStream stream =
        new MimeTokenStream(
            MimeConfig.custom().setMaxHeaderCount(10_000).setMaxLineLen(-1).build());
    try (InputStream in = open()) {
      stream.parse(in);
      for (EntityState state = stream.getState();
          state != EntityState.T_END_OF_STREAM;
          state = stream.next()) {
        Optional<String> seen = look.at(state, stream);
        if (seen.isPresent()) {
          return seen;
        }
      }
      return Optional.empty();
    } catch (MimeException odd) {
      return Optional.empty();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static String readable(String body) {
    String unfolded = body.replaceAll("\r?\n(?=[ \t])", "").strip();
    String utf8 =
        new String(unfolded.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return DecoderUtil.decodeEncodedWords(
        utf8.indexOf('\uFFFD') < 0 ? utf8 : unfolded, StandardCharsets.UTF_8);
  }

  private static Charset charset(@Nullable String name) {
    try {
      return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return StandardCharsets.ISO_8859_1;
    }
  }
}
