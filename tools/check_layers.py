#!/usr/bin/env python3
"""Does every #include respect architecture.toml?

    check_layers.py [ROOT]      exit 1 and name each violation
    check_layers.py --self-test plant violations in a scratch tree; every one must be caught

A direct include must be allowed; what a party must not reach is looked for through all headers.
"""
import fnmatch
import pathlib
import re
import sys
import tempfile
import tomllib

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
SOURCES = (".h", ".cpp")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
TOP = ("eq", "parties", "apps", "bench", "journeys", "eval", "include")


def matches(name, patterns):
    return any(fnmatch.fnmatchcase(name, p) for p in patterns)


class House:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        with open(self.root / "architecture.toml", "rb") as f:
            self.plan = tomllib.load(f)
        self.floor = {room: i for i, floor in enumerate(self.plan["floor"]) for room in floor["rooms"]}
        self.includes = {}  # path -> [(line, quoted, name)]
        self.words = {}     # path -> [(line, impure word)]
        for top in TOP:
            for path in sorted((self.root / top).rglob("*")):
                if path.suffix in SOURCES and path.is_file():
                    self.read(path.relative_to(self.root).as_posix())
        self.faults = []

    def read(self, path):
        text = (self.root / path).read_text(encoding="utf-8", errors="replace")
        self.includes[path] = [(text.count("\n", 0, m.start()) + 1, m[1] == '"', m[2]) for m in INCLUDE.finditer(text)]
        code = COMMENT.sub(lambda m: "\n" * m[0].count("\n"), text)
        self.words[path] = [(code.count("\n", 0, code.index(word)) + 1, word)
                            for word in self.plan["outside"]["impure_words"] if word in code]

    def fault(self, path, line, rule):
        self.faults.append(f"{path}:{line}: {rule}")

    def is_test(self, path):
        tests = self.plan["tests"]
        return (matches(path, tests["files"]) or matches(path.rsplit("/", 1)[-1], tests["files"])
                or path.split("/")[0] in tests["folders"])

    def check(self):
        for room in sorted({p.split("/")[1] for p in self.includes if p.startswith("eq/")} - {"testing"}):
            if room not in self.floor:
                self.faults.append(f"eq/{room}: stands on no floor of architecture.toml")
        for party in sorted({p.split("/")[1] for p in self.includes if p.startswith("parties/")}):
            if party not in self.plan["party"]:
                self.faults.append(f"parties/{party}: architecture.toml gives it no powers")
        for path, includes in self.includes.items():
            if self.is_test(path):
                continue
            for line, quoted, name in includes:
                self.check_outside(path, line, name)
                if quoted:
                    self.check_own(path, line, name)
            if path.split("/")[0] in self.plan["outside"]["pure"]:
                for line, word in self.words[path]:
                    self.fault(path, line, f"{word}: libraries and parties are pure")
            if path.startswith("parties/"):
                self.check_reach(path)
        return self.faults

    def check_outside(self, path, line, name):
        outside = self.plan["outside"]
        crypto = outside["crypto"]
        if matches(name, crypto["headers"]) and not any(path.startswith(p + "/") for p in crypto["only"]):
            self.fault(path, line, f"<{name}>: only {', '.join(crypto['only'])} calls cryptographic libraries")
        if any(path == x["file"] and name == x["header"] for x in outside["lawful"]):
            return
        if matches(name, outside["impure"]) and path.split("/")[0] in outside["pure"]:
            self.fault(path, line, f"<{name}>: libraries and parties are pure")

    def check_own(self, path, line, name):
        top = name.split("/")[0]
        if top not in TOP:
            return self.fault(path, line, f'"{name}": write the path from the root of the tree')
        if name not in self.includes:
            return self.fault(path, line, f'"{name}": there is no such header')
        if self.is_test(name):
            return self.fault(path, line, f'"{name}": is for tests only')
        for r in self.plan["restricted"]:
            if name == r["header"] and any(path.startswith(p + "/") for p in r["never"]):
                self.fault(path, line, f'"{name}": {r["why"]}')
        where = path.split("/")
        if where[0] == "eq":
            self.check_room(path, line, name, where[1])
        elif where[0] == "parties":
            self.check_party(path, line, name, where[1])
        elif where[:2] == ["apps", "equipoise"] and len(where) > 3:
            self.check_app(path, line, name, where[2])

    def check_app(self, path, line, name, folder):
        powers = self.plan["app"].get(folder)
        if powers is None:
            return self.fault(path, line, f'"{name}": architecture.toml gives apps/equipoise/{folder} no powers')
        lawful = ["eq/*", "apps/equipoise/frame/*", f"apps/equipoise/{folder}/*", *powers["may"]]
        if not matches(name, lawful):
            self.fault(path, line, f'"{name}": not for apps/equipoise/{folder}: {powers["why"]}')
        return None

    def check_room(self, path, line, name, room):
        to = name.split("/")
        if to[0] != "eq":
            return self.fault(path, line, f'"{name}": a library includes libraries only')
        if room == to[1] or room not in self.floor or to[1] not in self.floor:
            return None
        if self.floor[to[1]] == self.floor[room]:
            self.fault(path, line, f'"{name}": sideways, {room} and {to[1]} share a floor')
        elif self.floor[to[1]] > self.floor[room]:
            self.fault(path, line, f'"{name}": upwards, {to[1]} stands above {room}')
        return None

    def check_party(self, path, line, name, party):
        to = name.split("/")
        powers = self.plan["party"].get(party)
        if powers is None or (to[0] == "parties" and to[1] == party):
            return
        if to[0] == "parties":
            self.fault(path, line, f'"{name}": no party includes another')
        elif to[0] != "eq":
            self.fault(path, line, f'"{name}": a party includes libraries only')
        elif to[1] not in self.plan["parties"]["common"] and not matches(name, powers["may"]):
            self.fault(path, line, f'"{name}": not a power of the {party}: {powers["why"]}')

    def check_reach(self, path):
        powers = self.plan["party"].get(path.split("/")[1])
        if powers is None:
            return
        seen, todo = {path: None}, [path]
        while todo:
            at = todo.pop()
            for _, quoted, name in self.includes.get(at, []):
                if quoted and name not in seen:
                    seen[name] = at
                    todo.append(name)
        for name in sorted(seen):
            if matches(name, powers["must_not_reach"]):
                way, at = [name], seen[name]
                while at is not None:
                    way.append(at)
                    at = seen[at]
                self.faults.append(f"{path}: reaches {' <- '.join(way)}: {powers['why']}")


PLANTED = [  # file, include, what the fault must say
    ("eq/base/x.h", '"eq/crypto/hash.h"', "upwards"),
    ("eq/gate/x.cpp", '"eq/franking/stamp.h"', "sideways"),
    ("eq/gate/x.cpp", '"parties/court/court.h"', "libraries only"),
    ("eq/franking/x.cpp", "<sodium.h>", "cryptographic libraries"),
    ("eq/franking/x.cpp", "<openssl/evp.h>", "cryptographic libraries"),
    ("eq/tlog/x.cpp", "<chrono>", "pure"),
    ("eq/base/bytes.cpp", "<chrono>", "pure"),
    ("parties/court/x.cpp", "<fstream>", "pure"),
    ("eq/wire/x.h", '"eq/base/persist.h"', "no fields of messages"),
    ("parties/court/x.cpp", '"parties/agency/agency.h"', "no party includes another"),
    ("parties/court/x.cpp", '"apps/equipoise/frame/command.h"', "libraries only"),
    ("parties/platform/x.cpp", '"eq/franking/commit.h"', "not a power of the platform"),
    ("parties/platform/x.cpp", '"eq/order/leaky.h"', "reaches eq/franking/commit.h"),
    ("parties/custodian/x.cpp", '"eq/mls/group.h"', "not a power of the custodian"),
    ("parties/stranger/x.cpp", '"eq/base/bytes.h"', "no powers"),
    ("eq/attic/x.cpp", '"eq/base/bytes.h"', "no floor"),
    ("eq/tlog/x.cpp", '"hash.h"', "from the root"),
    ("eq/tlog/x.cpp", '"eq/crypto/nowhere.h"', "no such header"),
    ("eq/tlog/x.cpp", '"eq/testing/seeded.h"', "for tests only"),
    ("apps/equipoise/court/x.cpp", '"parties/agency/agency.h"', "not for apps/equipoise/court"),
    ("apps/equipoise/frame/x.h", '"parties/court/court.h"', "not for apps/equipoise/frame"),
    ("apps/equipoise/agency/x.cpp", '"apps/equipoise/court/commands.h"', "not for apps/equipoise/agency"),
    ("apps/equipoise/attic/x.cpp", '"eq/base/bytes.h"', "no powers"),
]
ALLOWED = [
    ("eq/gate/x.cpp", '"eq/crypto/hash.h"'),
    ("eq/gate/x_test.cpp", '"eq/franking/commit.h"'),
    ("eq/gate/x_test.cpp", "<fstream>"),
    ("eq/crypto/x.cpp", "<sodium.h>"),
    ("eq/base/time.cpp", "<chrono>"),
    ("parties/platform/x.cpp", '"eq/franking/stamp.h"'),
    ("journeys/x.cpp", '"parties/court/court.h"'),
    ("apps/equipoise/frame/x.cpp", "<chrono>"),
    ("apps/equipoise/court/x.cpp", '"parties/court/court.h"'),
    ("apps/equipoise/court/x.cpp", '"apps/equipoise/frame/command.h"'),
    ("apps/equipoise/sections.cpp", '"apps/equipoise/court/commands.h"'),
]
HEADERS = {
    "eq/base/bytes.h": "", "eq/base/persist.h": "", "eq/crypto/hash.h": "", "eq/tlog/log.h": "", "eq/mls/group.h": "",
    "eq/franking/stamp.h": "", "eq/franking/commit.h": "", "eq/order/leaky.h": '#include "eq/franking/commit.h"\n',
    "eq/testing/seeded.h": "", "parties/court/court.h": "", "parties/agency/agency.h": "",
    "apps/equipoise/frame/command.h": "", "apps/equipoise/court/commands.h": "",
}


def faults_with(plan, path, text):
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch)
        for name, text in {"architecture.toml": plan, **HEADERS, path: text}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return House(root).check()


def self_test(root):
    plan = (pathlib.Path(root) / "architecture.toml").read_text()
    missed = []
    for path, include, says in PLANTED:
        faults = faults_with(plan, path, f"#include {include}\n")
        if not any(path.rsplit("/", 1)[0] in f and says in f for f in faults):
            missed.append(f"planted in {path}: {include}: not caught ({faults})")
    for path, include in ALLOWED:
        if faults := faults_with(plan, path, f"#include {include}\n"):
            missed.append(f"allowed in {path}: {include}: refused ({faults})")
    if not faults_with(plan, "eq/tlog/x.cpp", "auto t = std::chrono::system_clock::now();\n"):
        missed.append("a clock call without its header: not caught")
    if faults := faults_with(plan, "eq/tlog/x.cpp", "// no system_clock here\n"):
        missed.append(f"a comment about a clock: refused ({faults})")
    print("\n".join(missed) or f"layers self-test: {len(PLANTED) + 1} planted violations caught, {len(ALLOWED) + 1} lawful cases passed")
    return 1 if missed else 0


def main(argv):
    root = pathlib.Path(__file__).resolve().parent.parent
    if argv[:1] == ["--self-test"]:
        return self_test(root)
    house = House(argv[0] if argv else root)
    faults = house.check()
    print("\n".join(faults) or f"layers: {sum(map(len, house.includes.values()))} includes in {len(house.includes)} files, "
          f"{len(house.floor)} rooms, {len(house.plan['party'])} parties: all lawful")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
