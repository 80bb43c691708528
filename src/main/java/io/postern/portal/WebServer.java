package io.postern.portal;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.Ssl;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.HandlerFunctionAdapter;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;

/**
 * The web listener (SPEC 8.8): Spring Boot's Tomcat and Spring MVC's functional routes, put
 * together by hand. Nothing is scanned or configured by what happens to lie on the class path: what
 * runs is what stands here. One virtual thread per request; no sessions of the container; no access
 * log.
 */
public final class WebServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WebServer.class);

  /** How long open requests may finish when we stop. */
  private static final long DRAIN_SECONDS = 15;

  /** Of a form without files; an answer with files is read as a stream, see {@link FormStream}. */
  private static final int FORM_OCTETS = 64 * 1024;

  /**
   * The container quotes a malformed request line, and with it a link, at INFO. Held here because
   * the logging system forgets loggers that nobody holds.
   */
  private static final List<java.util.logging.Logger> TOO_TALKATIVE =
      List.of(
          java.util.logging.Logger.getLogger("org.apache.coyote"),
          java.util.logging.Logger.getLogger("org.apache.catalina"),
          java.util.logging.Logger.getLogger("org.apache.tomcat"));

  private final org.springframework.boot.web.server.WebServer server;
  private final GenericWebApplicationContext context;
  private final WebCertificate certificate;

  private WebServer(
      org.springframework.boot.web.server.WebServer server,
      GenericWebApplicationContext context,
      WebCertificate certificate) {
    this.server = server;
    this.context = context;
    this.certificate = certificate;
  }

  /**
   * Starts listening.
   *
   * @param doors whose pages are served; their paths must not overlap
   * @throws org.springframework.boot.web.server.WebServerException when the port is taken or the
   *     certificate cannot be read
   */
  public static WebServer start(
      WebSettings settings, InstantSource clock, SecureRandom random, WebDoor... doors) {
    long start = System.nanoTime();
    TOO_TALKATIVE.forEach(logger -> logger.setLevel(Level.WARNING));
    PageKit kit = new PageKit(settings, clock, random);
    GenericWebApplicationContext context = beans(routes(kit, doors));
    TomcatServletWebServerFactory tomcat = new TomcatServletWebServerFactory();
    tomcat.setAddress(settings.listen().getAddress());
    tomcat.setPort(settings.listen().getPort());
    tomcat.setRegisterDefaultServlet(false);
    tomcat.setShutdown(Shutdown.GRACEFUL);
    tomcat.setDisableMBeanRegistry(true);
    tomcat.addConnectorCustomizers(connector -> {
      connector.setMaxPostSize(FORM_OCTETS);
      connector.setMaxParameterCount(50);
      connector.setXpoweredBy(false);
      if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
        protocol.setExecutor(new VirtualThreadExecutor("web-"));
        // A deadline on every read, of a request's head and of an upload alike.
        protocol.setConnectionTimeout(20_000);
      }
      if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
        http.setMaxHttpRequestHeaderSize(16 * 1024);
        http.setDisableUploadTimeout(true);
      }
    });
    tomcat.addContextCustomizers(inside -> {
      inside.setUseHttpOnly(true);
      if (inside.getParent() instanceof StandardHost host) {
        host.setErrorReportValveClass(QuietErrorValve.class.getName());
      }
    });
    WebCertificate certificate = WebCertificate.none();
    if (settings.certificate().isPresent() && settings.key().isPresent()) {
      certificate = tls(tomcat, settings.certificate().get(), settings.key().get());
    }
    boolean https = "https".equals(settings.publicUrl().getScheme());
    var server =
        tomcat.getWebServer(servlets -> {
          // Order is the way in: headers first, then the name, then the veil over the path.
          filter(servlets, "safe-headers", new SafeHeaders(https));
          filter(servlets, "host-guard", new HostGuard(settings.hosts()));
          filter(servlets, "link-veil", new LinkVeil());
          filter(servlets, "last-resort", new LastResort(kit));
          context.setServletContext(servlets);
          ServletRegistration.Dynamic pages =
              servlets.addServlet("pages", new DispatcherServlet(context));
          pages.addMapping("/");
          pages.setLoadOnStartup(1);
        });
    server.start();
    log.info(
        "web listener on port {} in {} ms",
        server.getPort(),
        (System.nanoTime() - start) / 1_000_000);
    return new WebServer(server, context, certificate);
  }

  private static void filter(ServletContext servlets, String name, Filter filter) {
    FilterRegistration.Dynamic registered = servlets.addFilter(name, filter);
    registered.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
  }

  private static WebCertificate tls(
      TomcatServletWebServerFactory tomcat, Path certificate, Path key) {
    DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
    bundles.registerBundle("web", bundle(certificate, key));
    tomcat.setSslBundles(bundles);
    tomcat.setSsl(Ssl.forBundle("web"));
    return WebCertificate.watch(
        List.of(certificate, key), () -> bundles.updateBundle("web", bundle(certificate, key)));
  }

  private static SslBundle bundle(Path certificate, Path key) {
    PemSslStoreDetails details =
        PemSslStoreDetails.forCertificate(certificate.toUri().toString())
            .withPrivateKey(key.toUri().toString());
    return SslBundle.of(
        new PemSslStoreBundle(details, null),
        SslBundleKey.NONE,
        SslOptions.of(null, java.util.Set.of("TLSv1.2", "TLSv1.3")));
  }

  private static GenericWebApplicationContext beans(RouterFunction<ServerResponse> routes) {
    GenericWebApplicationContext context = new GenericWebApplicationContext();
    context.registerBean(
        "routes",
        RouterFunctionMapping.class,
        () -> {
          RouterFunctionMapping mapping = new RouterFunctionMapping(routes);
          // Handlers write their bytes themselves: no converter shall guess.
          mapping.setMessageConverters(List.of(new ByteArrayHttpMessageConverter()));
          return mapping;
        });
    context.registerBean("handlers", HandlerFunctionAdapter.class, HandlerFunctionAdapter::new);
    // Whatever breaks comes out whole, for LastResort.
    context.registerBean(
        "failures",
        HandlerExceptionResolver.class,
        () -> (request, response, handler, broken) -> null);
    return context;
  }

  private static RouterFunction<ServerResponse> routes(PageKit kit, WebDoor... doors) {
    RouterFunctions.Builder routes = RouterFunctions.route();
    for (Assets asset : Assets.values()) {
      routes.route(Routes.read("/s/{hash}/" + asset.file()), asset::serve);
    }
    BrandStyles brands = new BrandStyles(kit);
    routes.route(Routes.read("/o/{colour}/brand.css"), brands::serve);
    for (WebDoor door : doors) {
      routes.add(door.routes(kit));
    }
    routes.route(RequestPredicates.all(), r -> kit.problem(r.servletRequest(), Problem.UNKNOWN));
    return routes.build();
  }

  /** Looks for a changed certificate now, beside its own pace. */
  void lookAtCertificate() {
    certificate.look();
  }

  /** The port really bound, for a configured port of 0. */
  public int port() {
    return server.getPort();
  }

  /** Stops taking requests, lets open ones finish within {@value #DRAIN_SECONDS} s, and ends. */
  @Override
  public void close() {
    certificate.close();
    CountDownLatch drained = new CountDownLatch(1);
    server.shutDownGracefully(result -> drained.countDown());
    try {
      if (!drained.await(DRAIN_SECONDS, TimeUnit.SECONDS)) {
        log.warn("web requests still open after {} s are cut off", DRAIN_SECONDS);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    server.stop();
    server.destroy();
    context.close();
  }
}
