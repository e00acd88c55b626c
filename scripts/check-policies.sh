#!/usr/bin/env bash
# Holds every example policy to what it promises, with the built command, as a user would:
# it checks, is formatted, passes its own tests, and decides its requests as expected.jsonl says.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

remit=.build/debug/remit
failures=0

# Runs a command; shows what it said only if it failed.
must() {
  local said
  if ! said="$("$@" 2>&1)"; then
    echo "FAILED: $*"
    printf '%s\n' "$said"
    failures=$((failures + 1))
    return 1
  fi
}

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

for folder in policies/*/ Benchmarks/Apps/*/; do
  folder="${folder%/}"
  for file in entities.json requests.jsonl expected.jsonl README.md; do
    if [[ ! -s "$folder/$file" ]]; then
      echo "FAILED: $folder has no $file"
      failures=$((failures + 1))
    fi
  done
  must "$remit" check "$folder" || true
  must "$remit" fmt --check "$folder" || true
  if must "$remit" test "$folder"; then
    echo "$folder: $("$remit" test "$folder" | tail -n 1)," \
      "$(wc -l <"$folder/requests.jsonl") requests"
  fi

  decide=("$remit" decide "$folder" --entities "$folder/entities.json")
  if [[ -f "$folder/grants.json" ]]; then decide+=(--grants "$folder/grants.json"); fi
  decide+=(--requests "$folder/requests.jsonl")
  # Exit code 2 says that a line was invalid: a right answer where one is expected.
  code=0
  "${decide[@]}" >"$work/answers" 2>"$work/said" || code=$?
  invalid=0
  if grep -q '"cause": *"invalid"' "$folder/expected.jsonl"; then invalid=2; fi
  if ((code != invalid)); then
    echo "FAILED with exit code $code: ${decide[*]}"
    cat "$work/said"
    failures=$((failures + 1))
  fi
  scripts/compare-decisions.sh "$folder/expected.jsonl" "$work/answers" || failures=$((failures + 1))
done

if ((failures)); then
  echo "remit: $failures failures among the example policies" >&2
  exit 1
fi
