#!/usr/bin/env bash
# soak.sh DECISIONS SECONDS: many decisions over a policy and data that change all the time, in
# memory that must not grow. SECONDS ends it earlier; 0 does not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bin="$(scripts/bench-set-up.sh | tail -n 1)"
data="$(scripts/bench-data.sh)"
exec "$bin/remit-bench" soak "$data/grants/n1000" --decisions "$1" --seconds "$2"
