#!/usr/bin/env python3
"""The names of fields, for whoever shows values to people: a table of what EQ_FIELDS lists in every header.

    field_names.py OUT.cpp [ROOT]    the source of apps/inspect/field_names.h
    field_names.py --self-test
"""
import pathlib
import re
import sys

TOP = ("eq", "parties", "apps")
COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"', re.DOTALL)
TOKEN = re.compile(r"\bnamespace ([\w:]*)\s*\{|\b(?:struct|class) (\w+)(?: final)?(?:\s*:[^{;]*)?\s*\{|(\{)|(\})|\bEQ_FIELDS\(([^)]*)\)")


SOURCE = """// Made by tools/field_names.py.
#include "apps/inspect/field_names.h"

#include <algorithm>
#include <iterator>

namespace eq::inspect {{
namespace {{

struct Row {{
  std::string_view type, fields;
}};
// In ascending order of type.
constexpr Row kRows[] = {{
{rows}}};

}}  // namespace

std::string_view field_names(std::string_view type) {{
  const auto* row = std::ranges::lower_bound(kRows, type, {{}}, &Row::type);
  return row != std::end(kRows) && row->type == type ? row->fields : std::string_view{{}};
}}

}}  // namespace eq::inspect
"""


def names_in(text):
    """(type with its namespaces, fields) of each struct that lists its fields."""
    found, stack = [], []
    text = "\n".join(line for line in COMMENT.sub("", text).replace("\\\n", " ").split("\n") if not line.startswith("#"))
    for m in TOKEN.finditer(text):
        if m[5] is not None:
            found.append(("::".join(name for name in stack if name), ", ".join(m[5].split()).replace(",,", ",")))
        elif m[4]:
            stack.pop()
        else:
            stack.append(m[1] or m[2] or "")
    return found


def table(root):
    rows = []
    for top in TOP:
        for path in sorted((root / top).rglob("*.h")):
            rows += names_in(path.read_text(encoding="utf-8"))
    return SOURCE.format(rows="".join(f'    {{"{t}", "{f}"}},\n' for t, f in sorted(set(rows))))


def self_test():
    text = """namespace eq::order {
enum class Mark : int { a };  // struct No { EQ_FIELDS(no)
struct Outer : Base {
  struct Inner {
    int a = 0, b{};
    EQ_FIELDS(a, b)
  };
  std::vector<Inner> inner;
  bool f() const { return true; }
  EQ_FIELDS(inner,
            last)
};
}  // namespace eq::order
"""
    wanted = [("eq::order::Outer::Inner", "a, b"), ("eq::order::Outer", "inner, last")]
    if names_in(text) != wanted:
        print(f"field names self-test: {names_in(text)}")
        return 1
    print("field names self-test: 2 types")
    return 0


def main(argv):
    if argv[:1] == ["--self-test"]:
        return self_test()
    root = pathlib.Path(argv[1]) if len(argv) > 1 else pathlib.Path(__file__).resolve().parent.parent
    out, made = pathlib.Path(argv[0]), table(root)
    if not out.exists() or out.read_text() != made:
        out.write_text(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
