#!/usr/bin/env bash
# The layout of Swift sources is what swift-format says with .swift-format. `make format` cures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

swift format lint --strict --parallel --recursive Package.swift Sources Tests Fuzzing \
  Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Benchmarks || {
  echo "remit: the sources are not laid out as .swift-format says; run: make format" >&2
  exit 1
}
