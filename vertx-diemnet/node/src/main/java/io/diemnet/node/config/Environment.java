package io.diemnet.node.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Environment variables that override the file. The name is {@code DIEMNET_} and the path of a key
 * in upper case; path segments and list indices are joined with {@code _}. Keys that are data, such
 * as ids of seeds, match in any case. A list or an object may be given as YAML in one line.
 */
final class Environment {

  private static final String PREFIX = "DIEMNET_";

  /** Variables that container platforms set for a service with the name diemnet. */
  private static final Pattern SERVICE_LINKS =
      Pattern.compile("DIEMNET_(.*_)?(SERVICE_(HOST|PORT)(_.*)?|PORT(_\\d+_(TCP|UDP)(_.*)?)?)");

  private final Mistakes mistakes;

  private Environment(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  static void apply(Tree.Mapping root, Map<String, String> variables, Mistakes mistakes) {
    Environment environment = new Environment(mistakes);
    variables.keySet().stream()
        .filter(name -> name.startsWith(PREFIX))
        .sorted(Environment::compare)
        .forEach(name -> environment.override(root, name, variables.get(name)));
  }

  private void override(Tree.Mapping root, String name, String value) {
    List<String> parts = Arrays.asList(name.substring(PREFIX.length()).split("_", -1));
    Tree.Origin origin = Tree.Origin.variable(name);
    String wrong = set(root, Schema.ROOT, "", parts, value, origin);
    if (wrong != null && !SERVICE_LINKS.matcher(name).matches()) {
      mistakes.add(name, "is an environment variable that overrides nothing: " + wrong);
    }
  }

  /** Sets the value at the rest of a path. Returns the mistake if there is no such key. */
  private String set(
      Tree container,
      Schema schema,
      String path,
      List<String> parts,
      String value,
      Tree.Origin origin) {
    String part = parts.get(0);
    Step step;
    if (container instanceof Tree.Mapping mapping) {
      String key = key(part, mapping, schema);
      if (key == null) {
        String nearest = Words.nearest(part, schema.keys());
        return "there is no key "
            + part.toLowerCase(Locale.ROOT)
            + (path.isEmpty() ? "" : " in " + path)
            + (nearest == null ? "" : "; did you mean " + nearest + "?");
      }
      step =
          new Step(
              schema.property(key),
              Mistakes.child(path, key),
              mapping.entries().get(key),
              tree -> mapping.entries().put(key, tree));
    } else {
      List<Tree> items = ((Tree.Sequence) container).items();
      int index = part.matches("[0-9]{1,4}") ? Integer.parseInt(part) : -1;
      if (index < 0 || index > items.size()) {
        return path + " has no entry " + part + "; the next free one is " + items.size();
      }
      step =
          new Step(
              schema.items(),
              Mistakes.child(path, index),
              index < items.size() ? items.get(index) : null,
              tree -> {
                if (index < items.size()) {
                  items.set(index, tree);
                } else {
                  items.add(tree);
                }
              });
    }
    return parts.size() == 1
        ? leaf(step, value, origin)
        : descend(step, parts.subList(1, parts.size()), value, origin);
  }

  private String leaf(Step step, String value, Tree.Origin origin) {
    boolean scalar =
        step.schema.allows("string")
            || step.schema.allows("integer")
            || (step.schema.allows("boolean") && !value.startsWith("{"));
    mistakes.locate(step.path, origin);
    Tree tree =
        scalar
            ? new Tree.Scalar(value, true, origin)
            : YamlTree.read(value, step.path, origin, mistakes);
    if (tree != null) {
      step.put.accept(tree);
    }
    return null;
  }

  private String descend(Step step, List<String> rest, String value, Tree.Origin origin) {
    boolean object = step.schema.allows("object");
    if (!object && !step.schema.allows("array")) {
      return step.path + " has no keys below it";
    }
    Tree next = step.present;
    if (next == null
        || (next instanceof Tree.Scalar scalar
            && (scalar.isEmpty() || step.schema.allows("boolean")))) {
      next =
          object
              ? new Tree.Mapping(new LinkedHashMap<>(), origin)
              : new Tree.Sequence(new ArrayList<>(), origin);
    }
    if (next instanceof Tree.Scalar || (next instanceof Tree.Mapping) != object) {
      return null; // a mistake of the file, which the schema reports
    }
    String wrong = set(next, step.schema, step.path, rest, value, origin);
    if (wrong == null && next != step.present) {
      mistakes.locate(step.path, origin);
      step.put.accept(next);
    }
    return wrong;
  }

  /** Returns the key for a path segment in upper case, or null. */
  private static String key(String part, Tree.Mapping mapping, Schema schema) {
    for (String known : schema.keys()) {
      if (known.equalsIgnoreCase(part)) {
        return known;
      }
    }
    if (schema.values() == null || part.isEmpty()) {
      return null;
    }
    for (String present : mapping.entries().keySet()) {
      if (present.equalsIgnoreCase(part)) {
        return present;
      }
    }
    return part.toLowerCase(Locale.ROOT);
  }

  /** Compares by name, and numbers by value, so that entries are added in order. */
  private static int compare(String a, String b) {
    String[] partsA = a.split("_", -1);
    String[] partsB = b.split("_", -1);
    return Arrays.compare(partsA, partsB, Environment::comparePart);
  }

  private static int comparePart(String a, String b) {
    boolean numbers = a.matches("[0-9]+") && b.matches("[0-9]+");
    return numbers && a.length() != b.length()
        ? Integer.compare(a.length(), b.length())
        : a.compareTo(b);
  }

  private record Step(Schema schema, String path, Tree present, Consumer<Tree> put) {}
}
