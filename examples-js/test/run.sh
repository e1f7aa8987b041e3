#!/usr/bin/env sh
# The tests of this package with Node.js, where there is one: without, they are skipped with words, or
# fail if TESTS_REQUIRE_NODE is true.
set -eu
cd "$(dirname "$0")/.."

if ! command -v node >/dev/null 2>&1; then
  problem='there is no Node.js here'
elif ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)'; then
  problem="Node.js $(node --version) is too old, 20 is needed"
else
  exec node --experimental-websocket --no-warnings --test-reporter=spec --test test/*.test.mjs
fi

if [ "${TESTS_REQUIRE_NODE:-}" = true ]; then
  echo "The JavaScript client cannot be tested: $problem" >&2
  exit 1
fi
echo "SKIPPED: the tests of the JavaScript client, because $problem"
