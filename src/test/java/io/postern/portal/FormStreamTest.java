package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormStreamTest {

  private static final String TYPE = "multipart/form-data; boundary=----x";

  private static final String FORM =
      """
      ------x
      Content-Disposition: form-data; name="text"

      Dag dokter,
      tot morgen.
      ------x
      Content-Disposition: form-data; name="files"; filename="knie %22links%22 é.jpg"
      Content-Type: image/jpeg

      \u0001
      --
      ------
      ------y
      ------x
      Content-Disposition: form-data; name="files"; filename=""
      Content-Type: application/octet-stream


      ------x--
      """
          .replace("\n", "\r\n");

  private static FormStream form(String body, int step) throws IOException {
    InputStream in = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    return new FormStream(trickling(in, step), TYPE, Long.MAX_VALUE);
  }

  /** As the network may cut it. */
  private static InputStream trickling(InputStream in, int step) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        return super.read(to, offset, Math.min(length, step));
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
  void readsFieldsAndFilesHoweverTheyAreCut(int step) throws IOException {
    FormStream form = form(FORM, step);
    FormStream.Part text = form.next().orElseThrow();
    assertThat(text.name()).isEqualTo("text");
    assertThat(text.fileName()).isNull();
    assertThat(text.text(100)).isEqualTo("Dag dokter,\r\ntot morgen.");
    FormStream.Part file = form.next().orElseThrow();
    assertThat(file.fileName()).isEqualTo("knie \"links\" é.jpg");
    assertThat(file.contentType()).isEqualTo("image/jpeg");
    assertThat(new String(file.body().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("\u0001\r\n--\r\n------\r\n------y");
    FormStream.Part none = form.next().orElseThrow();
    assertThat(none.fileName()).isEmpty();
    assertThat(none.body().readAllBytes()).isEmpty();
    assertThat(form.next()).isEmpty();
    assertThat(form.next()).isEmpty();
  }

  @Test
  void skipsWhatWasNotRead() throws IOException {
    FormStream form = form(FORM, 5);
    List<String> names = new ArrayList<>();
    for (Optional<FormStream.Part> p = form.next(); p.isPresent(); p = form.next()) {
      names.add(p.get().name());
    }
    assertThat(names).containsExactly("text", "files", "files");
  }

  @Test
  void givesEveryOctetOfAFileBack() throws IOException {
    byte[] octets = new byte[300_000];
    new Random(3).nextBytes(octets);
    java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
    body.write(
        "------x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    body.write(octets);
    body.write("\r\n------x--\r\n".getBytes(StandardCharsets.US_ASCII));
    FormStream form =
        new FormStream(
            trickling(new ByteArrayInputStream(body.toByteArray()), 4093), TYPE, Long.MAX_VALUE);
    assertThat(form.next().orElseThrow().body().readAllBytes()).isEqualTo(octets);
    assertThat(form.next()).isEmpty();
  }

  @Test
  void anUploadThatBreaksOffIsNoShorterFile() throws IOException {
    FormStream form = form(FORM.substring(0, FORM.indexOf("------y")), 50);
    assertThat(form.next()).isPresent();
    FormStream.Part file = form.next().orElseThrow();
    assertThatThrownBy(() -> file.body().readAllBytes()).isInstanceOf(LastResort.PeerGone.class);
  }

  @Test
  void refusesWhatIsNoForm() {
    assertThatThrownBy(() -> new FormStream(InputStream.nullInputStream(), "text/plain", 9))
        .isInstanceOf(FormStream.BadForm.class);
    assertThatThrownBy(() -> new FormStream(InputStream.nullInputStream(), null, 9))
        .isInstanceOf(FormStream.BadForm.class);
    assertThatThrownBy(() -> form("------x\r\nContent-Disposition: form-data\r\n\r\n", 9).next())
        .isInstanceOf(FormStream.BadForm.class);
    String endless = "------x\r\nX: " + "y".repeat(100_000);
    assertThatThrownBy(() -> form(endless, 5000).next()).isInstanceOf(FormStream.BadForm.class);
  }

  @Test
  void countsOctetsAndStops() throws IOException {
    FormStream form =
        new FormStream(
            trickling(new ByteArrayInputStream(FORM.getBytes(StandardCharsets.UTF_8)), 10),
            TYPE,
            100);
    FormStream.Part first = form.next().orElseThrow();
    assertThat(first.name()).isEqualTo("text");
    assertThatThrownBy(form::next).isInstanceOf(FormStream.FormTooBig.class);
  }
}
