#!/usr/bin/env python3
"""Counts the instructions of decisions with callgrind and holds them to stored thresholds.

usage: bench-instructions.py REMIT-BENCH DATA [--update] [--only NAME] [--profile FOLDER]

Benchmarks/instructions.json has the instructions per decision of each case, as they were when
somebody last ran this with --update. A case that now takes over 3 % more fails. One that takes over
3 % less is said, so that the gain can be kept by --update. Counts do not depend on how fast or busy
the machine is, but on the compiler and on what the processor makes the C library choose: the file
says by which compiler they were counted, and with another one nothing is compared.

With --profile the counts by function of each case are written to FOLDER.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

THRESHOLDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Benchmarks",
                          "instructions.json")
TOLERANCE = 0.03
CASES = (
    [f"apps/{app}/{size}" for app in ("gdrive", "github", "tinytodo") for size in ("n05", "n50")]
    + [f"{form}/{size}" for form in ("rules", "grants") for size in ("n10", "n1000")]
    + [f"conditions/{kind}/n64"
       for kind in ("enum", "text", "interval", "network", "prefix", "path")]
)
# One for each of the two ways to ask.
MEASURED = {"complete": "*measuredComplete*", "none": "*measuredNone*"}


def compiler():
    text = subprocess.run(["swift", "--version"], capture_output=True, text=True,
                          check=True).stdout
    return re.search(r"Swift version \S+", text).group(0)


def count(program, folder, reasons, out):
    """Instructions per decision."""
    # Where the standard library hashes, its seed must not differ from run to run.
    environment = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}
    command = ["valgrind", "--quiet", "--tool=callgrind", "--collect-atstart=no",
               f"--toggle-collect={MEASURED[reasons]}", f"--callgrind-out-file={out}",
               program, "instrumented", folder]
    if reasons == "none":
        command.append("--no-reasons")
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if run.returncode != 0:
        sys.exit(f"bench-instructions: {folder}: {run.stderr.strip()}")
    decisions = json.loads(run.stdout)["decisions"]
    with open(out, encoding="utf-8", errors="replace") as profile:
        total = next(int(line.split()[1]) for line in profile if line.startswith("summary:"))
    if total == 0:
        sys.exit(f"bench-instructions: {folder}: callgrind has counted nothing")
    return total / decisions


def write_profile(out, path):
    text = subprocess.run(["callgrind_annotate", "--auto=no", "--threshold=95", out],
                          capture_output=True, text=True, check=True).stdout
    named = subprocess.run(["swift", "demangle", "--simplified"], input=text,
                           capture_output=True, text=True, check=True).stdout
    with open(path, "w", encoding="utf-8") as file:
        file.write(named)


def judge(name, now, before):
    """What to print, and whether it fails."""
    if before is None:
        return f"{name:42} {now:10.0f}  new: keep it with --update", False
    change = now / before - 1
    text = f"{name:42} {now:10.0f}  {change:+7.1%} of {before:.0f}"
    if change > TOLERANCE:
        return text + "  TOO MANY", True
    return text + ("  fewer: keep it with --update" if change < -TOLERANCE else ""), False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("data")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--profile")
    options = parser.parse_args()
    version = compiler()
    stored = {"compiler": version, "instructions": {}}
    if os.path.exists(THRESHOLDS):
        with open(THRESHOLDS, encoding="utf-8") as file:
            stored = json.load(file)
    comparable = stored["compiler"] == version
    if not comparable and not options.update:
        print(f"counted by {stored['compiler']}, and this is {version}: nothing is compared")
    counts, failed = {}, False
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            for reasons in MEASURED:
                name = f"{case}, {reasons}"
                if options.only not in name:
                    continue
                out = os.path.join(folder, "callgrind.out")
                now = count(options.program, os.path.join(options.data, case), reasons, out)
                counts[name] = round(now)
                before = stored["instructions"].get(name) if comparable else None
                text, too_many = judge(name, now, before)
                failed = failed or (too_many and comparable)
                print(text, flush=True)
                if options.profile:
                    os.makedirs(options.profile, exist_ok=True)
                    write_profile(out, os.path.join(
                        options.profile, name.replace("/", "-").replace(", ", "-") + ".txt"))
    if options.update:
        kept = stored["instructions"] if comparable else {}
        with open(THRESHOLDS, "w", encoding="utf-8") as file:
            json.dump({"compiler": version, "instructions": {**kept, **counts}}, file, indent=2,
                      sort_keys=True)
            file.write("\n")
        print("Benchmarks/instructions.json is written")
    elif failed:
        sys.exit("bench-instructions: more instructions than before; "
                 "if that is meant, run again with --update and say why in the commit")


if __name__ == "__main__":
    main()
