#!/usr/bin/env bash
# bench-peers.sh [OPTIONS of Benchmarks/Peers/run.py]: Remit beside Cedar, Casbin, oso and rego-cpp on
# the same data. The packages go into an environment under .build. Then writes the measured parts of
# docs/performance.md and its plots again, from this run and from the last `make bench`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bin="$(scripts/bench-set-up.sh | tail -n 1)"
data="$(scripts/bench-data.sh)"
python="$(scripts/peer-engines.sh)"
"$python" Benchmarks/Peers/run.py "$bin/remit-bench" "$data" .build/benchmarks/results \
  --seed "${REMIT_BENCH_SEED:-1}" "$@"
Benchmarks/Report/report.py
