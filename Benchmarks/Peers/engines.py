"""The other engines: each function loads one folder of data and returns how to ask.

usage: engines.py ENGINE FOLDER EXPECTED SECONDS

Prints one JSON line: the times of ENGINE on FOLDER, in microseconds, and how many of its answers are
not what the lines of EXPECTED say. About SECONDS are spent on asking; where they do not suffice for six
passes over all requests (one to warm up), fewer requests are asked.
"""
import json
import logging
import os
import resource
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TIMED_PASSES = 5


def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as file:
        return file.read()


def read_lines(*parts):
    return [json.loads(line) for line in read(*parts).splitlines()]


def requests_of(folder):
    return read_lines(folder, "requests.jsonl")


def plain_of(folder):
    """The universe in no engine's words: rules/n10 and grants/n10 come from plain/n10."""
    data, name = os.path.split(os.path.abspath(folder))
    return json.loads(read(os.path.dirname(data), "plain", name, "plain.json"))


def name_of(uid):
    return f'{uid["type"]}::{uid["id"]}'


class Wall:
    """Asks one request at a time and reads Python's clock around the call."""

    def __init__(self, prepare, ask):
        self.prepare = prepare
        self.ask = ask

    def run(self, requests):
        """For each request what was answered and how many microseconds it took."""
        for request in requests:
            start = time.perf_counter_ns()
            allowed = self.ask(request)
            yield allowed, (time.perf_counter_ns() - start) / 1000


class CedarNative:
    """Asks a hundred at a time; each answer carries the time that Cedar itself has measured, in
    whole microseconds, without the way through Python."""

    BATCH = 100

    def __init__(self, policies, entities):
        self.policies = policies
        self.entities = entities

    @staticmethod
    def prepare(request):
        def literal(uid):
            return f'{uid["type"]}::{json.dumps(uid["id"])}'
        return {"principal": literal(request["principal"]),
                "action": f'Action::{json.dumps(request["action"])}',
                "resource": literal(request["resource"]), "context": {}}

    def run(self, requests):
        import cedarpy
        for start in range(0, len(requests), self.BATCH):
            batch = requests[start:start + self.BATCH]
            answers = cedarpy.is_authorized_batch(batch, self.policies, self.entities)
            for answer in answers:
                if answer.diagnostics.errors:
                    raise RuntimeError(f"Cedar: {answer.diagnostics.errors}")
                yield answer.allowed, answer.metrics["authz_duration_micros"]


def cedar_entities(folder, actions):
    entities = json.loads(read(folder, "entities.json"))
    return entities + [{"uid": {"type": "Action", "id": name}, "attrs": {},
                        "parents": [{"type": "Action", "id": parent} for parent in parents]}
                       for name, parents in actions.items()]


def cedar(folder):
    import cedarpy
    app = os.path.basename(os.path.dirname(os.path.abspath(folder)))
    schema = os.path.join(HERE, "cedar", f"{app}.cedarschema.json")
    if os.path.exists(schema):
        declared = next(iter(json.loads(read(schema)).values()))["actions"]
        actions = {name: [parent["id"] for parent in action.get("memberOf") or []]
                   for name, action in declared.items()}
        entities = cedarpy.Entities.from_json_str(
            json.dumps(cedar_entities(folder, actions)), read(schema))
        return CedarNative(cedarpy.PolicySet.from_str(read(HERE, "cedar", f"{app}.cedar")), entities)
    plain = plain_of(folder)
    text = "\n".join(
        f'permit(principal in Role::"{role}", action == Action::"{action}", '
        f'resource in Folder::"{place}");' for role, action, place in plain["rules"])
    names = {action for _, action, _ in plain["rules"] + plain["requests"]}
    stored = json.dumps(cedar_entities(folder, {name: [] for name in names}))
    return CedarNative(cedarpy.PolicySet.from_str(text), cedarpy.Entities.from_json_str(stored))


CASBIN_MODEL = """
[request_definition]
r = user, document, action

[policy_definition]
p = role, folder, action

[role_definition]
g = _, _
g2 = _, _

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.action == p.action && g(r.user, p.role) && g2(r.document, p.folder)
"""


def casbin(folder):
    import casbin as library
    logging.disable(logging.CRITICAL)
    plain = plain_of(folder)
    model = library.Model()
    model.load_model_from_text(CASBIN_MODEL)
    enforcer = library.Enforcer(model)
    enforcer.enable_auto_build_role_links(False)
    enforcer.add_policies([[role, place, action] for role, action, place in plain["rules"]])
    enforcer.add_grouping_policies(
        [[user, role] for user, roles in plain["user_roles"].items() for role in roles])
    enforcer.add_named_grouping_policies(
        "g2", [[document, place] for document, place in plain["doc_folder"].items()])
    enforcer.build_role_links()
    return Wall(lambda request: (request["principal"]["id"], request["resource"]["id"],
                                 request["action"]),
                lambda request: enforcer.enforce(*request))


def oso(folder):
    from oso import Oso
    plain = plain_of(folder)
    lines = ["allow(user, action, document) if holds(user, role) and lies(document, folder) "
             "and rule(role, action, folder);"]
    lines += [f'rule("{role}", "{action}", "{place}");' for role, action, place in plain["rules"]]
    lines += [f'holds("{user}", "{role}");'
              for user, roles in plain["user_roles"].items() for role in roles]
    lines += [f'lies("{document}", "{place}");'
              for document, place in plain["doc_folder"].items()]
    engine = Oso()
    engine.load_str("\n".join(lines))
    return Wall(lambda request: (request["principal"]["id"], request["action"],
                                 request["resource"]["id"]),
                lambda request: next(engine.query_rule("allow", *request), None) is not None)


def rego_data_of_app(folder):
    """Attributes and ancestors, worked out beforehand, as Cedar and Remit do when they load."""
    def value(one):
        if isinstance(one, dict):
            if "__entity" in one:
                return name_of(one["__entity"])
            return {key: value(item) for key, item in one.items()}
        return [value(item) for item in one] if isinstance(one, list) else one

    entities = json.loads(read(folder, "entities.json"))
    parents = {name_of(one["uid"]): list(map(name_of, one["parents"])) for one in entities}

    def ancestors(start):
        found, open_ones = {start}, [start]
        while open_ones:
            for parent in parents.get(open_ones.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    open_ones.append(parent)
        return dict.fromkeys(sorted(found), True)

    return {"attributes": {name_of(one["uid"]): value(one["attrs"]) for one in entities},
            "ancestors": {name: ancestors(name) for name in parents}}


def rego_data_of_rules(folder):
    plain = plain_of(folder)
    rules = {}
    for role, action, place in plain["rules"]:
        rules.setdefault(role, {}).setdefault(action, {})[place] = True
    return {"rules": rules, "user_roles": plain["user_roles"], "doc_folder": plain["doc_folder"]}


def rego(folder):
    from regopy import Input, Interpreter
    app = os.path.basename(os.path.dirname(os.path.abspath(folder)))
    is_app = os.path.exists(os.path.join(HERE, "rego", f"{app}.rego"))
    interpreter = Interpreter()
    interpreter.add_module("app", read(HERE, "rego", f"{app if is_app else 'rbac'}.rego"))
    data = rego_data_of_app(folder) if is_app else rego_data_of_rules(folder)
    interpreter.add_data_json(json.dumps(data))
    bundle = interpreter.build("x = data.app.allow", ["app/allow"])
    naming = name_of if is_app else (lambda uid: uid["id"])

    def ask(request):
        interpreter.set_input(request)
        return interpreter.query_bundle(bundle)

    wall = Wall(lambda request: Input({"principal": naming(request["principal"]),
                                       "action": request["action"],
                                       "resource": naming(request["resource"])}), ask)
    # Reading the answer out of its text is no part of the time.
    wall.is_allowed = lambda answer: '"x":true' in str(answer).replace(" ", "")
    return wall


ENGINES = {"cedar": cedar, "casbin": casbin, "oso": oso, "rego-cpp": rego}


def quantile(percent, ordered):
    return round(ordered[max(0, -(-len(ordered) * percent // 100) - 1)], 2)


def measure(engine, requests, expected, seconds):
    is_allowed = getattr(engine, "is_allowed", bool)
    prepared = [engine.prepare(request) for request in requests]
    trial = prepared[:5]
    # The first time is not like the others.
    for _ in range(2):
        start = time.monotonic()
        for _ in engine.run(trial):
            pass
    each = (time.monotonic() - start) / len(trial)
    number = min(len(prepared), max(10, int(seconds / (each * (TIMED_PASSES + 1)))))
    prepared = prepared[:number]
    wrong = sum(is_allowed(answer) != right
                for (answer, _), right in zip(engine.run(prepared), expected))
    least = [float("inf")] * number
    for _ in range(TIMED_PASSES):
        for index, (_, taken) in enumerate(engine.run(prepared)):
            least[index] = min(least[index], taken)
    least.sort()
    return {"median_us": quantile(50, least), "p99_us": quantile(99, least), "requests": number,
            "wrong": wrong}


def main():
    name, folder, expected, seconds = sys.argv[1:]
    sys.setrecursionlimit(100_000)
    requests = requests_of(folder)
    expected = [answer["decision"] for answer in read_lines(expected)]
    start = time.monotonic()
    engine = ENGINES[name](folder)
    loaded = round(time.monotonic() - start, 3)
    result = measure(engine, requests, expected, float(seconds))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"engine": name, "load_s": loaded, "peak_mb": memory, **result}), flush=True)
    # Some of the engines take minutes to take apart what they have built.
    os._exit(0)


if __name__ == "__main__":
    main()
