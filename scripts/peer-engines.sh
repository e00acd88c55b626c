#!/usr/bin/env bash
# Makes a Python environment under .build with the engines of Benchmarks/Peers/requirements.txt,
# once, and prints the path of its interpreter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=.build/benchmarks/peers
wanted="$(cksum <Benchmarks/Peers/requirements.txt)"
if [[ "$(cat "$folder/made-of" 2>/dev/null || true)" != "$wanted" ]]; then
  rm -rf "$folder"
  python3 -m venv "$folder" >&2
  "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement \
    Benchmarks/Peers/requirements.txt >&2
  printf '%s' "$wanted" >"$folder/made-of"
fi
echo "$folder/bin/python"
