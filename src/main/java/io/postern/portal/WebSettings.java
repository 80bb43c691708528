package io.postern.portal;

import io.postern.setting.Setting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The web listener for guests and accounts (SPEC 8.8). */
public record WebSettings(
    @Setting(value = "Where the web listener binds.", byDefault = "0.0.0.0:443")
        InetSocketAddress listen,
    @Setting(
            value =
                "Where links in notifications begin. Its host name is the one that is answered; any"
                    + " other Host gets 421.",
            example = "https://post.example.org")
        URI publicUrl,
    @Setting(
            value = "More addresses under which the same pages are answered.",
            example = "[https://post.example.nl]")
        List<URI> otherUrls,
    @Setting(
            value =
                "Certificate chain, PEM. Without one the listener speaks plain HTTP, which is for a"
                    + " proxy on the same machine only.",
            example = "/etc/postern/web.crt")
        Optional<Path> certificate,
    @Setting(value = "Its private key, PEM.", example = "/etc/postern/web.key") Optional<Path> key,
    @Setting(
            value = "Proxies whose X-Forwarded-For is believed; from anybody else it is ignored.",
            example = "[192.0.2.10]")
        List<InetAddress> trustedProxies,
    @Setting(
            value = "The zone whose clock times are shown to readers.",
            byDefault = "Europe/Amsterdam")
        ZoneId zone,
    @Setting(value = "Largest answer, files included.", byDefault = "5GB", unit = "octets", min = 1)
        long maxUpload) {

  public WebSettings {
    otherUrls = List.copyOf(otherUrls);
    trustedProxies = List.copyOf(trustedProxies);
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("certificate and key go together: give both or neither");
    }
    authority(publicUrl);
    otherUrls.forEach(WebSettings::authority);
    if (certificate.isEmpty() && !listen.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "without a certificate listen must be a loopback address: guests' codes would go in clear");
    }
  }

  /** The accepted values of {@code Host}, in lower case, without the scheme's own port. */
  Set<String> hosts() {
    Set<String> hosts = new TreeSet<>();
    hosts.add(authority(publicUrl));
    otherUrls.forEach(url -> hosts.add(authority(url)));
    return hosts;
  }

  /** Host and, where it is not the scheme's own, port; as people see it in the address bar. */
  static String authority(URI url) {
    String host = url.getHost();
    boolean https = "https".equals(url.getScheme());
    if (host == null || !https && !"http".equals(url.getScheme()) || !url.getRawPath().isEmpty()) {
      throw new IllegalArgumentException(
          "a public URL is scheme and host, such as https://post.example.org: " + url);
    }
    int port = url.getPort();
    boolean usual = port == -1 || port == (https ? 443 : 80);
    return host.toLowerCase(Locale.ROOT) + (usual ? "" : ":" + port);
  }
}
