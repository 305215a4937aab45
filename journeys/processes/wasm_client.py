#!/usr/bin/env python3
"""Two people whose client is one WebAssembly module under Node (apps/wasm/talk.mjs) talk over a real service.

    wasm_client.py PATH/TO/equipoise SOURCES

Ends with 77 and says why where there is no Node, or the module was not built (tools/check_wasm builds it).
"""
import pathlib
import shutil
import subprocess
import sys

from service import running


def main(program, sources):
    module = pathlib.Path(sources) / "build/wasm/equipoise_client.wasm"
    if not shutil.which("node"):
        print("skipped: no Node")
        return 77
    if not module.exists():
        print("skipped: build/wasm/equipoise_client.wasm was not built (make wasm)")
        return 77
    with running(program) as service:
        words = ["node", "--no-warnings", f"{sources}/apps/wasm/talk.mjs", module, service.realm, service.url, service.story.clock]
        talk = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for line in talk.stdout:
            print(line, end="", flush=True)
            if line == "moderate\n":
                service.moderate()
                talk.stdin.write("\n")
                talk.stdin.flush()
        return talk.wait(60)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
