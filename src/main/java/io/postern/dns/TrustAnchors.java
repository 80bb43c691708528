package io.postern.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The keys that are believed without proof (RFC 4033 section 2): everything secure hangs on them.
 * DS or DNSKEY records, as zone files have them.
 */
public final class TrustAnchors {

  /** The root's keys as IANA publishes them: of 2017, and of 2024. */
  private static final String ROOT =
      """
      . IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
      . IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16
      """;

  private final List<Record> records;

  private TrustAnchors(List<Record> records) {
    this.records = List.copyOf(records);
  }

  /** The root's keys 20326 and 38696. */
  public static TrustAnchors builtIn() {
    try {
      return parse(ROOT);
    } catch (IOException impossible) {
      throw new IllegalStateException("the built-in keys can be read", impossible);
    }
  }

  /**
   * Reads a file such as Debian's {@code /usr/share/dns/root.key}.
   *
   * @throws IOException with one line for the operator, when it cannot be read or holds no key of
   *     the root
   */
  public static TrustAnchors read(Path file) throws IOException {
    try {
      return parse(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (NoSuchFileException missing) {
      throw new IOException("trust anchors: " + file + " does not exist", missing);
    } catch (IOException bad) {
      throw new IOException("trust anchors: " + file + ": " + bad.getMessage(), bad);
    }
  }

  /**
   * Reads the lines of a zone file.
   *
   * @throws IOException when they are none, or name other records than DS and DNSKEY
   */
  public static TrustAnchors parse(String lines) throws IOException {
    List<Record> records = new ArrayList<>();
    try (Master zone =
        new Master(
            new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), Name.root, 0)) {
      zone.disableIncludes(true);
      zone.expandGenerate(false);
      for (Record record = zone.nextRecord(); record != null; record = zone.nextRecord()) {
        int type = record.getType();
        if (record.getDClass() != DClass.IN || (type != Type.DS && type != Type.DNSKEY)) {
          throw new IOException("only DS and DNSKEY records can be trust anchors");
        }
        records.add(record);
      }
    } catch (IllegalArgumentException | IllegalStateException bad) {
      throw new IOException("not the lines of a zone file", bad);
    }
    if (records.stream().noneMatch(record -> record.getName().equals(Name.root))) {
      // Everything that lies under no anchor counts as unsigned.
      throw new IOException("there is no key of the root in it");
    }
    return new TrustAnchors(records);
  }

  static TrustAnchors of(List<Record> records) {
    return new TrustAnchors(records);
  }

  List<Record> records() {
    return records;
  }

  /** As zone files have them, one a line. */
  @Override
  public String toString() {
    return records.stream()
        .map(r -> r.getName() + " IN " + Type.string(r.getType()) + " " + r.rdataToString())
        .collect(Collectors.joining("\n"));
  }
}
