#!/usr/bin/env bash
# Makes sure that the benchmarks can run here, builds them, and prints the folder of the programs.
# Valgrind is installed where it may be; else this says what to run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/set-up.sh >&2
if [[ "$(uname -s)" == Linux ]] && ! command -v valgrind >/dev/null; then
  install="apt-get install -y --no-install-recommends valgrind"
  if command -v apt-get >/dev/null && [[ "$(id -u)" == 0 ]]; then
    echo "remit: valgrind is missing; running: $install" >&2
    # shellcheck disable=SC2086 # install is words
    DEBIAN_FRONTEND=noninteractive $install >/dev/null
  else
    echo "remit: valgrind is missing (on Debian: sudo $install)" >&2
    exit 1
  fi
fi
build=(
  swift build --package-path Benchmarks --scratch-path .build/benchmarks --configuration release
)
for program in remit-bench remit-allocations remit-trail-bench; do
  "${build[@]}" --product "$program" >&2
done
"${build[@]}" --show-bin-path
