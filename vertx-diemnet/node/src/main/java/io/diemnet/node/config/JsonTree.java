package io.diemnet.node.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON with all scalars as text, as they are written. */
final class JsonTree {

  /** Maximum nesting of maps and lists. */
  static final int MAX_DEPTH = 20;

  /** Maximum number of maps, lists and texts. */
  static final int MAX_NODES = 100_000;

  /** Maximum characters of one text. */
  static final int MAX_TEXT = 64 * 1024;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .maxNameLength(MAX_TEXT)
                  .build())
          .build();

  private final JsonParser parser;
  private final Mistakes mistakes;
  private int nodes;

  private JsonTree(JsonParser parser, Mistakes mistakes) {
    this.parser = parser;
    this.mistakes = mistakes;
  }

  /** Returns the tree of a document, or null after a mistake that prevents it. */
  static Tree read(String text, Mistakes mistakes) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        mistakes.add("", "is empty");
        return null;
      }
      Tree tree = new JsonTree(parser, mistakes).tree("");
      if (parser.nextToken() != null) {
        mistakes.add("", "has text after the end of its JSON, at line " + line(parser));
      }
      return tree;
    } catch (JacksonException e) {
      JsonLocation at = e.getLocation(); // null if a bound was exceeded
      mistakes.add(
          "",
          "is not JSON"
              + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr())
              + ": "
              + e.getOriginalMessage());
    } catch (IOException e) {
      mistakes.add("", "cannot be read: " + e.getMessage());
    }
    return null;
  }

  private Tree tree(String path) throws IOException {
    Tree.Origin origin = Tree.Origin.line(line(parser));
    mistakes.locate(path, origin);
    if (++nodes > MAX_NODES) {
      throw new JsonParseException(parser, "has more than " + MAX_NODES + " entries");
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<Tree> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(tree(Mistakes.child(path, items.size())));
      }
      return new Tree.Sequence(items, origin);
    }
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Tree> entries = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        String childPath = Mistakes.child(path, key);
        parser.nextToken();
        if (entries.put(key, tree(childPath)) != null) {
          mistakes.add(childPath, "is here a second time; a key may occur once");
        }
      }
      return new Tree.Mapping(entries, origin);
    }
    boolean plain = parser.currentToken() != JsonToken.VALUE_STRING;
    return new Tree.Scalar(parser.getText(), plain, origin);
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
