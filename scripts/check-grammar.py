"""Compares the TextMate grammar, run by a TextMate engine, with the highlighter of the parser.

check-grammar.py REMIT [--record]

For every policy of the repository each piece that `remit debug highlight` names must have the same
kind under the grammar. Where a regular grammar cannot know what the parser knows, the difference is
one of KNOWN; any other is a failure. What the engine says of
Tests/Fixtures/grammar is kept there.
"""

import collections
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from babi.highlight import Grammars, highlight_line

remit, record = Path(sys.argv[1]).resolve(), "--record" in sys.argv
grammar = Path("editors/textmate/remit.tmLanguage.json")
golden = Path("Tests/Fixtures/grammar")

# What the grammar says, what the parser says, and why.
KNOWN = {
    ("variable.other.member", "name"): "`a.b` may be an action of a module",
    ("variable.other", "module"): "the module of such an action",
    ("variable.other.member", "module"): "the module of such an action, of several words",
}

SCOPES = {
    "keyword": "keyword.control",
    "declaration": "storage.type",
    "word-operator": "keyword.operator.word",
    "operator": "keyword.operator",
    "punctuation": "punctuation",
    "type": "entity.name.type",
    "builtin-type": "support.type",
    "declared-type": "entity.name.type.declaration",
    "declared-name": "entity.name.function",
    "call": "variable.function",
    "builtin-function": "support.function",
    "variable": "variable.language",
    "parameter": "variable.parameter",
    "attribute": "variable.other.member",
    "module": "entity.name.namespace",
    "name": "variable.other",
    "string": "string.quoted.double",
    "escape": "constant.character.escape",
    "number": "constant.numeric.integer",
    "duration": "constant.numeric.duration",
    "instant": "constant.numeric.instant",
    "boolean": "constant.language",
    "regex": "string.regexp",
    "comment": "comment.line.double-slash",
    "documentation": "comment.line.documentation",
    "invalid": "invalid.illegal",
}


def compile_grammar(folder):
    # The engine takes grammars from a folder, by file name.
    link = Path(folder) / "source.remit.json"
    link.write_text(grammar.read_text())
    return Grammars(folder).compiler_for_scope("source.remit")


def tokens(compiler, text):
    """(line, column, text, scope) for every piece but the blanks between others."""
    state, first = compiler.root_state, True
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        state, regions = highlight_line(compiler, state, line, first)
        first = False
        for region in regions:
            piece = line[region.start : region.end]
            scope = region.scope[-1].removesuffix(".remit") if len(region.scope) > 1 else "-"
            if piece.strip() or scope != "-":
                yield number, region.start, piece, scope


def scopes_by_offset(compiler, text):
    scopes = ["-"] * (len(text.encode()) + 1)
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    lines = text.splitlines(keepends=True)
    for number, column, piece, scope in tokens(compiler, text):
        lower = starts[number - 1] + len(lines[number - 1][:column].encode())
        for offset in range(lower, lower + len(piece.encode())):
            scopes[offset] = scope
    return scopes


def compare(compiler, path):
    data = path.read_bytes()
    scopes = scopes_by_offset(compiler, data.decode())
    ran = subprocess.run([remit, "debug", "highlight", path], capture_output=True, check=True)
    for line in ran.stdout.decode().splitlines():
        offset, kind, shown = line.split("\t", 2)
        said = scopes[int(offset)]
        counts["pieces"] += 1
        if said == SCOPES[kind]:
            continue
        if (said, kind) in KNOWN:
            known[said, kind] += 1
            continue
        row = data[: int(offset)].count(b"\n") + 1
        failures.append(f"{path}:{row}: {shown} is {said} to the grammar, {kind} to the parser")


counts, known, failures = collections.Counter(), collections.Counter(), []
with tempfile.TemporaryDirectory() as folder:
    compiler = compile_grammar(folder)
    policies = [
        Path(p)
        for p in subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "*.remit"],
            capture_output=True, text=True, check=True,
        ).stdout.split("\n")
        if p
    ]
    for path in policies:
        # What has syntax errors on purpose means nothing in particular.
        if subprocess.run([remit, "fmt", "-"], stdin=open(path), capture_output=True).returncode:
            counts["left out"] += 1
            continue
        counts["policies"] += 1
        compare(compiler, path)
    for source in sorted(golden.glob("*.remit")):
        rows = [
            f"{row}:{column + 1}\t{scope}\t{piece}\n"
            for row, column, piece, scope in tokens(compiler, source.read_text())
        ]
        kept = golden / (source.stem + ".scopes")
        if record:
            kept.write_text("".join(rows))
        elif not kept.exists() or kept.read_text() != "".join(rows):
            failures.append(f"{kept} is not what the engine says (--record writes it)")

for failure in failures:
    print(f"FAILED: {failure}")
for (said, kind), count in sorted(known.items()):
    print(f"known: {count} times {said} for {kind}: {KNOWN[said, kind]}")
print(
    f"grammar: {counts['pieces']} pieces of {counts['policies']} policies compared, "
    f"{counts['left out']} with syntax errors left out, {len(failures)} failures"
)
sys.exit(1 if failures else 0)
