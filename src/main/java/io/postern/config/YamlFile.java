package io.postern.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML into {@link Given}. Stops at the composed nodes: no types are guessed and no object is
 * ever constructed from a file.
 */
final class YamlFile {
  private final String name;
  private final List<Problem> problems;

  private YamlFile(String name, List<Problem> problems) {
    this.name = name;
    this.problems = problems;
  }

  /** Reads a whole file; what is wrong with it is added to {@code problems}. */
  static Given.Section read(String name, String text, List<Problem> problems) {
    YamlFile file = new YamlFile(name, problems);
    Node root = file.compose(text);
    return switch (root == null ? null : file.given(root, "")) {
      case null -> Given.Section.empty(name);
      case Given.Section section -> section;
      case Given.Text(String value, String _) when value.isBlank() -> Given.Section.empty(name);
      case Given.Text _, Given.Items _ -> {
        problems.add(new Problem("", "", "keys and values are wanted", name));
        yield Given.Section.empty(name);
      }
    };
  }

  /** Reads a value as it would stand in a file; anything unreadable is a text. */
  static Given value(String text, String source) {
    YamlFile file = new YamlFile(source, new ArrayList<>());
    Node node = text.startsWith("[") || text.startsWith("{") ? file.compose(text) : null;
    return node == null ? new Given.Text(text, source) : file.given(node, "");
  }

  private @Nullable Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(20);
    try {
      return new Composer(
              new ParserImpl(new StreamReader(new StringReader(text)), options),
              new Resolver(),
              options)
          .getSingleNode();
    } catch (MarkedYAMLException broken) {
      int line = broken.getProblemMark() == null ? 0 : broken.getProblemMark().getLine() + 1;
      problems.add(new Problem("", "", "not YAML: " + broken.getProblem(), name + " line " + line));
      return null;
    }
  }

  private Given given(Node node, String path) {
    String source = name + " line " + (node.getStartMark().getLine() + 1);
    return switch (node) {
      case ScalarNode scalar -> new Given.Text(scalar.getValue(), source);
      case SequenceNode sequence ->
          new Given.Items(
              sequence.getValue().stream().map(item -> given(item, path)).toList(), source);
      case MappingNode mapping -> section(mapping, path, source);
      default -> new Given.Text("", source);
    };
  }

  private Given.Section section(MappingNode mapping, String path, String source) {
    Map<String, Given> children = new LinkedHashMap<>();
    for (NodeTuple pair : mapping.getValue()) {
      String key = pair.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      String full = path.isEmpty() ? key : path + "." + key;
      if (children.put(key, given(pair.getValueNode(), full)) != null) {
        problems.add(
            new Problem(
                full,
                "",
                "stands twice; once is allowed",
                name + " line " + (pair.getKeyNode().getStartMark().getLine() + 1)));
      }
    }
    return new Given.Section(children, source);
  }
}
