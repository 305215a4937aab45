#!/usr/bin/env python3
"""Does the tree hold the invariants where docs/invariants.toml says it does?

    check_invariants.py [ROOT]         check, and compare docs/invariants.md with what would be made; exit 1 if not
    check_invariants.py --write [ROOT] make docs/invariants.md
    check_invariants.py --self-test    plant mistakes; every one must be caught
"""
import pathlib
import sys
import tempfile
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import check_promises  # noqa: E402

HOW = {"type", "guard", "test"}


def load(root):
    with open(root / "docs/invariants.toml", "rb") as f:
        return tomllib.load(f)["invariant"]


def check(root, invariants):
    promises, tests, _ = check_promises.read(root)
    faults = []
    for want, inv in enumerate(invariants, 1):
        name = f"invariant {inv['n']}"
        if inv["n"] != want:
            faults.append(f"{name}: expected number {want}")
        if set(inv["how"]) - HOW:
            faults.append(f"{name}: how is type, guard or test")
        if not inv["how"] and "limit" not in inv:
            faults.append(f"{name}: held by nothing, and does not say so")
        if bool(inv["how"]) != bool(inv["code"]) or bool(inv["how"]) != bool(inv["promises"]):
            faults.append(f"{name}: code and promises are needed where it is held, and only there")
        for place in inv["code"]:
            file, word = place.split(":", 1)
            if not (root / file).is_file() or word not in (root / file).read_text(encoding="utf-8"):
                faults.append(f"{name}: {place} is not there")
        for p in inv["promises"]:
            key = (p[:3], int(p[4:]))
            if key not in promises or key not in tests:
                faults.append(f"{name}: {p} is no promise with a test")
    return faults


def table(invariants):
    out = ["# Invariants", "",
           "Made by `tools/check_invariants.py --write` from `docs/invariants.toml`; the CTest `invariants` fails when the two or the",
           "tree disagree. A *type* makes the violation unrepresentable, a *guard* refuses it, a *test* tries to break it.", "",
           "| # | invariant | held by | where | promises | limit |", "|---|---|---|---|---|---|"]
    for inv in invariants:
        where = [f"`{c.replace(':', '`: `', 1)}`" for c in inv["code"]]
        out.append(f"| {inv['n']} | {inv['text']} *{inv['source']}* | {', '.join(inv['how']) or '**nothing yet**'} | "
                   f"{'<br>'.join(where)} | {', '.join(inv['promises'])} | {inv.get('limit', '')} |")
    return "\n".join(out) + "\n"


def self_test():
    good = {"n": 1, "text": "T", "source": "S", "how": ["guard"], "code": ["eq/abc/a.h:word"], "promises": ["ABC-1"]}
    cases = [({}, None), ({"code": ["eq/abc/a.h:gone"]}, "is not there"), ({"code": ["eq/none.h:x"]}, "is not there"),
             ({"promises": ["ABC-2"]}, "is no promise with a test"), ({"how": ["hope"]}, "how is type"), ({"n": 2}, "expected number 1"),
             ({"how": [], "code": [], "promises": []}, "held by nothing"), ({"code": []}, "code and promises are needed")]
    missed = []
    with tempfile.TemporaryDirectory() as scratch:
        room = pathlib.Path(scratch) / "eq/abc"
        room.mkdir(parents=True)
        (room / "README.md").write_text("- **ABC-1** One.\n")
        (room / "a_test.cpp").write_text("TEST(A, Holds_ABC_1) {}\n")
        (room / "a.h").write_text("word\n")
        for change, says in cases:
            faults = check(pathlib.Path(scratch), [{**good, **change}])
            if (says is None and faults) or (says is not None and not any(says in f for f in faults)):
                missed.append(f"{says}: {faults}")
    print("\n".join(missed) or f"invariants self-test: {len(cases)} cases")
    return 1 if missed else 0


def main(argv):
    if argv[:1] == ["--self-test"]:
        return self_test()
    write = argv[:1] == ["--write"]
    rest = argv[1:] if write else argv
    root = pathlib.Path(rest[0]) if rest else pathlib.Path(__file__).resolve().parent.parent
    invariants = load(root)
    faults = check(root, invariants)
    made, page = table(invariants), root / "docs/invariants.md"
    if write:
        page.write_text(made, encoding="utf-8")
    elif not page.is_file() or page.read_text(encoding="utf-8") != made:
        faults.append("docs/invariants.md is stale: run tools/check_invariants.py --write")
    held = sum(1 for i in invariants if i["how"])
    print("\n".join(faults) or f"invariants: {held} of {len(invariants)} held, each where it says")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
