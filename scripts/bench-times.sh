#!/usr/bin/env bash
# bench-times.sh [ARGUMENTS…]: times of decisions by the `benchmark` library, whose commands may be
# given: `baseline update before`, then, with other sources, `baseline check before`, which fails
# where the median has grown by over 10 %. Without arguments it runs and prints.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/set-up.sh
REMIT_BENCH_DATA="$PWD/$(scripts/bench-data.sh)"
export REMIT_BENCH_DATA
cd Benchmarks
exec swift package --scratch-path ../.build/benchmarks --allow-writing-to-package-directory \
  benchmark "$@"
