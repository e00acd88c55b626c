#!/usr/bin/env bash
# Builds the fuzz targets: optimised, checks kept, every module instrumented for libFuzzer's
# guidance and under the address sanitizer, in a build folder of its own. Prints the program's path.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# swift -print-target-info names the folder in which the toolchain keeps its runtimes.
runtimes="$(swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')"
library="$(find -L "$runtimes/clang" "$runtimes/../clang" -name 'libclang_rt.fuzzer_no_main*' 2>/dev/null |
  grep -e "$(uname -m)" -e osx | head -n 1 || true)"
if [[ -z "$library" ]]; then
  echo "remit: this Swift toolchain has no libFuzzer (libclang_rt.fuzzer_no_main)" >&2
  exit 1
fi
case "$(uname -s)" in
  Darwin) standard=-lc++ ;;
  *) standard=-lstdc++ ;;
esac

folder=.build/fuzz
REMIT_FUZZ=1 swift build -c release --scratch-path "$folder" --product remit-fuzz \
  --sanitize=address -Xswiftc -assert-config -Xswiftc Debug \
  -Xswiftc -sanitize-coverage=edge,indirect-calls,trace-cmp,inline-8bit-counters,pc-table \
  -Xlinker "$library" -Xlinker "$standard" >&2
echo "$folder/release/remit-fuzz"
