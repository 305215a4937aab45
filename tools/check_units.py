#!/usr/bin/env python3
"""What the Debian package gives systemd: units that it reads without a complaint, and settings that `equipoise serve` takes.

    check_units.py PATH/TO/equipoise PACKAGING

The programs that the units start are named where the package puts them; here they stand for those in a folder of their own.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile


def settings_with_all(text):
    """The file as if every setting in it were meant, but for those that name a file or folder that is not there."""
    lines = [re.sub(r"^# (?=[\w-]+ = )", "", line) for line in text.splitlines()]
    return "\n".join(line for line in lines if not line.startswith(("tls-", "web "))).replace('"0.0.0.0"', '"127.0.0.1"') + "\n"


def check(program, packaging):
    with tempfile.TemporaryDirectory() as directory:
        folder = pathlib.Path(directory)
        toml = folder / "server.toml"
        for text in (packaging / "server.toml").read_text(), settings_with_all((packaging / "server.toml").read_text()):
            toml.write_text(text)
            said = subprocess.run([program, "server", "check-config", toml], capture_output=True, text=True)
            if said.returncode != 0:
                sys.exit(f"server.toml: {said.stderr}")
        print(said.stdout.strip().replace(directory + "/", ""))
        if not shutil.which("systemd-analyze"):
            print("skipped: systemd-analyze is not installed")
            sys.exit(77)
        units = sorted(p for p in packaging.iterdir() if p.suffix in (".service", ".timer"))
        for unit in units:
            text = unit.read_text()
            for path in re.findall(r"^ExecStart=(\S+)", text, re.MULTILINE):
                text = text.replace(path, str(pathlib.Path(program).resolve() if path.endswith("/equipoise") else packaging / pathlib.Path(path).name))
            (folder / unit.name).write_text(text)
        said = subprocess.run(["systemd-analyze", "verify", "--man=no", *(folder / u.name for u in units)], capture_output=True, text=True)
        ours = [line for line in said.stderr.splitlines() if any(u.name in line for u in units)]
        if said.returncode != 0 or ours:
            sys.exit("\n".join(ours) or said.stderr)
        print(f"{len(units)} units are read without a complaint")


if __name__ == "__main__":
    check(sys.argv[1], pathlib.Path(sys.argv[2]).resolve())
