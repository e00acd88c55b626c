#!/usr/bin/env python3
"""Writes the built-in vocabularies into a Swift file, so that the library carries them.

usage: scripts/embed-vocabularies.py [--check]

Reads every Sources/Remit/Vocabularies/*.remit and writes Vocabularies+Embedded.swift beside them.
With --check nothing is written: exit 1 says that the Swift file is not what the texts would give.
"""
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "Remit" / "Vocabularies"
TARGET = FOLDER / "Vocabularies+Embedded.swift"
DELIMITER = "###"

HEADER = """\
// swift-format-ignore-file
// Written by scripts/embed-vocabularies.py from the .remit files beside it; a test holds that the
// texts are equal byte for byte.

/// The built-in vocabularies, as the library carries them.
enum EmbeddedVocabularies {
  /// Module name and source text of each vocabulary, in byte order of the names.
  static let all: [(name: String, text: String)] = [
"""

FOOTER = """\
  ]
}
"""


def literal(path):
    """The file as a raw multi-line string literal.

    A Swift literal leaves out the line break before its closing quotes, so the text's own last line
    break needs an empty line after it.
    """
    text = path.read_bytes().decode("utf-8")
    if "\r" in text or "\0" in text:
        sys.exit(f"{path.name}: carriage returns and NUL do not survive in a Swift literal")
    if '"""' + DELIMITER in text or "\\" + DELIMITER in text:
        sys.exit(f"{path.name}: the text ends or escapes its own literal; choose a longer delimiter")
    if not text.endswith("\n"):
        sys.exit(f"{path.name}: the last line has no line break")
    return f'{DELIMITER}"""\n{text}\n"""{DELIMITER}'


def generated():
    parts = [HEADER]
    for path in sorted(FOLDER.glob("*.remit"), key=lambda path: path.stem.encode()):
        parts.append(f'    (name: "{path.stem}", text: {literal(path)}),\n')
    parts.append(FOOTER)
    return "".join(parts)


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    text = generated()
    if sys.argv[1:] == ["--check"]:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
            sys.exit(f"{TARGET.name} is stale: run scripts/embed-vocabularies.py")
        return
    TARGET.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
