package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.conversation.Room;
import io.postern.mime.MessageReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More octets than the heap holds go up and come down. */
@Tag("large")
class LargeAnswerTest {

  /** An endless stream of one octet, cut at a length. */
  private static InputStream zeros(long length) {
    return new InputStream() {
      private long left = length;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] to, int offset, int count) {
        if (left <= 0) {
          return -1;
        }
        int read = (int) Math.min(count, left);
        left -= read;
        return read;
      }
    };
  }

  private static long size() {
    return Runtime.getRuntime().maxMemory() + 200_000_000;
  }

  @Test
  void anAnswerLargerThanTheHeapIsSealedAsItComes(@TempDir Path folder) {
    try (WebFixture web = new WebFixture(folder, Long.MAX_VALUE)) {
      web.door.messages.add(FakeMessage.text("m1", true, WebFixture.NOW, "Send me the scan."));
      AtomicLong written = new AtomicLong();
      web.door.sink =
          new OutputStream() {
            @Override
            public void write(int octet) {
              written.incrementAndGet();
            }

            @Override
            public void write(byte[] from, int offset, int count) {
              written.addAndGet(count);
            }
          };
      web.open();
      String head =
          "--bb\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n"
              + WebFixture.csrf(web.get("/read").body())
              + "\r\n--bb\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nscan\r\n--bb\r\n"
              + "Content-Disposition: form-data; name=\"files\"; filename=\"scan.bin\"\r\n\r\n";
      HttpResponse<String> sent =
          web.send(
              web.to("/read/answer")
                  .header("Content-Type", "multipart/form-data; boundary=bb")
                  .POST(
                      HttpRequest.BodyPublishers.ofInputStream(() ->
                          new SequenceInputStream(
                              Collections.enumeration(
                                  List.of(
                                      octets(head), zeros(size()), octets("\r\n--bb--\r\n")))))));
      assertThat(sent.statusCode()).isEqualTo(303);
      assertThat(written.get()).isGreaterThan(size() / 3 * 4);
    }
  }

  private static InputStream octets(String text) {
    return new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aMessageLargerThanTheHeapIsDownloaded(@TempDir Path folder) throws IOException {
    try (WebFixture web = new WebFixture(folder)) {
      Room.Message small = FakeMessage.text("m1", true, WebFixture.NOW, "x");
      web.door.messages.add(new Large(small));
      web.open();
      HttpResponse<InputStream> down =
          web.send(web.to("/read/eml/m1").GET(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = down.body()) {
        assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(size());
      }
    }
  }

  private record Large(Room.Message like) implements Room.Message {
    @Override
    public String id() {
      return like.id();
    }

    @Override
    public Room.Person from() {
      return like.from();
    }

    @Override
    public Instant sentAt() {
      return like.sentAt();
    }

    @Override
    public String subject() {
      return like.subject();
    }

    @Override
    public MessageReader reader() {
      return like.reader();
    }

    @Override
    public InputStream raw() {
      return zeros(size());
    }

    @Override
    public long rawSize() {
      return size();
    }
  }
}
