package io.diemnet.node.command.ctl;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Prints rows with aligned columns. Control characters in a cell are replaced. */
public final class Table {

  private final List<String[]> rows = new ArrayList<>();

  /** A table with these column names. */
  public Table(String... columns) {
    rows.add(columns);
  }

  /** Adds a row. A null is shown as a dash. */
  public void row(Object... cells) {
    rows.add(Arrays.stream(cells).map(Table::text).toArray(String[]::new));
  }

  private static String text(Object cell) {
    return cell == null || cell.toString().isEmpty() ? "-" : printable(cell.toString());
  }

  /** What a remote caused must not control the terminal. */
  public static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** Prints all rows. */
  public void print(PrintWriter out) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }
}
