package io.postern.portal;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * What the container itself refuses (a malformed request never reaches a filter) is answered
 * without its name, version, trace or the words of the request.
 */
public final class QuietErrorValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, @Nullable Throwable cause) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    byte[] words =
        (status < 500 ? "This request cannot be read.\n" : "Something went wrong here.\n")
            .getBytes(StandardCharsets.US_ASCII);
    HttpServletResponse out = response.getResponse();
    try {
      out.setContentType("text/plain; charset=us-ascii");
      out.setHeader("Content-Security-Policy", SafeHeaders.FILE_POLICY);
      out.setHeader("X-Content-Type-Options", "nosniff");
      out.setHeader("Cache-Control", "no-store");
      out.setHeader("Referrer-Policy", "no-referrer");
      out.setContentLength(words.length);
      out.getOutputStream().write(words);
      response.finishResponse();
    } catch (IOException | IllegalStateException gone) {
      // The peer left, or the answer had begun: there is nobody to tell.
      return;
    }
  }
}
