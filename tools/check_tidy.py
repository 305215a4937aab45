#!/usr/bin/env python3
"""Is the tree tidy: lines, functions, citations, headers?

    check_tidy.py [ROOT]      exit 1 and name each fault
    check_tidy.py --self-test plant faults in a scratch tree; every one must be caught

A line has at most 100 columns, not counting one string, which is better not broken.  A function has at most
60 lines, from the first of its signature.  A file of this tree that a comment or a document cites exists (pages: check_citations.py).  A header is included by somebody.
"""
import pathlib
import re
import sys
import tempfile

TOP = ("eq", "parties", "apps", "bench", "journeys", "eval", "ct", "examples", "include")
COLUMNS, LINES = 100, 60
# Tables of test vectors, and one function each in tests and benches, which tell one story from begin to end.
LONG_BY_NATURE = re.compile(r"(_test|_bench|_fuzz)\.cpp$|^journeys/")
RAW = re.compile(r'R"(\w*)\(.*?\)\1"', re.DOTALL)
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')
# What holds no statements of its own, so that a brace in it may open a function.
HOLDS = re.compile(r'^(?:template\s*<.*>\s+)?(?:inline\s+)?(?:namespace|extern|(?:struct|class|union|enum)(?: +alignas *\([^()]*\))?(?! *[^(]*\())\b', re.DOTALL)
CITED = re.compile(r"(?<![\w./:*-])((?:eq|parties|apps|bench|journeys|eval|ct|spec|docs|tools|deps|cmake|examples|include)/[\w./*-]*[\w*])")


def longest_string(line):
    """How many columns its longest string takes; one that goes on below takes the rest.  A comment has no strings."""
    if at := re.search(r'R"\w*\((?!.*\)\w*")', line):
        return len(line) - at.start()
    code = re.split(r" //|^//", STRING.sub(lambda m: "x" * len(m[0]), line))[0]
    return max((len(m[0]) for m in STRING.finditer(line[:len(code)])), default=0)


def bare(text):
    """The same lines without what is in strings, comments and macros, where a brace means nothing."""
    text = RAW.sub(lambda m: '""' + "\n" * m[0].count("\n"), text)
    text = re.sub(r"""("(?:\\.|[^"\\\n])*")|'(?:\\.|[^'\\\n])'|//[^\n]*""", lambda m: '""' if m[1] else "", text)
    return re.sub(r"^[ \t]*#(?:.*\\\n)*.*", lambda m: "\n" * m[0].count("\n"), text, flags=re.MULTILINE)


def functions(text):
    """First and last line of each function that lies in no other."""
    text, opened, head, out = bare(text), [], 0, []  # opened: (what opened, line); head: where the text before the next brace begins
    for m in re.finditer(r"[{};]", text):
        at, line = m.start(), text.count("\n", 0, m.start()) + 1
        if m[0] == "{":
            before = re.sub(r"\b(?:public|protected|private):", "", text[head:at]).strip()
            outside = before
            while (flat := re.sub(r"\([^()]*\)", "", outside)) != outside:
                outside = flat
            if re.match(r"[\w>]", text[at - 1:at]) or before.count("(") > before.count(")"):
                what = "value"  # clang-format leaves a space before every other brace that is no default of a parameter
            elif any(o[0] != "holds" for o in opened):
                what = "inner"
            elif HOLDS.match(before):
                what = "holds"
            elif "(" in before and ("=" not in outside or "operator" in before):
                what = "function"
            else:
                what = "data"
            start = head + len(text[head:at]) - len(text[head:at].lstrip())
            opened.append((what, text.count("\n", 0, start) + 1))
        elif m[0] == "}" and opened:
            what, first = opened.pop()
            if what == "function":
                out.append((first, line))
            if what == "value":
                continue
        if not (opened and opened[-1][0] == "value"):
            head = at + 1
    return out


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.faults = []
        self.sources = {p.relative_to(self.root).as_posix(): p.read_text(encoding="utf-8", errors="replace")
                        for top in TOP for p in sorted((self.root / top).rglob("*")) if p.suffix in (".h", ".cpp") and p.is_file()}

    def fault(self, path, line, what):
        self.faults.append(f"{path}:{line}: {what}")

    def check(self):
        for path, text in self.sources.items():
            lines = text.split("\n")
            self.check_columns(path, lines)
            if not LONG_BY_NATURE.search(path):
                self.check_functions(path, text)
            self.check_cited(path, enumerate(lines, 1), "//")
        for p in sorted(self.root.rglob("*.md")):
            path = p.relative_to(self.root).as_posix()
            if not re.match(r"(build|demo-data|node_modules)/|.*/node_modules/", path):
                self.check_cited(path, enumerate(p.read_text().split("\n"), 1), "")
        self.check_headers()
        return self.faults

    def check_columns(self, path, lines):
        raw = False  # inside a raw string: another language's text
        for n, line in enumerate(lines, 1):
            if not raw and "://" not in line and (columns := len(line) - longest_string(line)) > COLUMNS:
                self.fault(path, n, f"{columns} columns, {COLUMNS} are enough")
            if not raw and (m := re.search(r'R"(\w*)\(', line)):
                raw = f"){m[1]}\"" not in line[m.end():]
                end = f"){m[1]}\""
            elif raw and end in line:
                raw = False

    def check_functions(self, path, text):
        for first, last in functions(text):
            if last - first > LINES:
                self.fault(path, first, f"a function of {last - first} lines, {LINES} are enough")

    def check_cited(self, path, lines, only_behind):
        for n, line in lines:
            if only_behind:
                at = line.find(only_behind)
                if at < 0:
                    continue
                line = line[at:]
            for cited in CITED.findall(line):
                if not self.exists(cited.rstrip(".")):
                    self.fault(path, n, f"there is no {cited}")

    def exists(self, cited):
        """A path, a pattern, a name without its ending, a decision's number, or a path with a word of CAPITALS to fill in."""
        if re.search(r"/[A-Z]{3,}(\.\w+)?$", cited):
            return True
        return any(True for end in ("", ".h", ".cpp", ".py", ".md", "_test.cpp", "-*.md") for _ in self.root.glob(cited + end))

    def check_headers(self):
        included = {m for text in self.sources.values() for m in re.findall(r'#\s*include "([^"]+)"', text)}
        plan = self.root / "CMakeLists.txt"  # what it puts before every source of some kind
        included |= set(re.findall(r'-include ([^"\s]+)', plan.read_text() if plan.exists() else ""))
        for path in self.sources:
            if path.endswith(".h") and path not in included and not path.startswith("include/"):
                self.fault(path, 1, "no file includes this header")


PLANTED = [  # file, text, what the fault must say
    ("eq/base/x.cpp", "int a = " + "1 + " * 30 + "1;\n", "columns"),
    ("eq/base/x.cpp", "void f() {\n" + "  g();\n" * 61 + "}\n", "a function of"),
    ("eq/base/x.cpp", "void f(int a,\n       int b) {\n" + "  g();\n" * 60 + "}\n", "a function of"),
    ("eq/base/x.cpp", "struct A {\n  A(int a)\n      : a_{a}, b_(a) {\n" + "    g({});\n" * 60 + "  }\n};\n", "a function of"),
    ("eq/base/x.cpp", "template <class T>\nstruct A {\n  void f(B b = {}) {\n" + "    g({});\n" * 60 + "  }\n};\n", "a function of"),
    ("eq/base/x.cpp", "f(" + "a, " * 40 + '"a");\n', "columns"),
    ("eq/base/x.cpp", '// It says "a" ' + "and " * 30 + '"b".\n', "columns"),
    ("eq/base/x.cpp", "// see eq/base/nowhere.h\n", "there is no eq/base/nowhere.h"),
    ("docs/x.md", "The law is spec/nowhere.md.\n", "there is no spec/nowhere.md"),
    ("eq/base/x.h", "#pragma once\n", "no file includes"),
]
LAWFUL = [
    ("eq/base/x.cpp", 'const char* a = "' + "a" * 120 + '";\n'),
    ("eq/base/x.cpp", "void f() {\n" + "  g();\n" * 58 + "}\n"),
    ("eq/base/x.cpp", "void f() {\n  g(\"{\", '{');\n}\n" * 40),
    ("eq/base/x.cpp", "const T t[] = {\n" + "    {f(1), 2},\n" * 80 + "};\n"),
    ("eq/base/x.cpp", "// see eq/base/real.h and eq/base/real\n"),
    ("eq/base/x_test.cpp", "void f() {\n" + "  g();\n" * 61 + "}\n"),
]


def faults_with(path, text):
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch)
        for name, content in {"eq/base/real.h": "", "eq/base/real.cpp": '#include "eq/base/real.h"\n', path: text}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content)
        return Tree(root).check()


def self_test():
    missed = [f"planted in {path}: {says}: not caught" for path, text, says in PLANTED
              if not any(f.startswith(path) and says in f for f in faults_with(path, text))]
    missed += [f"lawful in {path}: refused: {faults}" for path, text in LAWFUL if (faults := faults_with(path, text))]
    print("\n".join(missed) or f"tidy self-test: {len(PLANTED)} planted faults caught, {len(LAWFUL)} lawful cases passed")
    return 1 if missed else 0


def main(argv):
    if argv[:1] == ["--self-test"]:
        return self_test()
    tree = Tree(argv[0] if argv else pathlib.Path(__file__).resolve().parent.parent)
    faults = tree.check()
    print("\n".join(faults) or f"tidy: {len(tree.sources)} files")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
