# What people type. Each target does its own set-up; each stops at the first thing that fails.
#
#   make demo      build the command and take the one-minute tour
#   make test      everything that must hold: format, build, example policies, tests
#   make fuzz      libFuzzer over each fuzz target, then random policies and spoilt input, for as
#                  long as REMIT_FUZZ_SECONDS says together (600); TARGET=parser for one of them
#   make format    lay out the sources
#   make docs      write docs/diagnostics.md again from the catalogue
#   make check-sarif  hold SARIF logs to the schema of OASIS; fetches it and a validator (Python)
#   make check-grammar  compare the grammar for editors with the parser; fetches an engine (Python)
#   make bench     measure the engine; PART="apps threads" for some of it (docs/performance.md)
#   make bench-peers  measure it beside Cedar, Casbin, oso and rego-cpp (Python packages), and
#                  write docs/performance.md again
#   make bench-accept  keep the instructions per decision that callgrind counts now
#   make soak      REMIT_SOAK_DECISIONS (100,000,000) decisions while everything changes, or as many
#                  as fit in REMIT_SOAK_SECONDS (0: no limit)
#   make sanitize  tests of memory and threads under the thread and the address sanitizer;
#                  SANITIZER=thread for one of them
#   make golden    record golden files again (the recording run fails: read the difference)

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := test

# Warnings of our own code are errors here. All targets build with it, so that they share one set
# of build products: changing it builds everything again.
export REMIT_STRICT = 1

REMIT_FUZZ_SECONDS ?= 600
REMIT_SOAK_DECISIONS ?= 100000000
REMIT_SOAK_SECONDS ?= 0

.PHONY: demo test set-up build format format-check policies fuzz docs golden check-sarif check-grammar \
  bench bench-peers bench-accept soak sanitize

demo: set-up
	@scripts/demo.sh

test: set-up
	@scripts/test.sh

set-up:
	@scripts/set-up.sh

build: set-up
	@swift build --build-tests

format:
	@swift format --in-place --parallel --recursive Package.swift Sources Tests Fuzzing \
    Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Benchmarks

format-check:
	@scripts/check-format.sh

policies: build
	@scripts/check-policies.sh

fuzz: set-up
	@scripts/fuzz.sh all $(REMIT_FUZZ_SECONDS) $(TARGET)

docs: build
	@scripts/record.sh DocumentationTests

check-sarif: build
	@scripts/check-sarif.sh

check-grammar: build
	@scripts/check-grammar.sh

sanitize: set-up
	@scripts/sanitize.sh $(SANITIZER)

golden: build
	@scripts/record.sh .

bench:
	@scripts/bench.sh $(PART)

bench-peers:
	@scripts/bench-peers.sh

bench-accept:
	@bin="$$(scripts/bench-set-up.sh | tail -n 1)"; \
	  scripts/bench-instructions.py "$$bin/remit-bench" "$$(scripts/bench-data.sh)" --update

soak:
	@scripts/soak.sh $(REMIT_SOAK_DECISIONS) $(REMIT_SOAK_SECONDS)
