#!/usr/bin/env bash
# Makes sure that Remit can be built here: Swift, and the headers and libraries of PCRE2 and SQLite;
# and that it can be tested: Python and OpenSSL, with which the tests verify a trail a second time.
# Says nothing when all is there; installs what is missing where it may; else says what to run.
set -euo pipefail

need() {
  printf 'remit: %s\n' "$@" >&2
  exit 1
}

if ! command -v swift >/dev/null; then
  need "Swift is not installed, or not on PATH." \
    "Remit needs a Swift toolchain, version 6.2 or later: https://www.swift.org/install"
fi

version="$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)"
major="${version%%.*}"
minor="${version#*.}"
if [[ -z "$version" ]] || ((major < 6 || (major == 6 && minor < 2))); then
  need "Remit needs Swift 6.2 or later; this is ${version:-an unknown version}." \
    "See https://www.swift.org/install"
fi

if ! command -v git >/dev/null; then
  need "git is not installed; Swift fetches packages with it. On Debian: apt-get install git"
fi

# Compiles three lines against PCRE2 and SQLite: true whatever the library's folder or the packaging system.
# Swift's toolchain has clang beside swift; where it is not on PATH, any C compiler will do.
libraries_are_there() {
  local flags="" compiler
  compiler="$(command -v clang || command -v cc || true)"
  if [[ -z "$compiler" ]]; then
    [[ -f /usr/include/pcre2.h || -f /usr/local/include/pcre2.h ]] &&
      [[ -f /usr/include/sqlite3.h || -f /usr/local/include/sqlite3.h ]]
    return
  fi
  if command -v pkg-config >/dev/null && pkg-config --exists libpcre2-8; then
    flags="$(pkg-config --cflags libpcre2-8)"
  fi
  # shellcheck disable=SC2086 # flags are words
  printf '#define PCRE2_CODE_UNIT_WIDTH 8\n#include <pcre2.h>\n#include <sqlite3.h>\n' |
    "$compiler" -fsyntax-only $flags -x c - 2>/dev/null
}

# OpenSSL checks Ed25519 over a text from version 3 on.
second_verifier_is_there() {
  command -v python3 >/dev/null && [[ "$(openssl pkeyutl -help 2>&1)" == *-rawin* ]]
}

if libraries_are_there; then
  if second_verifier_is_there; then exit 0; fi
  # Who only builds does without.
  only_tests=true
else
  only_tests=false
fi

# Says what cannot be installed from here, and goes on where it is for the tests only.
leave_out() {
  printf 'remit: %s\n' "$@" >&2
  if "$only_tests"; then exit 0; fi
  exit 1
}

case "$(uname -s)" in
  Darwin)
    if "$only_tests"; then
      leave_out "some tests need Python 3 and OpenSSL 3. Install them with:" "  brew install python3 openssl"
    fi
    need "PCRE2 or SQLite is missing. Install them with:" "  brew install pcre2 sqlite pkg-config"
    ;;
esac

install="apt-get install -y --no-install-recommends libpcre2-dev libsqlite3-dev pkg-config python3 openssl"
missing="development files of PCRE2 or SQLite are missing"
if "$only_tests"; then missing="some tests need Python 3 and OpenSSL 3"; fi
if ! command -v apt-get >/dev/null; then
  leave_out "$missing (on Debian: libpcre2-dev, libsqlite3-dev, python3, openssl)." \
    "Install them with your system's package manager, then run make again."
fi

if [[ "$(id -u)" == 0 ]]; then
  as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  leave_out "$missing, and installing them needs rights that you do not have here." \
    "Run this, then make again:" "  sudo $install"
fi

echo "remit: $missing; running: ${as_root[*]:+${as_root[*]} }$install"
export DEBIAN_FRONTEND=noninteractive
# The lists may be absent or old: ask for them only when the first attempt fails.
# shellcheck disable=SC2086 # install is words
if ! "${as_root[@]}" $install >/dev/null 2>&1; then
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" $install >/dev/null
fi

libraries_are_there || need "libpcre2-dev and libsqlite3-dev are installed, but their headers cannot be compiled against."
only_tests=true
second_verifier_is_there || leave_out "python3 and openssl are installed, but openssl is older than version 3."
