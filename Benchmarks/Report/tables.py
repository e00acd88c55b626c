#!/usr/bin/env python3
"""usage: tables.py PART FILE.jsonl

Prints what a part of the benchmarks has measured as a Markdown table.
"""
import json
import sys


def case(folder):
    """The name of the data: what comes after the folder that has all of it."""
    return folder.split("/data/", 1)[-1]


def table(head, rows):
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    lines = []
    for row in [head, ["-" * width for width in widths], *rows]:
        lines.append("| " + " | ".join(str(cell).rjust(width) if index else str(cell).ljust(width)
                                       for index, (cell, width) in enumerate(zip(row, widths)))
                     + " |")
    return "\n".join(lines)


def decide(rows):
    return table(
        ["data", "median ns", "p99 ns", "mean ns", "median, no reasons"],
        [[case(row["folder"]), row["complete"]["median"], row["complete"]["p99"],
          row["complete"]["mean_wall"], row["none"]["median"]] for row in rows])


def load(rows):
    return table(["data", "load ms", "resident MB", "peak MB"],
                 [[case(row["folder"]), row["load_ms"], row.get("resident_mb", "?"),
                   row.get("peak_mb", "?")] for row in rows])


def ledger(rows):
    return table(["entries", "with separation ns", "p99 ns", "over an empty ledger ns",
                  "entries add ns", "to an allow ns", "without separation ns"],
                 [[row["entries"], row["with"]["median"], row["with"]["p99"],
                   row["empty"]["median"], row["added"], row["added_to_allows"],
                   row["without"]["median"]]
                  for row in rows])


def reload(rows):
    return table(["data", "beside", "decisions", "median ns", "p99 ns", "p99.9 ns"],
                 [[case(row["folder"]), name.replace("_", " "), row[name]["decisions"],
                   row[name]["median"], row[name]["p99"], row[name]["p999"]]
                  for row in rows for name in ("alone", "beside_spin", "beside_reload")])


def threads(rows):
    return table(["data", "two threads decide", "with an engine each", "two threads spin",
                  "ratio", "ratio, an engine each", "decisions/s"],
                 [[case(row["folder"]), row["decide_scaling"], row["separate_scaling"],
                   row["spin_scaling"], row["ratio"], row["separate_ratio"],
                   int(row["decisions_per_second"])] for row in rows])


def allocations(rows):
    return table(["data", "reasons", "allocations", "bytes"],
                 [[case(row["folder"]), row["reasons"], row["allocations"], row["bytes"]]
                  for row in rows])


def trail(rows):
    """What the disk does, decisions with the trail on and off, and a large trail."""
    def micro(nanoseconds):
        return f"{nanoseconds / 1000:,.0f}"
    appends = table(
        ["callers", "recorded decisions/s", "median µs", "p99 µs", "p99.9 µs", "records a sync",
         "disk: same batches/s", "disk: median µs", "p99 / (5 × disk's median + 5 ms)",
         "decisions/s with the trail off"],
        [[row["callers"], f'{row["rate"]:,.0f}', micro(row["median"]), micro(row["p99"]),
          micro(row["p999"]), row["per_sync"], f'{row["disk"]["rate"]:,.0f}',
          micro(row["disk"]["median"]),
          f'{row["p99"] / (5 * row["disk"]["median"] + 5e6):.2f}', f'{row["off_rate"]:,.0f}']
         for row in rows if "callers" in row])
    large = table(
        ["records", "bytes each", "written s", "resident MB at a tenth", "at the end",
         "opened again s", "verified s", "sound"],
        [[f'{row["records"]:,}', row["bytes_per_record"], row["write_s"],
          row.get("resident_at_tenth_mb", "?"), row.get("resident_at_end_mb", "?"), row["open_s"],
          row["verify_s"], "yes" if row["is_sound"] else "NO"]
         for row in rows if "records" in row])
    return appends + "\n\n" + large


TABLES = {"load": load, "ledger": ledger, "reload": reload, "threads": threads,
          "allocations": allocations, "trail": trail}


def of(part, path):
    """The table of a part from its results."""
    with open(path, encoding="utf-8") as lines:
        return TABLES.get(part, decide)([json.loads(line) for line in lines])


def main():
    print(of(*sys.argv[1:]))


if __name__ == "__main__":
    main()
