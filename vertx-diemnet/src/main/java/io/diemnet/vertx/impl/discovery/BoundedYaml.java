package io.diemnet.vertx.impl.discovery;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * The events of a YAML text within limits. An alias counts as everything it refers to, so aliases
 * cannot expand a text beyond the limits. Every failure is a {@code YamlEngineException} that names
 * the exceeded limit.
 */
public final class BoundedYaml implements Parser {

  /**
   * The limits.
   *
   * @param codePoints the code points of the text, and of all scalars with expanded aliases
   * @param depth the nesting depth of maps and lists
   * @param nodes the number of maps, lists and scalars with expanded aliases
   * @param scalar the number of characters of one scalar
   */
  public record Bounds(int codePoints, int depth, int nodes, int scalar) {}

  /**
   * The scanner copies the rest of its window for each read, so the time for a token grows with the
   * square of its length divided by the buffer size. This size and the line limit keep that time
   * below a second.
   */
  private static final int BUFFER = 64 * 1024;

  /** The largest number of characters in one line. */
  static final int MAX_LINE = 1024 * 1024;

  private final Parser parser;
  private final Bounds bounds;
  private final Map<Anchor, Size> anchors = new HashMap<>();
  private final Deque<Optional<Anchor>> open = new ArrayDeque<>();
  private final Deque<Size> sizesBefore = new ArrayDeque<>();
  private Size total = new Size(0, 0);

  /** The amount that was read so far, or that an anchor refers to. */
  private record Size(long nodes, long characters) {
    Size plus(Size other) {
      return new Size(nodes + other.nodes, characters + other.characters);
    }

    Size minus(Size other) {
      return new Size(nodes - other.nodes, characters - other.characters);
    }
  }

  private BoundedYaml(Parser parser, Bounds bounds) {
    this.parser = parser;
    this.bounds = bounds;
  }

  /** Settings that read every scalar as a string. */
  public static LoadSettings settings(Bounds bounds) {
    return LoadSettings.builder()
        .setSchema(new FailsafeSchema())
        .setCodePointLimit(bounds.codePoints())
        .setBufferSize(BUFFER)
        .build();
  }

  /**
   * Returns the events of a text.
   *
   * @throws ParserException if a line is too long
   */
  public static Parser parser(String text, LoadSettings settings, Bounds bounds) {
    checkLines(text);
    return new BoundedYaml(
        new ParserImpl(settings, new StreamReader(settings, new StringReader(text))), bounds);
  }

  private static void checkLines(String text) {
    int line = 1;
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        begin = i + 1;
      } else if (i - begin >= MAX_LINE) {
        throw new ParserException(
            "line " + line + " is longer than " + MAX_LINE + " characters", Optional.empty());
      }
    }
  }

  @Override
  public boolean hasNext() {
    return parser.hasNext();
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public Event next() {
    Event event = parser.next();
    switch (event.getEventId()) {
      case Scalar -> scalar((ScalarEvent) event);
      case Alias -> alias((AliasEvent) event);
      case SequenceStart, MappingStart -> begin((NodeEvent) event);
      case SequenceEnd, MappingEnd -> end();
      default -> {
        // stream, document and comment events have no content
      }
    }
    return event;
  }

  private void scalar(ScalarEvent event) {
    int length = event.getValue().length();
    if (length > bounds.scalar()) {
      throw refused("a text is longer than " + bounds.scalar() + " characters", event);
    }
    Size size = new Size(1, length);
    add(size, event);
    event.getAnchor().ifPresent(anchor -> anchors.put(anchor, size));
  }

  private void alias(AliasEvent event) {
    if (open.contains(Optional.of(event.getAlias()))) {
      throw refused("is nested too deeply: *" + event.getAlias() + " contains itself", event);
    }
    Size size = anchors.get(event.getAlias());
    if (size == null) {
      throw refused("there is no anchor &" + event.getAlias() + " before this alias", event);
    }
    add(size, event);
  }

  private void begin(NodeEvent event) {
    if (open.size() >= bounds.depth()) {
      throw refused("is nested too deeply", event);
    }
    open.push(event.getAnchor());
    sizesBefore.push(total);
    add(new Size(1, 0), event);
  }

  private void end() {
    Optional<Anchor> anchor = open.pop();
    Size before = sizesBefore.pop();
    anchor.ifPresent(name -> anchors.put(name, total.minus(before)));
  }

  private void add(Size size, Event event) {
    total = total.plus(size);
    if (total.nodes > bounds.nodes() || total.characters > bounds.codePoints()) {
      throw refused(
          "has more than "
              + bounds.nodes()
              + " entries, or is too large once its aliases are expanded",
          event);
    }
  }

  private static ParserException refused(String what, Event event) {
    Optional<Mark> mark = event.getStartMark();
    return new ParserException(what, mark);
  }
}
