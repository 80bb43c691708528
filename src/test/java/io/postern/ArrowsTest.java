package io.postern;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Holds the arrows of ARCHITECTURE.md. The order of packages is read from the table there, so the
 * page and the code cannot drift apart: to draw a new arrow, move a row and argue for it.
 */
class ArrowsTest {

  private static final String ROOT = "io.postern";

  /**
   * Written by the template compiler from src/main/jte, used by the doors and for our own mails.
   */
  private static final String GENERATED = "pages";

  private static final List<String> ORDER = orderOfTheTable();

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void theTableNamesEveryPackageAndNoOther() throws IOException {
    Set<String> inTree = new TreeSet<>();
    try (var folders = Files.list(Path.of("src/main/java/io/postern"))) {
      folders.filter(Files::isDirectory).forEach(f -> inTree.add(f.getFileName().toString()));
    }
    assertThat(inTree).containsExactlyInAnyOrderElementsOf(ORDER);
  }

  @Test
  void aPackageUsesOnlyThoseBeforeItInTheTable() {
    Set<String> against = new TreeSet<>();
    for (JavaClass klass : CLASSES) {
      for (Dependency arrow : klass.getDirectDependenciesFromSelf()) {
        int from = rank(arrow.getOriginClass());
        int to = rank(arrow.getTargetClass());
        if (to > from && from >= 0) {
          against.add(
              packageOf(arrow.getOriginClass())
                  + " must not use "
                  + packageOf(arrow.getTargetClass())
                  + ": "
                  + arrow.getDescription());
        }
      }
    }
    assertThat(against).isEmpty();
  }

  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching(ROOT + ".(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(isGenerated(), DescribedPredicate.alwaysTrue())
        .check(CLASSES);
  }

  @Test
  void theWebFrameworkStaysAtTheDoors() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, ROOT + ".portal..", ROOT + ".webapp..", generated())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.springframework..", "jakarta.servlet..", "org.apache.catalina..");
    rule.check(CLASSES);
  }

  @Test
  void templatesPrintPagesAndOurOwnMailsOnly() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(
                ROOT, ROOT + ".notice..", ROOT + ".portal..", ROOT + ".webapp..", generated())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("gg.jte..");
    rule.check(CLASSES);
  }

  @Test
  void nothingIsReadOrWrittenByJavaSerialization() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.Object(In|Out)put(Stream|Filter)?")
        .check(CLASSES);
    Set<String> serializable = new TreeSet<>();
    for (JavaClass klass : CLASSES) {
      if (klass.getRawInterfaces().stream().anyMatch(i -> i.isEquivalentTo(SERIALIZABLE))) {
        serializable.add(klass.getName());
      }
    }
    assertThat(serializable).isEmpty();
  }

  private static final Class<?> SERIALIZABLE = java.io.Serializable.class;

  @Test
  void onlyTheCommandLineAndTheDemoSpeakToTheTerminal() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".cli..", ROOT + ".demo..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  @Test
  void timeAndRandomnessComeFromOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".demo..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
    noClasses()
        .that()
        // Row keys and file names of the store mean nothing to anybody.
        .resideOutsideOfPackages(ROOT, ROOT + ".demo..", ROOT + ".store..")
        .and()
        // A nonce is nothing a test may choose: given twice it breaks the seal.
        .doNotHaveFullyQualifiedName(ROOT + ".seal.Bytes")
        .should()
        .callConstructor(SecureRandom.class)
        .check(CLASSES);
  }

  @Test
  void namesSayWhatThingsAre() {
    Set<String> hollow = new TreeSet<>();
    Pattern words = Pattern.compile(".*(Util|Utils|Helper|Manager|Impl|Common)");
    for (JavaClass klass : CLASSES) {
      if (words.matcher(klass.getSimpleName()).matches()) {
        hollow.add(klass.getName());
      }
    }
    assertThat(hollow).isEmpty();
  }

  /** Place in the table; the root package (Main) comes last; -1 for what is not ranked. */
  private static int rank(JavaClass klass) {
    String name = packageOf(klass);
    if (name.equals(GENERATED) || !isOurs(klass)) {
      return -1;
    }
    return name.isEmpty() ? ORDER.size() : ORDER.indexOf(name);
  }

  private static boolean isOurs(JavaClass klass) {
    return klass.getPackageName().equals(ROOT) || klass.getPackageName().startsWith(ROOT + ".");
  }

  /** The package below the root, without what is below that; empty for the root. */
  private static String packageOf(JavaClass klass) {
    String name = klass.getPackageName();
    if (!isOurs(klass) || name.equals(ROOT)) {
      return "";
    }
    String below = name.substring(ROOT.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }

  private static String generated() {
    return ROOT + "." + GENERATED + "..";
  }

  private static DescribedPredicate<JavaClass> isGenerated() {
    return DescribedPredicate.describe(
        "generated from templates", klass -> packageOf(klass).equals(GENERATED));
  }

  /** The second column of the table's rows: one or more package names in backticks. */
  private static List<String> orderOfTheTable() {
    List<String> order = new ArrayList<>();
    Pattern names = Pattern.compile("`([a-z]+)`");
    try {
      for (String line : Files.readAllLines(Path.of("ARCHITECTURE.md"))) {
        String[] cells = line.split("\\|", -1);
        if (cells.length >= 4) {
          Matcher name = names.matcher(cells[2]);
          while (name.find()) {
            order.add(name.group(1));
          }
        }
      }
    } catch (IOException unreadable) {
      throw new AssertionError("ARCHITECTURE.md is part of the project", unreadable);
    }
    return List.copyOf(order);
  }
}
