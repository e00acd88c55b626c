#!/usr/bin/env bash
# Makes a Python environment under .build with what scripts/python-tools.txt lists, once, and prints
# the path of its interpreter. Where the packages cannot be fetched it fails: nothing is skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=.build/python-tools
wanted="$(cksum <scripts/python-tools.txt)"
if [[ "$(cat "$folder/made-of" 2>/dev/null || true)" != "$wanted" ]]; then
  rm -rf "$folder"
  python3 -m venv "$folder" >&2
  "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement \
    scripts/python-tools.txt >&2
  printf '%s' "$wanted" >"$folder/made-of"
fi
echo "$folder/bin/python"
