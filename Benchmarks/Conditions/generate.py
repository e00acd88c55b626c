#!/usr/bin/env python3
"""Writes policies of rules that share a head and differ in one condition.

usage: generate.py OUT [--seed S] [--n 8,64,512] [--requests 1000]

OUT gets KIND/n8/ and so on, for six kinds of condition: a case of an enum, a text, an interval of
numbers, a network, the beginning of a text, a path template. Conditions do not overlap. Every other
request meets exactly one rule, the others none, and expected.jsonl has the full answers. The same
seed gives the same bytes.
"""
import argparse
import json
import os
import random

# For each kind: the type of the attribute, the condition of rule i, a value that meets it, and a
# value that meets no rule though it looks much like the others.
KINDS = {
    "enum": ("Level", "context.value == case{i}",
             lambda i, dice: f"case{i}", lambda n, dice: "other"),
    "text": ("String", 'context.value == "name-{i}"',
             lambda i, dice: f"name-{i}", lambda n, dice: f"name-{n + dice.randrange(n)}"),
    "interval": ("Int", "context.value >= {i}00 and context.value < {i}50",
                 lambda i, dice: 100 * i + dice.randrange(50),
                 lambda n, dice: 100 * dice.randrange(n) + 50 + dice.randrange(50)),
    "network": ("IP", 'context.value in ip("10.{high}.{low}.0/24")',
                lambda i, dice: f"10.{i // 256}.{i % 256}.{dice.randrange(256)}",
                lambda n, dice: f"11.0.{dice.randrange(256)}.{dice.randrange(256)}"),
    "prefix": ("String", 'context.value.startsWith("area-{i}/")',
               lambda i, dice: f"area-{i}/item-{dice.randrange(1000)}",
               lambda n, dice: f"area-{dice.randrange(n)}-item-{dice.randrange(1000)}"),
    "path": ("String", 'context.value matches path("/area-{i}/{{*}}/items/{{**}}")',
             lambda i, dice: f"/area-{i}/x{dice.randrange(100)}/items/{dice.randrange(100)}",
             lambda n, dice: f"/area-{dice.randrange(n)}/x{dice.randrange(100)}/others/1"),
}


def policy(kind, count):
    type_name, condition, _, _ = KINDS[kind]
    yield "module conditions"
    yield ""
    if kind == "enum":
        yield f"enum Level {{ {', '.join(f'case{i}' for i in range(count))}, other }}"
    yield "entity User"
    yield "entity Doc"
    yield f"action read on Doc by User {{ value: {type_name} }}"
    yield ""
    for i in range(count):
        text = condition.format(i=i, high=i // 256, low=i % 256)
        yield f"allow r{i}: User to read on Doc when {text}"


def requests(kind, count, total, dice):
    """Requests with their full answers."""
    _, _, meeting, missing = KINDS[kind]
    for number in range(total):
        hit = dice.randrange(count) if number % 2 == 0 else None
        value = missing(count, dice) if hit is None else meeting(hit, dice)
        request = {"principal": {"type": "User", "id": "u"}, "action": "read",
                   "resource": {"type": "Doc", "id": "d"}, "context": {"value": value}}
        names = [] if hit is None else [f"conditions.r{hit}"]
        yield request, {"decision": hit is not None,
                        "cause": "unmatched" if hit is None else "permitted",
                        "determining": names}


def write_lines(path, lines):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for line in lines:
            out.write(line + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--n", default="8,64,512")
    parser.add_argument("--requests", type=int, default=1000)
    options = parser.parse_args()
    for kind in KINDS:
        for count in map(int, options.n.split(",")):
            dice = random.Random(f"{options.seed}/{kind}/{count}")
            folder = os.path.join(options.out, kind, f"n{count}")
            os.makedirs(folder, exist_ok=True)
            pairs = list(requests(kind, count, options.requests, dice))
            write_lines(os.path.join(folder, "policy.remit"), policy(kind, count))
            stored = [{"uid": {"type": kind_of, "id": ident}, "attrs": {}, "parents": []}
                      for kind_of, ident in (("User", "u"), ("Doc", "d"))]
            write_lines(os.path.join(folder, "entities.json"), [json.dumps(stored)])
            write_lines(os.path.join(folder, "requests.jsonl"),
                        (json.dumps(request) for request, _ in pairs))
            write_lines(os.path.join(folder, "expected.jsonl"),
                        (json.dumps(answer) for _, answer in pairs))


if __name__ == "__main__":
    main()
