package io.diemnet.node;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The instructions of the node's Dockerfile. */
final class Dockerfile {

  private final List<String> instructions;

  private Dockerfile(List<String> instructions) {
    this.instructions = instructions;
  }

  static Dockerfile read() throws IOException {
    String text = Files.readString(folder().resolve("Dockerfile")).replace("\\\n", " ");
    return new Dockerfile(
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList());
  }

  /** What the build sends to the image. */
  static Path folder() {
    return Path.of(System.getProperty("diemnet.root"), "vertx-diemnet", "node");
  }

  /** The arguments of each instruction of that name. */
  List<String> all(String name) {
    return instructions.stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length()).strip())
        .toList();
  }

  /** The arguments of the last instruction of that name. */
  String last(String name) {
    List<String> all = all(name);
    return all.get(all.size() - 1);
  }

  /** A command in its JSON form, which runs without a shell. */
  static List<String> command(String json) {
    return new JsonArray(json.substring(json.indexOf('[')))
        .stream().map(String.class::cast).toList();
  }

  /** The modules of the image's Java. */
  List<String> modules() {
    String run = all("RUN").get(0);
    return List.of(run.replaceAll(".*--add-modules +([^ ]+).*", "$1").split(",", -1));
  }
}
