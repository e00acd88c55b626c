#!/usr/bin/env python3
"""Writes data of any size for the three applications.

usage: generate.py OUT [--seed S] [--sizes 5,50] [--requests 1000] [--density 0.05]

OUT gets APP/n05/ and so on, each with the application's policy,
entities.json and requests.jsonl. A size is the number of entities of each kind; `density` is the
chance that one entity is connected to another, 5 % as in the paper's own data. The same seed gives
the same bytes.
"""
import argparse
import json
import os
import random
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))


def uid(kind, ident):
    return {"type": kind, "id": ident}


def reference(kind, ident):
    """An entity as the value of an attribute."""
    return {"__entity": uid(kind, ident)}


class Data:
    """The entities of one application as they come to be, and the dice."""

    def __init__(self, size, density, dice):
        self.size = size
        self.density = density
        self.dice = dice
        self.entities = []

    def add(self, kind, ident, attributes=None, parents=()):
        self.entities.append(
            {"uid": uid(kind, ident), "attrs": attributes or {}, "parents": list(parents)})

    def picked(self, limit=None):
        """Numbers below the size, or a lower limit, each with the chance of a connection."""
        return [number for number in range(self.size if limit is None else limit)
                if self.dice.random() < self.density]

    def one(self):
        return self.dice.randrange(self.size)


def gdrive(data):
    """Documents in folders in views; a group's view lies in the views of the group's members."""
    members = [[] for _ in range(data.size)]
    for user in range(data.size):
        groups = data.picked()
        for group in groups:
            members[group].append(user)
        data.add("User", f"user_{user}", {
            "documentsAndFoldersWithViewAccess": reference("View", f"User user_{user}"),
            "ownedDocuments": [reference("Document", f"doc_{number}") for number in data.picked()],
            "ownedFolders": [reference("Folder", f"folder_{number}") for number in data.picked()],
        }, [uid("Group", f"group_{group}") for group in groups])
        data.add("View", f"User user_{user}")
    for group in range(data.size):
        data.add("Group", f"group_{group}")
        data.add("View", f"Group group_{group}",
                 parents=[uid("View", f"User user_{user}") for user in members[group]])

    def places(limit):
        found = [uid("Folder", f"folder_{number}") for number in data.picked(limit)]
        found += [uid("View", f"User user_{number}") for number in data.picked()]
        return found + [uid("View", f"Group group_{number}") for number in data.picked()]

    for number in range(data.size):
        public = data.dice.random() < 0.5
        data.add("Document", f"doc_{number}", {"isPublic": public}, places(None))
    for number in range(data.size):
        # A folder lies in folders made before it: no folder lies in itself.
        data.add("Folder", f"folder_{number}", parents=places(number))
    return {"read": "Document", "write": "Document", "share": "Document",
            "changeOwner": "Document", "createDocument": "Folder"}


def github(data):
    """Five levels on repositories, three on organisations; teams in teams."""
    repository_levels = ["readers", "triagers", "writers", "maintainers", "admins"]
    organization_levels = ["readers", "writers", "admins"]

    def permissions(kind, prefix, numbers, levels):
        return [uid(kind, f"{prefix}_{number}_{data.dice.choice(levels)}") for number in numbers]

    for number in range(data.size):
        data.add("Organization", f"org_{number}",
                 {level: reference("OrgPermission", f"org_{number}_{level}")
                  for level in organization_levels},
                 permissions("OrgPermission", "org", data.picked(), organization_levels))
        for level in organization_levels:
            data.add("OrgPermission", f"org_{number}_{level}")
    for number in range(data.size):
        attributes = {level: reference("RepoPermission", f"repo_{number}_{level}")
                      for level in repository_levels}
        attributes["owner"] = reference("Organization", f"org_{data.one()}")
        data.add("Repository", f"repo_{number}", attributes)
        for level in repository_levels:
            data.add("RepoPermission", f"repo_{number}_{level}")
    for number in range(data.size):
        parents = [uid("Team", f"team_{team}") for team in data.picked(number)]
        parents += permissions("RepoPermission", "repo", data.picked(), repository_levels)
        data.add("Team", f"team_{number}", parents=parents)
    for number in range(data.size):
        parents = permissions("RepoPermission", "repo", data.picked(), repository_levels)
        parents += [uid("Team", f"team_{team}") for team in data.picked()]
        parents += [uid("Organization", f"org_{other}") for other in data.picked()]
        parents += permissions("OrgPermission", "org", data.picked(), organization_levels)
        data.add("User", f"user_{number}", parents=parents)
    return dict.fromkeys(["read", "triage", "write", "maintain", "admin"], "Repository")


def tinytodo(data):
    """Lists with an owner and two teams, and up to fifty tasks that no rule looks at."""
    application = uid("Application", "TinyTodo")
    data.add("Application", "TinyTodo")
    for number in range(data.size):
        teams = [uid("Team", f"team_{team}") for team in data.picked()]
        data.add("User", f"user_{number}", parents=teams + [application])
    for number in range(data.size):
        teams = [uid("Team", f"team_{team}") for team in data.picked(number)]
        data.add("Team", f"team_{number}", parents=teams + [application])
    for number in range(data.size):
        tasks = [{"name": f"task_{data.dice.randrange(10**6)}",
                  "id": data.dice.randrange(10**6),
                  "state": data.dice.choice(["Checked", "Unchecked"])}
                 for _ in range(data.dice.randrange(51))]
        data.add("List", f"list_{number}", {
            "name": f"list_{number}",
            "owner": reference("User", f"user_{data.one()}"),
            "readers": reference("Team", f"team_{data.one()}"),
            "editors": reference("Team", f"team_{data.one()}"),
            "tasks": tasks,
        }, [application])
    actions = dict.fromkeys(["GetList", "UpdateList", "DeleteList", "CreateTask", "UpdateTask",
                             "DeleteTask", "EditShares"], "List")
    return {**actions, "CreateList": "Application", "GetLists": "Application"}


PREFIX = {"Document": "doc", "Folder": "folder", "Repository": "repo", "List": "list"}


def requests(data, actions, count):
    names = sorted(actions)
    for _ in range(count):
        action = data.dice.choice(names)
        kind = actions[action]
        ident = f"{PREFIX[kind]}_{data.one()}" if kind in PREFIX else "TinyTodo"
        yield {"principal": uid("User", f"user_{data.one()}"), "action": action,
               "resource": uid(kind, ident), "context": {}}


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sizes", default="5,50")
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--density", type=float, default=0.05)
    options = parser.parse_args()
    for application in (gdrive, github, tinytodo):
        name = application.__name__
        for size in map(int, options.sizes.split(",")):
            dice = random.Random(f"{options.seed}/{name}/{size}")
            data = Data(size, options.density, dice)
            actions = application(data)
            folder = os.path.join(options.out, name, f"n{size:02d}")
            os.makedirs(folder, exist_ok=True)
            shutil.copy(os.path.join(HERE, name, f"{name}.remit"), folder)
            write(os.path.join(folder, "entities.json"),
                  "[" + ",\n".join(map(compact, data.entities)) + "]\n")
            lines = map(compact, requests(data, actions, options.requests))
            write(os.path.join(folder, "requests.jsonl"), "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
