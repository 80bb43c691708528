package io.postern.notice;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;

/** A mail as a program that is not ours reads it: header, leaves in order, charsets decoded. */
record ReadMail(Map<String, String> header, List<Leaf> leaves) {

  record Leaf(String type, Map<String, String> header, byte[] bytes, String text) {}

  static ReadMail of(Composed mail) {
    MimeTokenStream stream = new MimeTokenStream(MimeConfig.STRICT);
    stream.setRecursionMode(org.apache.james.mime4j.stream.RecursionMode.M_RECURSE);
    stream.parse(new ByteArrayInputStream(mail.bytes()));
    Map<String, String> first = null;
    Map<String, String> now = new LinkedHashMap<>();
    List<Leaf> leaves = new ArrayList<>();
    try {
      for (EntityState state = stream.getState();
          state != EntityState.T_END_OF_STREAM;
          state = stream.next()) {
        switch (state) {
          case T_START_HEADER -> now = new LinkedHashMap<>();
          case T_FIELD -> {
            String name = stream.getField().getName().toLowerCase(java.util.Locale.ROOT);
            String value =
                DecoderUtil.decodeEncodedWords(
                    stream.getField().getBody().strip(), DecodeMonitor.STRICT);
            if (now.putIfAbsent(name, value) != null) {
              throw new AssertionError(name + " stands there twice");
            }
          }
          case T_END_HEADER -> first = first == null ? now : first;
          case T_BODY -> {
            String charset = stream.getBodyDescriptor().getCharset();
            byte[] bytes = stream.getDecodedInputStream().readAllBytes();
            leaves.add(
                new Leaf(
                    stream.getBodyDescriptor().getMimeType(),
                    now,
                    bytes,
                    new String(
                        bytes,
                        charset == null ? StandardCharsets.UTF_8 : Charset.forName(charset))));
          }
          default -> {}
        }
      }
    } catch (IOException | MimeException notMail) {
      throw new AssertionError("a careful parser cannot read it", notMail);
    }
    return new ReadMail(first == null ? Map.of() : first, leaves);
  }

  String header(String name) {
    return header.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
  }

  /** The text half as a person sees it: flowed lines joined (RFC 3676). */
  String text() {
    return leaf("text/plain").text().replace("\r\n", "\n").replace(" \n", " ");
  }

  String html() {
    return leaf("text/html").text();
  }

  Leaf leaf(String type) {
    return leaves.stream().filter(leaf -> leaf.type().equals(type)).findFirst().orElseThrow();
  }
}
