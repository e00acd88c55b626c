#!/usr/bin/env python3
"""Write Sources/RemitModel/TimeZones+Data.swift from PyPI's `tzdata` package.

    python3 -m venv .build/tz && .build/tz/bin/pip install tzdata
    .build/tz/bin/python scripts/make-timezones.py

Only offsets from UTC are kept: Remit asks for wall-clock time, never for an abbreviation or for
whether summer time is in force, so neighbouring transitions with one offset are merged. Zones and
links whose rules are then the same share a line:

    names '|' offsets '|' transitions '|' summer

    names        separated by blanks
    offsets      seconds east of UTC, decimal, separated by blanks; the first holds before the
                 first transition
    transitions  each a base-36 number (lower case) of seconds since the one before (the first:
                 since 1970) and a capital letter, the index of the offset from then on
    summer       empty: the last offset holds for ever; else ten numbers that hold after the last
                 transition: winter offset, summer offset, then for the start and the end of summer
                 month (1-12), week (1-5, 5 the last), weekday (0 Sunday), and the second of the
                 local day in force before the change (may be negative or more than a day)
"""
import importlib.resources
import pathlib
import re
import struct
import sys

import tzdata

OUTPUT = pathlib.Path(__file__).parent.parent / "Sources/RemitModel/TimeZones+Data.swift"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def read_tzif(data):
    """The 64-bit part of a TZif file: (offset before all, [(time, offset)], footer)."""

    def header(at):
        magic, version, *counts = struct.unpack_from(">4sc15x6l", data, at)
        assert magic == b"TZif" and version >= b"2", "not a TZif file of version 2 or later"
        return counts

    isut, isstd, leap, times, types, chars = header(0)
    at = 44 + times * 5 + types * 6 + chars + leap * 8 + isstd + isut
    isut, isstd, leap, times, types, chars = header(at)
    assert leap == 0, "leap seconds are not expected"
    at += 44
    moments = struct.unpack_from(f">{times}q", data, at)
    at += times * 8
    indices = data[at:at + times]
    at += times
    offsets = [struct.unpack_from(">l", data, at + 6 * n)[0] for n in range(types)]
    at += types * 6 + chars + isstd + isut
    footer = data[at:].decode("ascii").strip("\n")
    return offsets[0], [(m, offsets[i]) for m, i in zip(moments, indices)], footer


def seconds(text, default):
    if not text:
        return default
    sign = -1 if text[0] == "-" else 1
    parts = [int(part) for part in text.lstrip("+-").split(":")] + [0, 0]
    return sign * (parts[0] * 3600 + parts[1] * 60 + parts[2])


def read_footer(footer):
    """A POSIX TZ string: (winter offset, None) or (winter offset, the ten numbers)."""
    name, clock = r"(?:<[^>]+>|[A-Za-z]+)", r"[+-]?\d+(?::\d+){0,2}"
    day = rf"M(\d+)\.(\d+)\.(\d+)(?:/({clock}))?"
    match = re.fullmatch(rf"{name}({clock})(?:{name}({clock})?,{day},{day})?", footer)
    assert match, f"a footer of another form: {footer}"
    fields = match.groups()
    winter = -seconds(fields[0], 0)
    if fields[2] is None:
        return winter, None
    summer = -seconds(fields[1], -(winter + 3600))
    numbers = [winter, summer]
    for month, week, weekday, time in (fields[2:6], fields[6:10]):
        numbers += [int(month), int(week), int(weekday), seconds(time, 7200)]
    return winter, numbers


def base36(value):
    sign, value, digits = "-" if value < 0 else "", abs(value), ""
    while value or not digits:
        value, digit = divmod(value, 36)
        digits = DIGITS[digit] + digits
    return sign + digits


def line(data):
    first, transitions, footer = read_tzif(data)
    winter, summer = read_footer(footer)
    offsets, current, previous, encoded = [first], first, 0, ""
    for index, (moment, offset) in enumerate(transitions):
        # The last one is kept even if it changes only the name: summer time counts from there.
        is_last = summer and index == len(transitions) - 1
        if offset == current and not is_last:
            continue
        if offset not in offsets:
            offsets.append(offset)
        encoded += base36(moment - previous) + chr(ord("A") + offsets.index(offset))
        current, previous = offset, moment
    assert len(offsets) <= 26, "more offsets than letters"
    assert summer or winter == current, "the footer does not go on from the last transition"
    return "|".join([" ".join(map(str, offsets)), encoded, " ".join(map(str, summer or []))])


def main():
    root = importlib.resources.files("tzdata")
    names = sorted((root / "zones").read_text().split())
    zones = {}
    for name in names:
        data = root.joinpath("zoneinfo", *name.split("/")).read_bytes()
        zones.setdefault(line(data), []).append(name)
    lines = sorted(" ".join(names) + "|" + rules for rules, names in zones.items())
    OUTPUT.write_text(f'''// Written by scripts/make-timezones.py; the format is described there. Do not edit.
// swift-format-ignore-file

extension TimeZoneRules {{
  /// The release of the IANA time-zone database that is embedded, such as `2026a`.
  public static let dataVersion = "{tzdata.IANA_VERSION}"

  static let table: StaticString = """
{chr(10).join(lines)}
"""
}}
''')
    print(f"{len(names)} names, {len(lines)} rules, {OUTPUT.stat().st_size} bytes", file=sys.stderr)


main()
