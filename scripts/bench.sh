#!/usr/bin/env bash
# bench.sh [PART…]: measures the engine; without parts, all of them. What each part is about stands
# in docs/performance.md. Tables go to standard output, the figures behind them to
# .build/benchmarks/results/PART.jsonl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bin="$(scripts/bench-set-up.sh | tail -n 1)"
data="$(scripts/bench-data.sh)"
results=.build/benchmarks/results
mkdir -p "$results"

part() {
  case "$1" in
    apps) "$bin/remit-bench" decide "$data"/apps/*/n* ;;
    # Each size in a process of its own, so that none finds the caches as another left them.
    rules | grants)
      for n in 10 100 1000 10000 100000; do "$bin/remit-bench" decide "$data/$1/n$n"; done
      ;;
    conditions)
      for kind in enum text interval network prefix path; do
        for n in 8 64 512; do "$bin/remit-bench" decide "$data/conditions/$kind/n$n"; done
      done
      ;;
    load)
      for form in rules grants; do "$bin/remit-bench" load "$data/$form/n100000"; done
      ;;
    ledger) "$bin/remit-bench" ledger ;;
    reload) "$bin/remit-bench" reload "$data/rules/n100000" --rounds 3 ;;
    threads) for one in apps/gdrive/n50 rules/n1000 grants/n1000; do
      "$bin/remit-bench" threads "$data/$one"
    done
      "$bin/remit-bench" threads --ledger 100000 ;;
    trail) "$bin/remit-trail-bench" "$data/apps/github/n05" .build/benchmarks/trails ;;
    allocations)
      "$bin/remit-allocations" --ledger 1000 "$data"/apps/*/n* "$data"/{rules,grants}/n1000 \
        "$data"/conditions/*/n64
      ;;
  esac
}

measured=(apps rules grants conditions load ledger reload threads trail allocations)
parts=("$@")
if ((${#parts[@]} == 0)); then parts=("${measured[@]}" instructions); fi
for name in "${parts[@]}"; do
  echo "== $name"
  if [[ "$name" == instructions ]]; then
    scripts/bench-instructions.py "$bin/remit-bench" "$data"
  elif [[ " ${measured[*]} " == *" $name "* ]]; then
    part "$name" >"$results/$name.jsonl"
    Benchmarks/Report/tables.py "$name" "$results/$name.jsonl"
  else
    echo "remit: there is no part \`$name\`; there are ${measured[*]} instructions" >&2
    exit 1
  fi
done
