package io.diemnet.node.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Reads YAML as text only, with bounds on size, depth and what aliases may expand to. */
final class YamlTree {

  private static final int MAX_NODES = 100_000;
  private static final int MAX_DEPTH = 20;

  private final Mistakes mistakes;
  private final Tree.Origin origin;
  private int nodes;

  private YamlTree(Mistakes mistakes, Tree.Origin origin) {
    this.mistakes = mistakes;
    this.origin = origin;
  }

  /**
   * The tree of a document, or null after a mistake that leaves none.
   *
   * @param path of the key whose value the text is; empty for a whole file
   * @param origin of all of the text, or null to take the lines of the text
   */
  static Tree read(String text, String path, Tree.Origin origin, Mistakes mistakes) {
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setCodePointLimit(ConfigLoader.MAX_FILE_SIZE)
            .setAllowDuplicateKeys(true) // found below, with their paths
            .setAllowRecursiveKeys(false)
            .build();
    try {
      Node root = new Compose(settings).composeString(text).orElse(null);
      if (root == null) {
        mistakes.add(path, "is empty");
        return null;
      }
      return new YamlTree(mistakes, origin).tree(root, path, 0);
    } catch (MarkedYamlEngineException e) {
      String where =
          origin != null
              ? ""
              : e.getProblemMark()
                  .map(m -> " at line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1))
                  .orElse("");
      mistakes.add(path, "is not YAML" + where + ": " + e.getProblem());
    } catch (YamlEngineException e) {
      mistakes.add(path, "is not YAML: " + e.getMessage());
    }
    return null;
  }

  private Tree tree(Node node, String path, int depth) {
    Tree.Origin at = origin(node);
    mistakes.locate(path, at);
    if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
      throw new YamlEngineException("nested too deep or too large once its aliases are expanded");
    }
    if (!isPlainTag(node.getTag())) {
      mistakes.add(path, "has the tag " + node.getTag() + "; no tags are used here");
    }
    if (node instanceof ScalarNode scalar) {
      return new Tree.Scalar(scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN, at);
    }
    if (node instanceof SequenceNode sequence) {
      List<Tree> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(tree(item, Mistakes.child(path, items.size()), depth + 1));
      }
      return new Tree.Sequence(items, at);
    }
    Map<String, Tree> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        String childPath = Mistakes.child(path, key.getValue());
        Tree value = tree(tuple.getValueNode(), childPath, depth + 1);
        mistakes.locate(childPath, origin(key));
        if (entries.put(key.getValue(), value) != null) {
          mistakes.add(childPath, "stands here a second time; a key may stand once");
        }
      } else {
        mistakes.add(path, "has a key that is no text");
      }
    }
    return new Tree.Mapping(entries, at);
  }

  private Tree.Origin origin(Node node) {
    return origin != null
        ? origin
        : Tree.Origin.line(node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
  }

  private static boolean isPlainTag(Tag tag) {
    return tag.equals(Tag.STR)
        || tag.equals(Tag.NULL)
        || tag.equals(Tag.MAP)
        || tag.equals(Tag.SEQ);
  }
}
