#!/usr/bin/env python3
"""Two people talk in two browsers, and a group of three (web/chat/test/drive.mjs): the shipped page, the shipped module, a real service.

    web_chat.py PATH/TO/equipoise SOURCES [FOLDER_FOR_SCREENSHOTS]

Ends with 77 and says why where there is no browser, or the messenger was not built (make web).
"""
import datetime
import pathlib
import shutil
import subprocess
import sys
import tempfile

from service import running


def missing(sources):
    if not shutil.which("node"):
        return "no Node"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    if int(version.lstrip("v").split(".")[0]) < 20:
        return f"playwright-core wants Node 20, this is {version.strip()}"
    if not shutil.which("chromium"):
        return "no chromium (deps/setup web.txt)"
    if not (sources / "build/web/index.html").exists():
        return "build/web was not built (make web)"
    return ""


def main(program, sources, shots=None):
    sources = pathlib.Path(sources)
    if why := missing(sources):
        print("skipped:", why)
        return 77
    today = datetime.datetime.now(datetime.timezone.utc).date()
    with running(program, ["--web", sources / "build/web", "--registration", "by-invitation"], first_day=today) as service, tempfile.TemporaryDirectory() as scratch:
        words = ["node", "--no-warnings", sources / "web/chat/test/drive.mjs", service.url, shots or scratch]
        drive = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for line in drive.stdout:
            print(line, end="", flush=True)
            if line.strip() in ("moderate", "stop", "start", "invite"):
                drive.stdin.write(f"{getattr(service, line.strip())() or ''}\n")
                drive.stdin.flush()
        return drive.wait(60)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
