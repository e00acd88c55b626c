#!/usr/bin/env python3
"""Writes what was measured into docs/performance.md, between its marks, and the plots beside it.

usage: report.py [RESULTS]

A part without results keeps what it says. Nothing else of the page is touched.
"""
import json
import os
import re
import sys

import plot
import tables

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PAGE = os.path.join(ROOT, "docs", "performance.md")
PLOT = os.path.join(ROOT, "docs", "images", "rbac.svg")
PEERS = ("cedar", "casbin", "oso", "rego-cpp")


def microseconds(value):
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def cell(row, key="median_us"):
    if row is None:
        return "–"
    if "failed" in row:
        return "too slow" if row.get("slow") else "failed"
    return microseconds(row[key])


def ratio(own, peer):
    if own is None or peer is None or "failed" in own or "failed" in peer:
        return "–"
    value = peer["median_us"] / own["median_us"]
    return f"{value:,.0f}×" if value >= 10 else f"{value:.1f}×"


class Peers:
    def __init__(self, results):
        self.results = results
        self.rows = {(row["kind"], row["size"], row["engine"]): row for row in results["rows"]}
        self.cases = list(dict.fromkeys((row["kind"], row["size"]) for row in results["rows"]))

    def row(self, case, engine):
        return self.rows.get((*case, engine))

    def machine(self):
        machine, versions = self.results["machine"], self.results["versions"]
        named = ", ".join(f"{engine} ({version})" if engine not in version else version
                          for engine, version in versions.items())
        return (f"Measured on {machine['cores']} cores of an {machine['processor']} under "
                f"{machine['system']}; Swift {machine['swift']}, release build; Python "
                f"{machine['python']}; {named}; seed {self.results['seed']}.")

    def apps(self):
        rows = []
        for case in self.cases:
            if case[0] == "rbac":
                continue
            remit, cedar = self.row(case, "remit"), self.row(case, "cedar")
            rows.append([f"{case[0]}, {case[1]}", cell(remit), cell(remit, "p99_us"),
                         cell(remit, "no_reasons_median_us"), cell(cedar), ratio(remit, cedar),
                         cell(self.row(case, "rego-cpp"))])
        return tables.table(["application, size", "Remit", "p99", "no reasons", "Cedar",
                             "Cedar ÷ Remit", "rego-cpp"], rows)

    def rbac(self):
        rows = []
        for case in (case for case in self.cases if case[0] == "rbac"):
            rules, grants = self.row(case, "remit, rules"), self.row(case, "remit, grants")
            rows.append([f"{case[1]:,}", cell(rules), cell(rules, "p99_us"), cell(grants),
                         cell(grants, "p99_us"), *(cell(self.row(case, name)) for name in PEERS),
                         ratio(rules, self.row(case, "cedar"))])
        return tables.table(["rules", "Remit, rules", "p99", "Remit, grants", "p99", "Cedar",
                             "Casbin", "oso", "rego-cpp", "Cedar ÷ Remit"], rows)

    def plot(self):
        series = {}
        for name in ("remit, rules", "remit, grants", *PEERS):
            points = [(case[1], self.row(case, name)["median_us"]) for case in self.cases
                      if case[0] == "rbac" and "median_us" in (self.row(case, name) or {})]
            points = [(x, y) for x, y in points if y > 0]
            if points:
                series[name] = points
        return plot.lines(series, "rules or grants", "median, microseconds")


def replaced(page, part, text):
    """The page with the text between the marks of a part."""
    marks = re.compile(rf"(<!-- measured: {part} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not marks.search(page):
        sys.exit(f"report: docs/performance.md has no part `{part}`")
    return marks.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page)


def main():
    results = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        ROOT, ".build", "benchmarks", "results")
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    path = os.path.join(results, "peers.json")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            peers = Peers(json.load(file))
        for part in ("machine", "apps", "rbac"):
            page = replaced(page, part, getattr(peers, part)())
        os.makedirs(os.path.dirname(PLOT), exist_ok=True)
        with open(PLOT, "w", encoding="utf-8") as file:
            file.write(peers.plot())
    for part in ("conditions", "load", "ledger", "reload", "threads", "allocations"):
        path = os.path.join(results, f"{part}.jsonl")
        if os.path.exists(path):
            page = replaced(page, part, tables.of(part, path))
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(page)


if __name__ == "__main__":
    main()
