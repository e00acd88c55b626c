#!/usr/bin/env bash
# compare-decisions.sh EXPECTED ANSWERS: line by line, each answer must start with what is expected
# of it; blanks outside strings do not count. An expected line may leave out the keys that come
# last: `{"decision": true}` says nothing of causes, reasons, obligations and errors.
set -euo pipefail

expected="$1"
answers="$2"

# Prints each JSON line without the blanks outside strings.
compact() {
  awk '{
    out = ""; inside = 0; n = length($0)
    for (i = 1; i <= n; i++) {
      c = substr($0, i, 1)
      if (inside && c == "\\") { out = out c substr($0, ++i, 1); continue }
      if (c == "\"") inside = !inside
      if (inside || (c != " " && c != "\t" && c != "\r")) out = out c
    }
    print out
  }' "$1"
}

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
compact "$expected" >"$work/expected"
compact "$answers" >"$work/answers"

paste -d '\n' "$work/expected" "$work/answers" | awk -v file="$expected" '
  NR % 2 == 1 { want = $0; next }
  {
    line = NR / 2
    start = substr(want, 1, length(want) - 1)
    if (want == "" && $0 == "") next
    next_character = substr($0, length(start) + 1, 1)
    fits = want != "" && index($0, start) == 1 && (next_character == "," || next_character == "}")
    if (!fits) {
      wrong++
      if (wrong <= 5) printf "%s:%d:\n  expected %s\n  got      %s\n", file, line, want, $0
    }
  }
  END {
    if (wrong) { printf "%s: %d of %d answers are wrong\n", file, wrong, NR / 2; exit 1 }
    if (NR == 0) { printf "%s: nothing to compare\n", file; exit 1 }
    printf "%s: %d answers as expected\n", file, NR / 2
  }'
