#!/usr/bin/env bash
# Holds what `remit check --format sarif` writes to the JSON schema of SARIF 2.1.0, and its places to
# the files they are in. The schema is OASIS's, as the source distribution of the package
# sarif-pydantic carries it; it is fetched, not kept here. Needs a network once. Run by
# `make check-sarif`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python="$(scripts/python-tools.sh)"
schema=.build/python-tools/sarif-schema-2.1.0.json
if [[ ! -f "$schema" ]]; then
  fetched="$(mktemp -d)"
  trap 'rm -rf "$fetched"' EXIT
  "$python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: \
    --dest "$fetched" sarif-pydantic==0.6.2
  tar -xzf "$fetched/sarif_pydantic-0.6.2.tar.gz" -C "$fetched"
  cp "$fetched/sarif_pydantic-0.6.2/sarif-schema-2.1.0.json" "$schema"
fi
echo "6352a05f9d03f181b8d9c71a46bdacc4fcff9d8ade5364858b425ba0c0994ed7  $schema" | sha256sum --check --quiet

exec "$python" scripts/check-sarif.py .build/debug/remit "$schema"
