#!/usr/bin/env python3
"""Do what a document says, literally, and hold what comes out against what it says comes out.

    check_docs.py PATH/TO/equipoise DOCUMENT...

Commands are the indented lines that begin with `$ `, continued after a backslash; the indented lines below one are what it prints.
Long lines may be folded.  They run in the document's order, in one empty directory.  Numbers, keys and times may differ; words may not.  What others do
meanwhile is in docs/check/NAME.sh, functions that `<!-- check: FUNCTION -->` in the text calls; `<!-- check: skip -->` leaves out the
commands up to the next blank line followed by text, and `<!-- check: fails -->` says that the next command ends with an error.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def steps_of(text):
    """(kind, line number, words, expected lines): kind is "call", "run" or "fails"."""
    steps, fails, skip, code = [], False, False, False
    lines = text.splitlines()
    i = 0
    while i < len(lines):
        line, at = lines[i], i + 1
        i += 1
        if note := re.fullmatch(r"\s*<!-- check: (.+?) -->\s*", line):
            if note[1] == "skip":
                skip = True
            elif note[1] == "fails":
                fails = True
            else:
                steps.append(("call", at, note[1], []))
            continue
        if line.strip() and not line.startswith("    "):
            skip = skip and not code
            code = False
        if not line.startswith("    $ "):
            continue
        code = True
        command = line[6:]
        while command.endswith("\\"):
            command = command[:-1] + lines[i].strip()
            i += 1
        printed = []
        while i < len(lines) and lines[i].startswith("    ") and not lines[i].startswith("    $ "):
            printed.append(lines[i][4:])
            i += 1
        if not skip:
            steps.append(("fails" if fails else "run", at, command, printed))
        fails = False
    return steps


def shape(line):
    """The words of a line: what differs from run to run is the same sign."""
    line = re.sub(r"\b[0-9a-f]{4,}(…|\b)", "~", line)
    return re.sub(r"\s+", " ", re.sub(r"[0-9]+", "0", line)).strip()


def check(program, document):
    name = document.stem
    steps = steps_of(document.read_text())
    runs = [s for s in steps if s[0] != "call"]
    if not runs:
        sys.exit(f"{document}: no command was found, so nothing was checked")
    sidecar = ROOT / "docs/check" / f"{name}.sh"
    with tempfile.TemporaryDirectory() as directory:
        work = pathlib.Path(directory)
        script = ["set -euo pipefail", f"program={program}", 'trap "stop_everything" EXIT', "stop_everything() { :; }"]
        if sidecar.exists():
            script.append(f"source {sidecar}")
        for kind, at, words, _ in steps:
            out = f"{work}/.out-{at}"
            if kind == "call":
                script.append(f"echo '{document.name}:{at}: ({words})'; {words} > {work}/.call 2>&1 || {{ cat {work}/.call; exit 1; }}")
                continue
            script.append(f"cat <<'COMMAND'\n{document.name}:{at}: $ {words}\nCOMMAND")
            good = "! " if kind == "fails" else ""
            script.append(f"{good}{words} > {out} 2>&1 || {{ cat {out}; echo 'ended otherwise than the document says'; exit 1; }}")
        done = subprocess.run(["bash", "-c", "\n".join(script)], cwd=work, stdin=subprocess.DEVNULL, env=os.environ | {"WORK": directory}, timeout=1500)
        if done.returncode != 0:
            sys.exit(f"{document}: stopped there")
        differ = 0
        for kind, at, words, printed in runs:
            came = shape((work / f".out-{at}").read_text())
            for line in printed:
                if shape(line) not in came:
                    differ += 1
                    print(f"{document.name}:{at}: $ {words}\n  does not print: {line}\n  but: " + "\n       ".join((work / f".out-{at}").read_text().splitlines()))
        if differ:
            sys.exit(f"{document}: {differ} line(s) are printed otherwise")
    print(f"{document.name}: {len(runs)} commands do what it says")


if __name__ == "__main__":
    for path in sys.argv[2:]:
        check(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(path).resolve())
