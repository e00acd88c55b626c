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
phase "example policies" scripts/check-policies.sh

echo "== tests"
exec swift test --skip-build --parallel --disable-xctest
