package io.postern.portal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Serves {@link BrandColours#stylesheet}. */
final class BrandStyles {

  private record Sheet(byte[] plain, byte[] zipped) {}

  private final PageKit kit;
  private final Cache<String, Sheet> made = Caffeine.newBuilder().maximumSize(1_000).build();

  BrandStyles(PageKit kit) {
    this.kit = kit;
  }

  ServerResponse serve(ServerRequest request) {
    String colour = request.pathVariable("colour");
    if (!colour.matches("[0-9a-f]{6}")) {
      return kit.problem(request.servletRequest(), Problem.UNKNOWN);
    }
    Sheet sheet = made.get(colour, BrandStyles::make);
    return Assets.bytes(request, "text/css; charset=utf-8", sheet.plain, sheet.zipped);
  }

  private static Sheet make(String colour) {
    byte[] plain = BrandColours.stylesheet("#" + colour).getBytes(StandardCharsets.US_ASCII);
    try {
      return new Sheet(plain, Assets.gzip(plain));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
