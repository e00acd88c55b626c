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
#   make golden    record golden files again (the recording run fails: read the difference)

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := test

# Warnings of our own code are errors here. All targets build with it, so that they share one set
# of build products: changing it builds everything again.
export REMIT_STRICT = 1

REMIT_FUZZ_SECONDS ?= 600

.PHONY: demo test set-up build format format-check policies fuzz docs golden check-sarif check-grammar

demo: set-up
	@scripts/demo.sh

test: set-up
	@scripts/test.sh

set-up:
	@scripts/set-up.sh

build: set-up
	@swift build --build-tests

format:
	@swift format --in-place --parallel --recursive Package.swift Sources Tests Fuzzing

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

golden: build
	@scripts/record.sh .
