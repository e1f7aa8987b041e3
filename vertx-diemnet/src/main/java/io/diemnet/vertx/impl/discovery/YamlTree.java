package io.diemnet.vertx.impl.discovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * The same as {@link TextTree}, for YAML. It builds the tree from parser events and checks the
 * limits at each event. The parser is an optional library. Without it only {@link #isAvailable} may
 * be called.
 */
final class YamlTree {

  private static final boolean AVAILABLE = find();

  private static final BoundedYaml.Bounds BOUNDS =
      new BoundedYaml.Bounds(
          TextFile.MAX_BYTES, TextTree.MAX_DEPTH, TextTree.MAX_NODES, TextTree.MAX_TEXT);

  private final Parser events;
  private final Map<Anchor, Object> anchors = new HashMap<>();

  private YamlTree(Parser events) {
    this.events = events;
  }

  private static boolean find() {
    try {
      Class.forName(
          "org.snakeyaml.engine.v2.parser.ParserImpl", false, YamlTree.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Whether the YAML parser is on the class path. */
  static boolean isAvailable() {
    return AVAILABLE;
  }

  /** Parses a YAML text that contains one map. */
  static Map<String, Object> yaml(String text) throws DiscoveryException {
    LoadSettings settings = BoundedYaml.settings(BOUNDS);
    try {
      return new YamlTree(BoundedYaml.parser(text, settings, BOUNDS)).document();
    } catch (MarkedYamlEngineException e) {
      throw new DiscoveryException(at(e.getProblemMark()) + e.getProblem());
    } catch (YamlEngineException e) {
      throw new DiscoveryException(e.getMessage());
    }
  }

  private Map<String, Object> document() throws DiscoveryException {
    events.next(); // start of the stream
    if (events.checkEvent(Event.ID.DocumentStart)) {
      events.next();
      Event first = events.next();
      if (first.getEventId() == Event.ID.MappingStart) {
        Map<String, Object> map = map((NodeEvent) first);
        events.next(); // end of the document
        if (!events.checkEvent(Event.ID.StreamEnd)) {
          throw new DiscoveryException(
              at(events.peekEvent().getStartMark()) + "only one document is allowed");
        }
        return map;
      }
    }
    throw new DiscoveryException("must be a map; use {} for an empty one");
  }

  private Map<String, Object> map(NodeEvent start) throws DiscoveryException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (!(value(event) instanceof String key)) {
        throw new DiscoveryException(at(event.getStartMark()) + "a key must be a text");
      }
      if (map.containsKey(key)) {
        throw new DiscoveryException(at(event.getStartMark()) + "key " + key + " occurs twice");
      }
      map.put(key, value(events.next()));
    }
    start.getAnchor().ifPresent(anchor -> anchors.put(anchor, map));
    return map;
  }

  private List<Object> list(NodeEvent start) throws DiscoveryException {
    List<Object> list = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      list.add(value(event));
    }
    start.getAnchor().ifPresent(anchor -> anchors.put(anchor, list));
    return list;
  }

  private Object value(Event event) throws DiscoveryException {
    return switch (event.getEventId()) {
      case MappingStart -> map((NodeEvent) event);
      case SequenceStart -> list((NodeEvent) event);
      case Alias -> anchors.get(((AliasEvent) event).getAlias());
      default -> {
        ScalarEvent scalar = (ScalarEvent) event;
        scalar.getAnchor().ifPresent(anchor -> anchors.put(anchor, scalar.getValue()));
        yield scalar.getValue();
      }
    };
  }

  private static String at(Optional<Mark> mark) {
    return mark.map(found -> "line " + (found.getLine() + 1) + ": ").orElse("");
  }
}
