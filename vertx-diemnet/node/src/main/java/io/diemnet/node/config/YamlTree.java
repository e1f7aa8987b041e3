package io.diemnet.node.config;

import io.diemnet.vertx.impl.discovery.BoundedYaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML with all scalars as text, with bounds on size, depth and expanded aliases. */
final class YamlTree {

  private static final BoundedYaml.Bounds BOUNDS =
      new BoundedYaml.Bounds(
          ConfigLoader.MAX_FILE_SIZE, JsonTree.MAX_DEPTH, JsonTree.MAX_NODES, JsonTree.MAX_TEXT);

  private final Mistakes mistakes;
  private final Tree.Origin origin;

  private YamlTree(Mistakes mistakes, Tree.Origin origin) {
    this.mistakes = mistakes;
    this.origin = origin;
  }

  /**
   * Returns the tree of a document, or null after a mistake that prevents it.
   *
   * @param path the path of the key whose value the text is; empty for a whole file
   * @param origin the position of the whole text, or null to use its lines
   */
  static Tree read(String text, String path, Tree.Origin origin, Mistakes mistakes) {
    LoadSettings settings = BoundedYaml.settings(BOUNDS);
    try {
      Node root =
          new Composer(settings, BoundedYaml.parser(text, settings, BOUNDS))
              .getSingleNode()
              .orElse(null);
      if (root == null) {
        mistakes.add(path, "is empty");
        return null;
      }
      return new YamlTree(mistakes, origin).tree(root, path);
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

  private Tree tree(Node node, String path) {
    Tree.Origin at = origin(node);
    mistakes.locate(path, at);
    if (!isPlainTag(node.getTag())) {
      mistakes.add(path, "has the tag " + node.getTag() + "; tags are not allowed");
    }
    if (node instanceof ScalarNode scalar) {
      return new Tree.Scalar(scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN, at);
    }
    if (node instanceof SequenceNode sequence) {
      List<Tree> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(tree(item, Mistakes.child(path, items.size())));
      }
      return new Tree.Sequence(items, at);
    }
    Map<String, Tree> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        String childPath = Mistakes.child(path, key.getValue());
        Tree value = tree(tuple.getValueNode(), childPath);
        mistakes.locate(childPath, origin(key));
        if (entries.put(key.getValue(), value) != null) {
          mistakes.add(childPath, "is here a second time; a key may occur once");
        }
      } else {
        mistakes.add(path, "has a key that is not a string");
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
