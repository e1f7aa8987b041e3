package io.diemnet.vertx.impl.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * As {@link TextTree}, for YAML. The parser is an optional library: only {@link #isAvailable} may
 * be called where it is missing.
 */
final class YamlTree {

  private static final boolean AVAILABLE = find();

  private YamlTree() {}

  private static boolean find() {
    try {
      Class.forName(
          "org.snakeyaml.engine.v2.composer.Composer", false, YamlTree.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Whether there is a YAML parser on the class path. */
  static boolean isAvailable() {
    return AVAILABLE;
  }

  /** The map that is the whole of this YAML text. */
  static Map<String, Object> yaml(String text) throws DiscoveryException {
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setCodePointLimit(TextFile.MAX_BYTES)
            .build();
    try {
      Optional<Node> root =
          new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
              .getSingleNode();
      if (root.isPresent() && root.get() instanceof MappingNode map) {
        return map(map, 1);
      }
      throw new DiscoveryException("must be a map; {} is one without entries");
    } catch (MarkedYamlEngineException e) {
      throw new DiscoveryException(at(e.getProblemMark()) + e.getProblem());
    } catch (YamlEngineException e) {
      throw new DiscoveryException(e.getMessage());
    } catch (StackOverflowError e) {
      throw new DiscoveryException("is nested too deeply");
    }
  }

  private static String at(Optional<Mark> mark) {
    return mark.map(found -> "line " + (found.getLine() + 1) + ": ").orElse("");
  }

  private static Map<String, Object> map(MappingNode node, int depth) throws DiscoveryException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (NodeTuple entry : node.getValue()) {
      Node keyNode = entry.getKeyNode();
      if (!(keyNode instanceof ScalarNode key)) {
        throw new DiscoveryException(at(keyNode.getStartMark()) + "a key must be a text");
      }
      if (map.containsKey(key.getValue())) {
        throw new DiscoveryException(
            at(key.getStartMark()) + "key " + key.getValue() + " is there twice");
      }
      map.put(key.getValue(), value(entry.getValueNode(), depth + 1));
    }
    return map;
  }

  private static Object value(Node node, int depth) throws DiscoveryException {
    if (depth > TextTree.MAX_DEPTH) {
      throw new DiscoveryException(at(node.getStartMark()) + "is nested too deeply");
    }
    if (node instanceof MappingNode map) {
      return map(map, depth);
    }
    if (node instanceof SequenceNode sequence) {
      List<Object> list = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        list.add(value(item, depth + 1));
      }
      return list;
    }
    return ((ScalarNode) node).getValue();
  }
}
