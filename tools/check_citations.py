#!/usr/bin/env python3
"""Every page that a comment, a sentence or a document cites is in the tree.  `--self-test` shows that one that is not is found."""
import pathlib
import re
import sys

PAGE = re.compile(r"(?<![\w/.:-])((?:[\w-]+/)*[\w-]+\.md)\b")
KINDS = {".h", ".cpp", ".md", ".py", ".toml", ".js"}
LEFT_OUT = {"build", "node_modules", ".git", "deps"}


def missing(text, folder, root):
    """Cited pages that are neither below the root nor beside the file; a bare name may be a page of any folder."""
    names = {p.name for p in root.glob("*.md")} | {p.name for p in root.glob("spec/*.md")} | {p.name for p in root.glob("docs/**/*.md")}
    return [c for c in PAGE.findall(text) if not (root / c).exists() and not (folder / c).exists() and not ("/" not in c and c in names)]


def check(root):
    bad, seen = [], 0
    for file in sorted(root.rglob("*")):
        if file.suffix not in KINDS or LEFT_OUT & set(file.relative_to(root).parts) or file.name in ("check_citations.py", "check_tidy.py"):
            continue
        text = file.read_text(errors="replace")
        seen += len(PAGE.findall(text))
        bad += [f"{file.relative_to(root)} cites {c}" for c in missing(text, file.parent, root)]
    print("\n".join(bad) if bad else f"citations: {seen}, each in the tree")
    return not bad and seen > 0


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve().parent.parent
    if sys.argv[1:] == ["--self-test"]:
        found = missing("// spec/no-such-page.md; spec/gate.md; made-up.md", here, here)
        sys.exit(0 if found == ["spec/no-such-page.md", "made-up.md"] else f"not found: {found}")
    sys.exit(0 if check(pathlib.Path(sys.argv[1])) else 1)
