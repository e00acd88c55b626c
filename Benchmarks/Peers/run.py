#!/usr/bin/env python3
"""Measures Remit and its peers on the same data, one after the other, case by case.

usage: run.py REMIT-BENCH DATA RESULTS [--python PYTHON] [--seconds 15] [--sizes …] [--n …]

Writes RESULTS/peers.json: the machine, the versions, and for each case and engine the median and p99
of each request's least time over at least five passes, in microseconds. An engine that takes more
than two minutes to load one size is not asked about greater ones.
"""
import argparse
import importlib.metadata
import json
import os
import platform
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PATIENCE = 120
APPS = ("gdrive", "github", "tinytodo")
PACKAGES = {"cedar": "cedarpy", "casbin": "casbin", "oso": "oso", "rego-cpp": "regopy"}


def first_line(command):
    return subprocess.run(command, capture_output=True, text=True,
                          check=True).stdout.splitlines()[0]


def machine():
    """What kind of machine this is, and no more."""
    model = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            named = [line for line in lines if line.startswith("model name")]
        model = re.sub(r"\s+", " ", named[0].split(":", 1)[1].strip()) if named else model
    swift = re.search(r"Swift version (\S+)", first_line(["swift", "--version"]))
    return {"processor": model, "cores": os.cpu_count(), "system": platform.system(),
            "swift": swift.group(1) if swift else "?", "python": platform.python_version()}


class Run:
    def __init__(self, options):
        self.options = options
        self.rows = []
        self.given_up = set()
        self.machine = machine()
        self.versions = {engine: f"{package} {importlib.metadata.version(package)}"
                         for engine, package in PACKAGES.items()}

    def case(self, kind, size, folders, engines):
        """One set of data: Remit in each of its forms, then the peers."""
        main = next(iter(folders.values()))
        for name, folder in folders.items():
            # A hundred passes take less than a tenth of the seconds that each peer is given.
            row = json.loads(first_line([self.options.program, "decide", folder, "--passes", "101"]))
            self.keep(kind, size, {
                "engine": name, "median_us": row["complete"]["median"] / 1000,
                "p99_us": row["complete"]["p99"] / 1000, "requests": row["requests"], "wrong": 0,
                "no_reasons_median_us": row["none"]["median"] / 1000})
        expected = os.path.join(self.options.results, "answers.jsonl")
        with open(expected, "w", encoding="utf-8") as out:
            subprocess.run([self.options.program, "answers", main], stdout=out, check=True)
        for engine in engines:
            if (kind, engine) not in self.given_up:
                self.keep(kind, size, self.peer(kind, engine, main, expected))

    def peer(self, kind, engine, folder, expected):
        command = [self.options.python, os.path.join(HERE, "engines.py"), engine, folder, expected,
                   str(self.options.seconds)]
        limit = PATIENCE + 4 * self.options.seconds
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=limit,
                                 check=False)
        except subprocess.TimeoutExpired:
            self.given_up.add((kind, engine))
            return {"engine": engine, "failed": f"not done after {limit:.0f} s", "slow": True}
        if run.returncode != 0:
            self.given_up.add((kind, engine))
            lines = run.stderr.strip().splitlines()
            return {"engine": engine, "failed": lines[-1] if lines else f"exit {run.returncode}"}
        return json.loads(run.stdout.splitlines()[-1])

    def keep(self, kind, size, row):
        self.rows.append({"kind": kind, "size": size, **row})
        print(json.dumps(self.rows[-1]), flush=True)
        # After each, so that a run that is ended early has said what it knows.
        with open(os.path.join(self.options.results, "peers.json"), "w", encoding="utf-8") as out:
            json.dump({"machine": self.machine, "versions": self.versions,
                       "seed": self.options.seed, "rows": self.rows}, out, indent=1)
            out.write("\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("data")
    parser.add_argument("results")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--sizes", default="5,50")
    parser.add_argument("--n", default="10,100,1000,10000,100000")
    options = parser.parse_args()
    os.makedirs(options.results, exist_ok=True)
    run = Run(options)
    for app in APPS:
        for size in map(int, options.sizes.split(",")):
            folder = os.path.join(options.data, "apps", app, f"n{size:02d}")
            run.case(app, size, {"remit": folder}, ["cedar", "rego-cpp"])
    for size in map(int, options.n.split(",")):
        folders = {"remit, rules": os.path.join(options.data, "rules", f"n{size}"),
                   "remit, grants": os.path.join(options.data, "grants", f"n{size}")}
        run.case("rbac", size, folders, ["cedar", "casbin", "oso", "rego-cpp"])
    wrong = [row for row in run.rows if row.get("wrong")]
    if wrong:
        sys.exit(f"peers: answers differ: {wrong}")
    broken = [row for row in run.rows if "failed" in row and "slow" not in row]
    if broken:
        sys.exit(f"peers: engines that could not be asked: {broken}")


if __name__ == "__main__":
    main()
