#!/usr/bin/env bash
# Makes the data of the benchmarks under .build/benchmarks/data, once for each state of the
# generators, and prints the folder's path. Python's standard library is all it needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seed="${REMIT_BENCH_SEED:-1}"
data=.build/benchmarks/data
generators=(
  Benchmarks/Apps/generate.py Benchmarks/Apps/*/*.remit Benchmarks/Scale/gen_universe.py
  Benchmarks/Scale/gen_remit.py Benchmarks/Conditions/generate.py scripts/bench-data.sh
)
wanted="$seed $(cat "${generators[@]}" | cksum)"
if [[ "$(cat "$data/made-of" 2>/dev/null || true)" != "$wanted" ]]; then
  rm -rf "$data"
  mkdir -p "$data"
  echo "remit: making the benchmarks' data" >&2
  python3 Benchmarks/Apps/generate.py "$data/apps" --seed "$seed"
  python3 Benchmarks/Scale/gen_universe.py "$data/plain" --seed "$seed"
  python3 Benchmarks/Conditions/generate.py "$data/conditions" --seed "$seed"
  for universe in "$data"/plain/*; do
    name="$(basename "$universe")"
    python3 Benchmarks/Scale/gen_remit.py "$universe/plain.json" "$data/rules/$name"
    python3 Benchmarks/Scale/gen_remit.py "$universe/plain.json" "$data/grants/$name" --grants
  done
  printf '%s' "$wanted" >"$data/made-of"
fi
echo "$data"
