#!/usr/bin/env bash
# sanitize.sh [thread | address …]: the tests that touch unsafe memory, or memory that threads share
# without a lock, under the thread and the address sanitizer. Each has a build folder of its own under .build;
# the first build takes as long as any other. Without arguments both are run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Names of suites. On Linux the thread sanitizer does not see the locks of Swift's `Mutex`: whatever two
# threads write under one looks like a race. So it is given suites in which one thread writes, and
# others read what no lock guards.
thread=(LedgerIndexTests LedgerIndexRaceTests LedgerPositionTests)
# The memory of ledger, snapshots and decisions.
address=(
  LedgerIndexTests LedgerIndexRaceTests LedgerPositionTests DutyHistoryTests WithdrawalTests
  RaceTests HistoryModelTests EngineTests GrantChangeTests DecisionTests CandidateTests
  EffectGraphTests LoadingTests ExpressionTests DeterminingIDsTests SeparationAgreementTests
)

scripts/set-up.sh
sanitizers=("$@")
if ((${#sanitizers[@]} == 0)); then sanitizers=(thread address); fi
for name in "${sanitizers[@]}"; do
  case "$name" in
    thread) suites=("${thread[@]}") ;;
    address) suites=("${address[@]}") ;;
    *)
      echo "remit: there is no sanitizer \`$name\`; there are thread and address" >&2
      exit 1
      ;;
  esac
  echo "== $name"
  options=(--sanitize="$name" --scratch-path ".build/sanitize/$name")
  swift build --build-tests "${options[@]}"
  filter="($(IFS='|' && echo "${suites[*]}"))/"
  # The first finding ends the run: what comes after it is seldom worth reading. The runtime keeps
  # some memory until the process ends, so that leaks are not looked for.
  TSAN_OPTIONS="halt_on_error=1" ASAN_OPTIONS="detect_leaks=0" \
    swift test --skip-build --disable-xctest "${options[@]}" --filter "$filter"
done
