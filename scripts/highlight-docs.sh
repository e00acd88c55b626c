#!/usr/bin/env bash
# highlight-docs.sh FOLDER: writes README.md and the pages of docs/ as HTML into FOLDER, with the
# `remit` blocks in colour. Needs a network once, for a Markdown library.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if (($# != 1)); then
  echo "usage: scripts/highlight-docs.sh FOLDER" >&2
  exit 2
fi
python="$(scripts/python-tools.sh)"
exec "$python" scripts/highlight-docs.py .build/debug/remit "$1"
