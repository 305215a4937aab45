#!/usr/bin/env python3
"""Does every promise have a test, and every promise named by a test exist?

    check_promises.py [ROOT]      print the table; exit 1 if a promise and its tests do not match
    check_promises.py --self-test plant mismatches; every one must be caught

A promise is a README line "- **FRK-1** text".  A test carries promises at the end of its name:
TEST(Report, AnAlteredOneIsRefused_FRK_2) or ..._FRK_2_FRK_6.
"""
import pathlib
import re
import sys
import tempfile

TOP = ("eq", "parties", "apps", "journeys")
PROMISE = re.compile(r"^[-*] \*\*([A-Z]{3})-(\d+)\*\*[.:]?\s+(.*)$", re.MULTILINE)
TEST = re.compile(r"\b(?:TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P)\(\s*(\w+)\s*,\s*(\w+)\s*\)")
CARRIED = re.compile(r"((?:_[A-Z]{3}_\d+)+)$")
ONE = re.compile(r"_([A-Z]{3})_(\d+)")


def read(root):
    promises, homes, tests, faults = {}, {}, {}, []
    for top in TOP:
        for readme in sorted((root / top).rglob("README.md")):
            room = readme.parent.relative_to(root).as_posix()
            for m in PROMISE.finditer(readme.read_text(encoding="utf-8")):
                key = (m[1], int(m[2]))
                if key in promises:
                    faults.append(f"{m[1]}-{m[2]}: promised twice, in {promises[key][0]} and {room}")
                if homes.setdefault(m[1], room) != room:
                    faults.append(f"{m[1]}: prefix used by {homes[m[1]]} and {room}")
                promises[key] = (room, m[3].strip())
        for path in sorted((root / top).rglob("*_test.cpp")):
            text = path.read_text(encoding="utf-8")
            for m in TEST.finditer(text):
                if m[2].startswith("DISABLED_") or m[1].startswith("DISABLED_"):
                    continue
                carried = CARRIED.search(m[2])
                for prefix, n in ONE.findall(carried[1]) if carried else ():
                    tests.setdefault((prefix, int(n)), []).append(f"{m[1]}.{m[2]}")
    return promises, tests, faults


def check(root):
    promises, tests, faults = read(root)
    for prefix, n in sorted(promises.keys() - tests.keys()):
        faults.append(f"{prefix}-{n} ({promises[prefix, n][0]}): promised, no test carries it")
    for prefix, n in sorted(tests.keys() - promises.keys()):
        faults.append(f"{prefix}-{n}: carried by {tests[prefix, n][0]}, promised nowhere")
    return promises, tests, faults


def table(promises, tests):
    rows = []
    for key in sorted(promises, key=lambda k: (promises[k][0], k)):
        room, text = promises[key]
        words = text if len(text) <= 76 else text[:73].rsplit(" ", 1)[0] + " ..."
        rows.append(f"{key[0]}-{key[1]:<3} {len(tests.get(key, [])):>3} tests  {words}")
    return "\n".join(rows)


def self_test():
    readme, test = "- **ABC-1** One.\n- **ABC-2** Two.\n", "TEST(A, Holds_ABC_1_ABC_2) {}\n"
    cases = [
        (readme, test, None),
        (readme, "TEST(A, Holds_ABC_1) {}\n", "ABC-2 (eq/abc): promised, no test"),
        (readme, test + "TEST_F(A, More_ABC_3) {}\n", "ABC-3: carried by A.More_ABC_3, promised nowhere"),
        (readme, "TEST(A, DISABLED_Holds_ABC_1_ABC_2) {}\n", "promised, no test"),
        (readme + "- **ABC-2** Again.\n", test, "promised twice"),
    ]
    missed = []
    for text, tests, says in cases:
        with tempfile.TemporaryDirectory() as scratch:
            room = pathlib.Path(scratch) / "eq/abc"
            room.mkdir(parents=True)
            (room / "README.md").write_text(text)
            (room / "abc_test.cpp").write_text(tests)
            faults = check(pathlib.Path(scratch))[2]
        if says is None and faults or says is not None and not any(says in f for f in faults):
            missed.append(f"{says}: {faults}")
    print("\n".join(missed) or f"promises self-test: {len(cases)} cases")
    return 1 if missed else 0


def main(argv):
    if argv[:1] == ["--self-test"]:
        return self_test()
    root = pathlib.Path(argv[0]) if argv else pathlib.Path(__file__).resolve().parent.parent
    promises, tests, faults = check(root)
    print(table(promises, tests))
    print("\n".join(faults) or f"promises: {len(promises)} promises, {sum(map(len, tests.values()))} carried by tests")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
