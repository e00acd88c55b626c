#!/usr/bin/env bash
# Everything that must hold, cheap things first, the tests last so that their summary is the last
# line. One debug build serves all phases. No phase is skipped; the first that fails ends the run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

phase() {
  local name="$1" start=$SECONDS
  shift
  echo "== $name"
  "$@"
  echo "== $name: $((SECONDS - start)) s"
}

phase "format" scripts/check-format.sh
phase "build" swift build --build-tests
if .build/debug/remit --help 2>/dev/null | grep -q decide; then
  phase "example policies" scripts/check-policies.sh
else
  echo "== example policies: NOT CHECKED, the command cannot decide yet"
fi

echo "== tests"
exec swift test --skip-build --parallel --disable-xctest
