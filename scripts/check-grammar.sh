#!/usr/bin/env bash
# Runs the TextMate grammar in a TextMate engine (babi's, over Oniguruma) on every policy here and
# compares what it says with what the parser knows. Needs a network once. Run by `make check-grammar`;
# `scripts/check-grammar.sh --record` writes the golden files again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python="$(scripts/python-tools.sh)"
exec "$python" scripts/check-grammar.py .build/debug/remit "$@"
