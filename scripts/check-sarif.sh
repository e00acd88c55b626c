#!/usr/bin/env bash
# Holds what `remit check --format sarif` writes to the JSON schema of SARIF 2.1.0, and its places to
# the files they are in. The schema is OASIS's, as the source distribution of the package sarif_om
# carries it; it is fetched, not kept here. Needs a network once. Run by `make check-sarif`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python="$(scripts/python-tools.sh)"
schema=.build/python-tools/sarif-2.1.0-rtm.4.json
if [[ ! -f "$schema" ]]; then
  fetched="$(mktemp -d)"
  trap 'rm -rf "$fetched"' EXIT
  "$python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: \
    --dest "$fetched" sarif_om==1.0.4
  tar -xzf "$fetched/sarif_om-1.0.4.tar.gz" -C "$fetched"
  cp "$fetched/sarif_om-1.0.4/sarif-2.1.0-rtm.4.json" "$schema"
fi
echo "49729d5909e2b1b976621a29dcebef22e57c78c20d469dfe6c7f15f759904f61  $schema" | sha256sum --check --quiet

exec "$python" scripts/check-sarif.py .build/debug/remit "$schema"
