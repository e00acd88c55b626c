"""Validates SARIF logs of the command against the schema, and their places against the files.

check-sarif.py REMIT SCHEMA
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

import jsonschema

remit, schema_path = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
schema = json.loads(schema_path.read_text())
kind = jsonschema.validators.validator_for(schema)
kind.check_schema(schema)
validator = kind(schema, format_checker=jsonschema.FormatChecker())
root = Path.cwd()
failures = []
counts = {"logs": 0, "results": 0, "regions": 0}


def fail(case, message):
    failures.append(f"{case}: {message}")


def check_region(case, place, base):
    artifact = place["artifactLocation"]
    if artifact["uri"].startswith("remit:") or "region" not in place:
        return
    path = urllib.parse.unquote_to_bytes(artifact["uri"].removeprefix("file://"))
    if artifact.get("uriBaseId") == "%SRCROOT%":
        path = os.path.join(os.fsencode(base), path)
    data = open(path, "rb").read().removeprefix(b"\xef\xbb\xbf")
    lines = data.decode("utf-8", errors="replace").replace("\r\n", "\n").split("\n")
    region = place["region"]
    if "snippet" not in region or region["startLine"] != region["endLine"]:
        return
    line = lines[region["startLine"] - 1] + "\n"
    text = line[region["startColumn"] - 1 : region["endColumn"] - 1]
    counts["regions"] += 1
    if text != region["snippet"]["text"] and "\ufffd" not in line:
        fail(case, f"the region holds {text!r}, its snippet {region['snippet']['text']!r}")


def check(case, arguments, status, folder=root):
    ran = subprocess.run(
        [remit, "check", "--format", "sarif", *arguments], cwd=folder, capture_output=True
    )
    counts["logs"] += 1
    if ran.returncode != status:
        return fail(case, f"exit code {ran.returncode}: {ran.stderr.decode()}")
    log = json.loads(ran.stdout)
    for error in validator.iter_errors(log):
        fail(case, f"{list(error.absolute_path)}: {error.message}")
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run.get("results", []):
        counts["results"] += 1
        if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            fail(case, "ruleIndex and ruleId disagree")
        for location in result["locations"] + result.get("relatedLocations", []):
            check_region(case, location["physicalLocation"], folder)


# A validator that accepts everything would show nothing.
for spoilt in [
    {"version": "2.1.0"},
    {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "colour": 1}]},
    {
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "x", "informationUri": "not a uri"}}}],
    },
]:
    if validator.is_valid(spoilt):
        fail("the validator", f"accepts {spoilt}")

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    reports = root / "Tests/Fixtures/reports"
    text = (reports / "problems.remit").read_bytes()
    check("problems", ["Tests/Fixtures/reports/problems.remit"], 1)
    check("mistakes", ["docs/examples/mistakes.remit"], 1)
    data = ["Tests/Fixtures/reports/fitting.remit", "--entities"]
    check("data", [*data, "Tests/Fixtures/reports/entities.json"], 1)
    check("no JSON", [*data, "README.md"], 1)
    check("no file", ["no such file"], 2)
    for policy in sorted(root.glob("policies/*/")):
        check(policy.name, [policy.relative_to(root)], 0)
    check("all", sorted(str(p.relative_to(root)) for p in root.glob("policies/*/")), 0)
    (folder / "crlf.remit").write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    check("a mark and CRLF", ["crlf.remit"], 1, folder)
    hostile = b"p/a b%41:c#?[d]\x1b\n\xff.remit"
    os.makedirs(folder / "p")
    open(os.path.join(os.fsencode(folder), hostile), "wb").write(text)
    check("a hostile name", ["p"], 1, folder)
    check("an absolute path", [str(folder / "p")], 1)
    (folder / "bytes.remit").write_bytes(bytes(range(256)) * 4)
    check("bytes", ["bytes.remit"], 1, folder)
    # Every message of the catalogue, from the examples that the page of diagnostics shows.
    page = (root / "docs/diagnostics.md").read_text()
    examples = [block.split("\n```", 1)[0] for block in page.split("```text\n")[1:]]
    for index, example in enumerate(examples):
        path = folder / f"example-{index}.remit"
        path.write_text(example + "\n", newline="")
        ran = subprocess.run([remit, "check", path], capture_output=True)
        check(f"example {index}", [path.name], ran.returncode, folder)

for failure in failures:
    print(f"FAILED: {failure}")
print(
    f"SARIF: {counts['logs']} logs with {counts['results']} results, "
    f"{counts['regions']} places compared with their files, {len(failures)} failures"
)
sys.exit(1 if failures else 0)
