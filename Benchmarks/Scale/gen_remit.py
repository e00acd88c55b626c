#!/usr/bin/env python3
"""Writes the Remit form of one universe of the scale benchmark.

usage: gen_remit.py PLAIN.json OUT [--grants]

PLAIN.json holds `rules` (role, action, folder), `user_roles`, `doc_folder`, `requests` (user,
action, document) and `expected`. OUT gets policy.remit, entities.json, requests.jsonl and
expected.jsonl. A rule becomes one allow rule, r0, r1, … in the order of PLAIN.json, just as it
becomes one permit in the Cedar form: roles and folders are entities, users lie in their roles and
documents in their folder.

With --grants each rule becomes a grant instead: the roles of PLAIN.json are groups of users, every
action is what one role can do, and the grants r0, r1, … give that role to the group on the folder.
They are data: grants.json is written too, and policy.remit is the same for every N.
"""
import json
import os
import sys

MODULE = "scale"


def entity(type_name, ident, parents=()):
    """One entity of entities.json; parents are (type, id) pairs."""
    return {
        "uid": {"type": type_name, "id": ident},
        "attrs": {},
        "parents": [{"type": t, "id": i} for t, i in parents],
    }


def quoted(ident):
    """A Remit string literal. The ids of this data are plain ASCII words."""
    if not ident.isascii() or not ident.isprintable() or '"' in ident or "\\" in ident:
        raise ValueError(f"id needs escapes: {ident!r}")
    return f'"{ident}"'


def actions_of(plain):
    return sorted({action for _, action, _ in plain["rules"]}
                  | {action for _, action, _ in plain["requests"]})


def head_lines(plain, holder):
    """A declaration each: the types, `holder` being what users lie in, and the actions."""
    yield f"module {MODULE}"
    yield ""
    yield f"entity {holder}"
    yield "entity Folder"
    yield f"entity User in {holder}"
    yield "entity Doc in Folder"
    yield ""
    yield f"action {', '.join(actions_of(plain))} on Doc by User"
    yield ""


def role_lines(plain):
    """The policy of the grants: a role for each action."""
    yield from head_lines(plain, "Group")
    for action in actions_of(plain):
        yield f"role can-{action} {{ can {action} on Doc }}"


def grants(plain):
    """A grant for each triple."""
    for number, (role, action, folder) in enumerate(plain["rules"]):
        yield {
            "id": f"r{number}",
            "role": f"can-{action}",
            "to": {"type": "Group", "id": role},
            "on": {"type": "Folder", "id": folder},
        }


def policy_lines(plain):
    """The policy of the rules: one allow rule a triple."""
    yield from head_lines(plain, "Role")
    for number, (role, action, folder) in enumerate(plain["rules"]):
        yield (f"allow r{number}: User in Role::{quoted(role)} to {action}"
               f" on Doc in Folder::{quoted(folder)}")


def entities(plain, holder):
    """Every role and folder that anything names, then users and documents with their parents."""
    roles = {role for role, _, _ in plain["rules"]}
    roles.update(role for held in plain["user_roles"].values() for role in held)
    folders = {folder for _, _, folder in plain["rules"]} | set(plain["doc_folder"].values())
    for role in sorted(roles):
        yield entity(holder, role)
    for folder in sorted(folders):
        yield entity("Folder", folder)
    for user, held in plain["user_roles"].items():
        yield entity("User", user, [(holder, role) for role in held])
    for doc, folder in plain["doc_folder"].items():
        yield entity("Doc", doc, [("Folder", folder)])


def answers(plain, by_grants):
    """For each request the full decision, found by lookup of the triples; the data's own answer
    must agree. What a role permits is named by the role and by its grant."""
    number_of = {tuple(rule): number for number, rule in enumerate(plain["rules"])}
    for (user, action, doc), expected in zip(plain["requests"], plain["expected"], strict=True):
        folder = plain["doc_folder"][doc]
        hits = [number_of.get((role, action, folder)) for role in plain["user_roles"][user]]
        names = {f"{MODULE}.r{number}" for number in hits if number is not None}
        if by_grants:
            names = {name.removeprefix(f"{MODULE}.") for name in names}
            names |= {f"{MODULE}.can-{action}"} if names else set()
        names = sorted(names)
        if bool(names) != expected:
            raise ValueError(f"{user} {action} {doc}: lookup says {bool(names)}, not {expected}")
        cause = "permitted" if names else "unmatched"
        yield {"decision": bool(names), "cause": cause, "determining": names}


def requests(plain):
    for user, action, doc in plain["requests"]:
        yield {
            "principal": {"type": "User", "id": user},
            "action": action,
            "resource": {"type": "Doc", "id": doc},
            "context": {},
        }


def write_lines(path, lines):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for line in lines:
            out.write(line + "\n")


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def main():
    arguments = sys.argv[1:]
    by_grants = "--grants" in arguments
    places = [argument for argument in arguments if argument != "--grants"]
    if len(places) != 2:
        sys.exit(__doc__)
    source, folder = places
    with open(source, encoding="utf-8") as text:
        plain = json.load(text)
    os.makedirs(folder, exist_ok=True)
    policy = role_lines(plain) if by_grants else policy_lines(plain)
    holder = "Group" if by_grants else "Role"
    write_lines(os.path.join(folder, "policy.remit"), policy)
    write_lines(os.path.join(folder, "entities.json"),
                ["[" + ",\n".join(map(compact, entities(plain, holder))) + "]"])
    if by_grants:
        write_lines(os.path.join(folder, "grants.json"),
                    ["[" + ",\n".join(map(compact, grants(plain))) + "]"])
    write_lines(os.path.join(folder, "requests.jsonl"), map(compact, requests(plain)))
    write_lines(os.path.join(folder, "expected.jsonl"), map(compact, answers(plain, by_grants)))


if __name__ == "__main__":
    main()
