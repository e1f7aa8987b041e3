package io.diemnet.vertx.impl.discovery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses JSON into maps, lists and strings. All scalars are read as strings exactly as written, so
 * that a peer id of digits is not read as a number. Duplicate keys are refused. Nesting and lengths
 * are limited.
 */
final class TextTree {

  /** More than peers files need. */
  static final int MAX_DEPTH = 8;

  /** Maps, lists and strings, about 50,000 peers. */
  static final int MAX_NODES = 600_000;

  /** The largest number of characters of one string. */
  static final int MAX_TEXT = 16 * 1024;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Keys are data here. A symbol table would grow with the file and is open to collision
          // attacks.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .maxNameLength(MAX_TEXT)
                  .maxNumberLength(1_000)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final JsonParser in;
  private int nodes;

  private TextTree(JsonParser in) {
    this.in = in;
  }

  /** Parses a JSON text that contains one map. */
  static Map<String, Object> json(String text) throws DiscoveryException {
    try (JsonParser in = JSON.createParser(text)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new DiscoveryException("must be a map");
      }
      Map<String, Object> map = new TextTree(in).map();
      if (in.nextToken() != null) {
        throw new DiscoveryException(at(in.currentTokenLocation()) + "nothing may follow the map");
      }
      return map;
    } catch (JsonProcessingException e) {
      throw new DiscoveryException(at(e.getLocation()) + e.getOriginalMessage());
    } catch (IOException e) {
      throw new DiscoveryException(e.getMessage());
    }
  }

  private static String at(JsonLocation location) {
    return location == null ? "" : "line " + location.getLineNr() + ": ";
  }

  private Map<String, Object> map() throws IOException, DiscoveryException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String key = in.currentName();
      count();
      in.nextToken();
      map.put(key, value());
    }
    return map;
  }

  private Object value() throws IOException, DiscoveryException {
    count();
    return switch (in.currentToken()) {
      case START_OBJECT -> map();
      case START_ARRAY -> list();
      case VALUE_NULL -> null;
      default -> in.getText();
    };
  }

  private List<Object> list() throws IOException, DiscoveryException {
    List<Object> list = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      list.add(value());
    }
    return list;
  }

  private void count() throws DiscoveryException {
    if (++nodes > MAX_NODES) {
      throw new DiscoveryException(
          at(in.currentTokenLocation()) + "has more than " + MAX_NODES + " entries");
    }
  }
}
