package io.postern.departure;

import io.postern.mime.ByteSource;
import io.postern.mime.HeaderSection;
import io.postern.mime.MessageReader;
import io.postern.mime.Part;
import io.postern.mime.PartScanner;
import io.postern.mime.PartTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A message as if it were stored, for the tests of what leaves. */
@SuppressWarnings("ArrayRecordComponent")
record Stored(byte[] octets, PartTree tree) {

  static final SecureRandom RANDOM = new SecureRandom();

  static Stored of(String text) {
    return of(text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  static Stored of(byte[] octets) {
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(octets);
      HeaderSection top = HeaderSection.read(in, Integer.MAX_VALUE);
      int body = octets.length - in.available();
      PartScanner scanner = new PartScanner(top, body);
      scanner.accept(octets, body, octets.length - body);
      return new Stored(octets, scanner.finish());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Odd and broken messages, as SMTP would have brought them. */
  static List<Path> corpus() throws IOException {
    for (String place : List.of("../shared", "../../shared")) {
      Path folder = Path.of(place, "data/mime/mime4j");
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          return files.filter(file -> file.toString().endsWith(".msg")).sorted().toList();
        }
      }
    }
    return List.of();
  }

  static Stored ofFile(Path file) throws IOException {
    byte[] octets = Files.readAllBytes(file);
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    return of(
        text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  ByteSource source() {
    return (from, to) -> new ByteArrayInputStream(octets, (int) from, (int) (to - from));
  }

  Departure departure() {
    return departure(Long.MAX_VALUE, null);
  }

  Departure departure(long linkFrom, Departure.@Nullable Links links) {
    return new Departure(tree, source(), octets.length, linkFrom, links, RANDOM);
  }

  /** The form for a host that takes any size; throws where there is none. */
  Stored forHost(boolean eightBit) throws IOException {
    return read(departure().fitting(OptionalLong.empty(), eightBit));
  }

  Stored read(Departure.Form form) throws IOException {
    if (!(form instanceof Departure.Form.Goes goes)) {
      throw new AssertionError("no form: " + form);
    }
    byte[] out = goes.rope().open(source()).readAllBytes();
    if (out.length != goes.rope().size()) {
      throw new AssertionError("promised " + goes.rope().size() + ", sent " + out.length);
    }
    return of(out);
  }

  byte[] decoded(String id) throws IOException {
    return new MessageReader(tree, source()).open(id).readAllBytes();
  }

  /** Every part, outer before inner, as {@code id type}. */
  List<String> outline() {
    return parts().stream().map(part -> part.id() + " " + part.mediaType()).toList();
  }

  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    collect(tree.root(), parts);
    return parts;
  }

  private static void collect(Part part, List<Part> parts) {
    parts.add(part);
    part.children().forEach(child -> collect(child, parts));
  }

  String text() {
    return new String(octets, StandardCharsets.UTF_8);
  }
}
