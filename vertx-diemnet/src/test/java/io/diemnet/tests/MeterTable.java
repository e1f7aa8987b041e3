package io.diemnet.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of specification section 13: the meters, their kinds and the names of their tags. */
final class MeterTable {

  record Row(String kind, Set<String> tags) {}

  private static final Pattern ROW =
      Pattern.compile("^\\| (diemnet\\.[a-z. /]+) \\| (\\w+) \\| (.+) \\|$", Pattern.MULTILINE);

  private MeterTable() {}

  /** By Micrometer name. The copy beside the tests must be the specification's where that is. */
  static Map<String, Row> rows() {
    String text = copy();
    Path specification =
        Path.of(System.getProperty("diemnet.root", "..")).resolve("../shared/spec/diemnet-v1.md");
    if (Files.exists(specification)) {
      assertThat(parse(text)).isEqualTo(parse(read(specification)));
    }
    return parse(text);
  }

  private static Map<String, Row> parse(String text) {
    Map<String, Row> rows = new LinkedHashMap<>();
    Matcher row = ROW.matcher(text);
    while (row.find()) {
      Set<String> tags = new TreeSet<>();
      // "type = request | response, state = .." and "reason (one value per ..)": the first words.
      for (String tag : row.group(3).split(",", -1)) {
        tags.add(tag.trim().split("[ =(]", -1)[0]);
      }
      for (String name : row.group(1).split("/", -1)) {
        rows.put(name.trim(), new Row(row.group(2), tags));
      }
    }
    assertThat(rows).as("the table").hasSizeGreaterThan(15);
    return rows;
  }

  private static String copy() {
    try (InputStream in = MeterTable.class.getResourceAsStream("/meters.md")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
