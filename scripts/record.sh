#!/usr/bin/env bash
# record.sh FILTER: lets the tests that match write their golden files again, then runs them for
# real. A recording run fails on purpose, so that nothing passes by recording itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

REMIT_UPDATE_GOLDEN=1 swift test --skip-build --disable-xctest --filter "$1" || true
swift test --skip-build --disable-xctest --filter "$1"
