#!/usr/bin/env bash
# fuzz.sh all SECONDS [TARGET]…   looks for inputs that break a property, each target in turn
# fuzz.sh minimise [TARGET]…      puts what was found into Fuzzing/Corpus, as few files as will do
# fuzz.sh reproduce TARGET FILE   runs one input again
#
# The targets are those of libFuzzer (lexer parser formatter checker json patterns decide trail) and
# `properties`, the tests with random policies, random patterns, spoilt input and a trail that
# crashes; without any it is all of them.
# New inputs gather in .build/fuzz/found/TARGET; those that break something are in
# .build/fuzz/broken/TARGET, and the run ends with an error. docs/fuzzing.md says what to do then.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# libFuzzer says more about a crash than the backtrace of Swift would.
export SWIFT_BACKTRACE=enable=no

all=(lexer parser formatter checker json patterns decide trail)
# A single input that takes this many seconds is a finding, and so is one that needs more memory.
seconds_max=10
megabytes_max=3000
# Files of one target in the corpus: `make test` runs them all.
files_max=400

usage() {
  sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

# The tests that go on for as long as they are let.
random_tests() {
  echo "== properties for $1 s"
  swift build --build-tests || return
  REMIT_FUZZ_SECONDS="$1" swift test --skip-build --disable-xctest \
    --filter 'RemitPropertyTests|RegexFuzzTests|CrashTests'
}

dictionary() {
  case "$1" in
    json | patterns) echo "Fuzzing/Dictionaries/$1.dict" ;;
    trail) echo Fuzzing/Dictionaries/json.dict ;;
    *) echo Fuzzing/Dictionaries/policy.dict ;;
  esac
}

fuzz() {
  local target="$1"
  shift
  nice "$program" "$target" -timeout="$seconds_max" -rss_limit_mb="$megabytes_max" "$@"
}

run() {
  local target="$1" seconds="$2"
  echo "== $target for $seconds s"
  mkdir -p ".build/fuzz/found/$target" ".build/fuzz/broken/$target"
  # shellcheck disable=SC2046 # folders are words
  fuzz "$target" -dict="$(dictionary "$target")" -max_total_time="$seconds" \
    -artifact_prefix=".build/fuzz/broken/$target/" -print_final_stats=1 \
    ".build/fuzz/found/$target" $(kept "$target") >".build/fuzz/$target.log" 2>&1 || {
    tail -n 40 ".build/fuzz/$target.log" >&2
    return 1
  }
  grep -E '^(Done|stat::)|DONE' ".build/fuzz/$target.log"
}

# The folders of inputs that come with the repository.
kept() {
  local kind
  for kind in Corpus Regressions; do
    if [[ -d "Fuzzing/$kind/$1" ]]; then echo "Fuzzing/$kind/$1"; fi
  done
}

# Leaves some hundred files in a folder, of all sizes.
thin() {
  local count
  count="$(ls "$1" | wc -l)"
  if ((count <= files_max)); then return; fi
  ls -S "$1" | awk -v all="$count" -v max="$files_max" \
    'int(NR * max / all) == int((NR - 1) * max / all)' | (cd "$1" && xargs rm)
}

minimise() {
  local target least
  for target in "$@"; do
    least="$(mktemp -d)"
    # One input for each edge, however often it is taken; more would be thousands of files.
    # shellcheck disable=SC2046 # folders are words
    fuzz "$target" -merge=1 -use_counters=0 "$least" $(kept "$target") ".build/fuzz/found/$target" \
      2>".build/fuzz/$target.merge.log"
    thin "$least"
    rm -rf "Fuzzing/Corpus/$target"
    mkdir -p Fuzzing/Corpus
    mv "$least" "Fuzzing/Corpus/$target"
    chmod 755 "Fuzzing/Corpus/$target"
    echo "$target: $(ls "Fuzzing/Corpus/$target" | wc -l) files," \
      "$(du -sb "Fuzzing/Corpus/$target" | cut -f1) bytes"
  done
}

command="${1:-}"
shift || usage
case "$command" in
  all)
    seconds="${1:-}"
    [[ "$seconds" =~ ^[0-9]+$ ]] || usage
    shift
    targets=("$@")
    if [[ $# == 0 ]]; then targets=("${all[@]}" properties); fi
    each=$((seconds / ${#targets[@]}))
    if ((each == 0)); then each=1; fi
    program=""
    failed=()
    for target in "${targets[@]}"; do
      if [[ "$target" == properties ]]; then
        random_tests "$each" || failed+=("$target")
        continue
      fi
      if [[ -z "$program" ]]; then program="$(scripts/fuzz-build.sh)"; fi
      run "$target" "$each" || failed+=("$target")
    done
    if ((${#failed[@]} > 0)); then
      echo "remit: broken: ${failed[*]}; the inputs are under .build/fuzz/broken" >&2
      exit 1
    fi
    ;;
  minimise)
    targets=("$@")
    if [[ $# == 0 ]]; then targets=("${all[@]}"); fi
    program="$(scripts/fuzz-build.sh)"
    minimise "${targets[@]}"
    ;;
  reproduce)
    [[ $# == 2 ]] || usage
    program="$(scripts/fuzz-build.sh)"
    fuzz "$1" "$2"
    ;;
  *) usage ;;
esac
