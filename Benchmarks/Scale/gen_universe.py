#!/usr/bin/env python3
"""Writes RBAC universes from 10 to 100,000 rules, in no engine's words.

usage: gen_universe.py OUT [--seed S] [--n 10,1000,100000] [--requests 1000]

OUT gets n10/plain.json and so on. N rules are N different triples (role, action, folder); there are
N/10 roles and as many folders (at least 5), 8 actions, and ten times N users and documents (at most
100,000). A user has one to three roles, a document lies in one folder. Every other request is aimed
at a rule, so that about half are allowed. The same seed gives the same bytes; gen_remit.py and the
peers' harness put a universe into each engine's words.
"""
import argparse
import json
import os
import random

ACTIONS = 8
POPULATION_MAX = 100_000


def universe(rule_count, request_count, dice):
    width = max(5, rule_count // 10)
    population = min(10 * rule_count, POPULATION_MAX)
    rules = set()
    in_order = []
    while len(in_order) < rule_count:
        rule = (f"r{dice.randrange(width)}", f"a{dice.randrange(ACTIONS)}",
                f"f{dice.randrange(width)}")
        if rule not in rules:
            rules.add(rule)
            in_order.append(rule)
    user_roles = {f"u{user}": [f"r{role}" for role in
                               sorted(dice.sample(range(width), dice.randint(1, 3)))]
                  for user in range(population)}
    doc_folder = {f"d{doc}": f"f{dice.randrange(width)}" for doc in range(population)}
    holders, contents = {}, {}
    for user, roles in user_roles.items():
        for role in roles:
            holders.setdefault(role, []).append(user)
    for doc, folder in doc_folder.items():
        contents.setdefault(folder, []).append(doc)
    requests = []
    while len(requests) < request_count:
        if len(requests) % 2 == 1:
            requests.append((f"u{dice.randrange(population)}", f"a{dice.randrange(ACTIONS)}",
                             f"d{dice.randrange(population)}"))
            continue
        role, action, folder = dice.choice(in_order)
        if role in holders and folder in contents:
            requests.append((dice.choice(holders[role]), action, dice.choice(contents[folder])))
    expected = [any((role, action, doc_folder[doc]) in rules for role in user_roles[user])
                for user, action, doc in requests]
    return {"n": rule_count, "rules": in_order, "user_roles": user_roles,
            "doc_folder": doc_folder, "requests": requests, "expected": expected}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--n", default="10,100,1000,10000,100000")
    parser.add_argument("--requests", type=int, default=1000)
    options = parser.parse_args()
    for rule_count in map(int, options.n.split(",")):
        dice = random.Random(f"{options.seed}/scale/{rule_count}")
        folder = os.path.join(options.out, f"n{rule_count}")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "plain.json"), "w", encoding="utf-8") as out:
            json.dump({"seed": options.seed, **universe(rule_count, options.requests, dice)}, out,
                      separators=(",", ":"))


if __name__ == "__main__":
    main()
