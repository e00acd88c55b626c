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

# Shows a line of shell, runs it, and insists on the exit code it is meant to have.
show() {
  local wanted="$1" code=0
  printf '\n$ %s\n' "$2"
  bash -o pipefail -c "$2" || code=$?
  if ((code != wanted)); then
    echo "demo: exit code $code, expected $wanted" >&2
    exit 1
  fi
}

entities=policies/release/entities.json
# Lines 1 and 13: the same deployment on a Wednesday and on a Saturday.
sed -n '1p;13p' policies/release/requests.jsonl >.build/asked.jsonl

echo
echo "A policy for releasing software: is it sound, and does it mean what it should?"
show 0 "remit check policies/release | tail -n 1"
show 0 "remit test policies/release | tail -n 3"

echo
echo "May a releaser deploy on a Wednesday morning, and on a Saturday?"
show 0 "remit decide policies/release --entities $entities --requests .build/asked.jsonl"

echo
echo "Why not on Saturday?"
show 0 "tail -n 1 .build/asked.jsonl | remit explain policies/release --entities $entities --requests - > .build/why.txt; head -n 13 .build/why.txt"

rm -rf .build/demo-trail*
echo
echo "The same on record, each answer on the disk before it is given; then verified:"
show 0 "remit decide policies/release --entities $entities --requests .build/asked.jsonl --trail .build/demo-trail | wc -l"
show 0 "remit audit verify .build/demo-trail"
show 0 "remit audit show .build/demo-trail --last 2"

echo
echo "What the checker says to mistakes:"
show 1 "remit check docs/examples/mistakes.remit"

echo
echo "Next: README.md, docs/language.md, policies/. The command is $bin/remit"
