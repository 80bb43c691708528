package io.postern.portal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/**
 * Whatever a stranger uploads: an I/O error or fields, and the same however the network cuts it.
 */
@Tag("slow")
class FormStreamFuzzTest {

  @FuzzTest(maxDuration = "2m")
  void readsTheSameHoweverItIsCut(byte[] body) {
    String whole = read(body, Integer.MAX_VALUE);
    for (int step : new int[] {1, 3, 61}) {
      String cut = read(body, step);
      if (!cut.equals(whole)) {
        throw new AssertionError("cut at " + step + ": " + cut + " instead of " + whole);
      }
    }
  }

  private static String read(byte[] body, int step) {
    StringBuilder seen = new StringBuilder();
    InputStream in =
        new FilterInputStream(new ByteArrayInputStream(body)) {
          @Override
          public int read(byte[] to, int offset, int length) throws IOException {
            return super.read(to, offset, Math.min(length, step));
          }
        };
    long octets = 0;
    try {
      FormStream form = new FormStream(in, "multipart/form-data; boundary=b", body.length);
      for (Optional<FormStream.Part> part = form.next(); part.isPresent(); part = form.next()) {
        byte[] content = part.get().body().readAllBytes();
        octets += content.length;
        seen.append(part.get().name())
            .append('|')
            .append(part.get().fileName())
            .append('|')
            .append(Arrays.hashCode(content))
            .append('\n');
      }
    } catch (FormStream.BadForm | FormStream.FormTooBig | LastResort.PeerGone refused) {
      seen.append(refused.getClass().getSimpleName());
    } catch (IOException unexpected) {
      throw new AssertionError(unexpected);
    }
    if (octets > body.length) {
      throw new AssertionError("more octets than came");
    }
    return seen.toString();
  }
}
