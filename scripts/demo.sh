#!/usr/bin/env bash
# The one-minute tour: builds the command and runs it on policies/release.
# A debug build is used: it is there several times sooner than a release build, and `make test`
# uses the same products. Where a newer compiler finds something to warn about, warnings are let be.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

start=$SECONDS
echo "Building the command (debug; the first build takes a minute or two) ..."
swift build --product remit || {
  echo "Building again with warnings allowed ..."
  env -u REMIT_STRICT swift build --product remit
}
echo "Built in $((SECONDS - start)) s."

bin="$PWD/.build/debug"
PATH="$bin:$PATH"

# Shows a command, runs it, and insists on the exit code it is meant to have.
show() {
  local wanted="$1" code=0
  shift
  printf '\n$ %s\n' "$*"
  "$@" || code=$?
  if ((code != wanted)); then
    echo "demo: exit code $code, expected $wanted" >&2
    exit 1
  fi
}

show 0 remit check policies/release
show 0 remit test policies/release
