package io.diemnet.node.command.check;

/** How bad a finding is, with the exit status of monitoring plugins. */
enum Severity {
  OK(0),
  WARNING(1),
  CRITICAL(2);

  private final int status;

  Severity(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
