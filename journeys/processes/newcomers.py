#!/usr/bin/env python3
"""What people get wrong, or do twice, with `equipoise chat`: each is answered with what is the case, and nothing happens by mistake.

    newcomers.py PATH/TO/equipoise

The program that opens pictures is missing; names that mean something else; no tokens are left; a conversation is left, has grown, or is
begun twice; a report shows nothing, or the same again; somebody is removed and invited again.
"""
import shutil
import subprocess
import sys
import tempfile
import time

from two_realms import Story, deal_days, found_realm, free_port, join, publish_day, want


class Newcomers(Story):
    def says(self, words, *arguments, home, code=2):
        """What a person reads."""
        done = subprocess.run([self.program, *map(str, arguments), "--home", str(self.data / home)], capture_output=True, text=True, timeout=300)
        said = done.stdout + done.stderr
        self.steps += 1
        print(f"$ {' '.join(map(str, arguments))}\n{said.strip()}")
        want(f"it ends with {code} and says {words!r}", done.returncode == code and words in said)


def beginnings(s, realm, url):
    """A home is there whole or not at all: what is mistyped, and what is interrupted at any moment, leaves none."""
    init = ("client", "init", "--realm", realm, "--server", url, "--clock")
    s.says("is not there. Name the right one with --clock", *init, s.data / "clokc", home="eve", code=1)
    want("nothing was kept", not (s.data / "eve").exists())
    interrupted = 0
    for delay in (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2):
        words = [s.program, *map(str, init), str(s.clock), "--home", str(s.data / "eve")]
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait(20)
        if not (s.data / "eve" / "settings.json").exists():
            if (s.data / "eve").exists():
                interrupted += 1
                s.says("is no home yet: its `init` was interrupted", "chat", "id", home="eve", code=1)
            s.run(*init, s.clock, home="eve")
        s.run("chat", "sync", home="eve")  # whose account the server knows
        shutil.rmtree(s.data / "eve")
    print(f"{interrupted} of 8 attempts were cut off in the middle")


def somebody_comes_in(s, pair, account):
    """What Ben says again, he says knowing who came in: the first time he was told, and nobody reads it."""
    s.run("chat", "add", pair, "cleo", home="ana")
    s.run("chat", "sync", home="cleo")
    with open("/dev/full", "w") as full:  # a refusal that nobody was shown is none that he knows of
        words = [s.program, "chat", "send", pair, "for Ana only", "--home", str(s.data / "ben")]
        want("it is refused", subprocess.run(words, stdout=full, stderr=subprocess.DEVNULL).returncode == 1)
    s.says(f"Not sent: {account['cleo'][:8]} came in (added by {account['ana'][:8]})", "chat", "send", pair, "for Ana only", home="ben", code=1)
    want("nobody read it", "for Ana only" not in [m["text"] for m in s.run("chat", "show", pair, home="ben")["messages"]])
    s.says("Sent.", "chat", "send", pair, "for Ana and Cleo", home="ben", code=0)
    s.run("chat", "sync", home="ana")
    s.run("chat", "remove", pair, "cleo", home="ana")
    s.run("chat", "sync", home="ben")


def regions(s):
    s.says("is no country of ISO 3166-1", "client", "mode", "--region", "Netherlands", home="ana")
    s.says("is no country of ISO 3166-1", "client", "mode", "--region", "XX", home="ana")
    want("small letters are understood", s.run("client", "mode", "--region", "nl", home="ana")["region"] == "NL")
    s.says("You had not agreed to a list of terrorist content; nothing changes.", "client", "withdraw", "--kind", "terrorism", home="ana", code=0)
    for asked in ("past-matches", "openings"):
        s.says("You have sent no pictures that could be opened.", "client", asked, home="ana", code=0)


def names(s, account):
    s.says("A name cannot be empty", "chat", "contact", "", account["cleo"], home="ana")
    for name, why in (("me", "means yourself"), ("ana, ben", "comma"), ("beef", "identifier"), ("M-000001", "case"), (" ben", "blank"), ("BEN", "ben")):
        s.says(why, "chat", "contact", name, account["cleo"], home="ana")
    s.says("64 hexadecimal digits", "chat", "contact", "dora", "nonsense", home="ana")
    s.says("No account of this realm", "chat", "contact", "dora", "ab" * 32, home="ana")
    s.says("is you", "chat", "contact", "dora", account["ana"], home="ana")
    want("none of them was kept", {c["name"] for c in s.run("chat", "contact", home="ana")["contacts"]} == {"ben", "cleo"})
    s.says("So far you called them cleo", "chat", "contact", "Cleo K.", "cleo", home="ana", code=0)
    s.says(account["cleo"], "chat", "contact", "Cleo K.", home="ana", code=0)
    s.says("Nobody is called Cleo K.", "chat", "forget", "Cleo K.", home="ana", code=0)
    s.says("nobody called Cleo K.", "chat", "forget", "Cleo K.", home="ana")
    s.run("chat", "contact", "cleo", account["cleo"], home="ana")


def pictures(s, pair):
    """A JPEG that no list was asked about, and a document, with and without the program that opens pictures."""
    picture, document = s.data / "photo.jpg", s.data / "notes.txt"
    picture.write_bytes(b"\xff\xd8\xff\xe0" + bytes(64))
    document.write_text("At nine.\n")
    s.run("chat", "send", pair, "look", "--attach", picture, "--attach", document, home="ana")
    seq = s.run("chat", "sync", home="ben")["events"][-1]["message"]["seq"]
    out = s.data / "saved"
    alone = s.data / "alone" / "equipoise"
    alone.parent.mkdir()
    shutil.copy(s.program, alone)
    for program, cause in ((s.program, "damaged"), (str(alone), "equipoise-media, could not be started")):
        s.program, with_all = program, s.program
        s.says(cause, "chat", "picture", pair, seq, "--out", out, home="ben", code=3 if cause == "damaged" else 1)
        s.says(cause, "chat", "save", pair, seq, "--out", out, home="ben", code=3)
        want("nothing was saved", not out.exists())
        s.says("because it is no picture", "chat", "save", pair, seq, "--which", 2, "--out", out, home="ben", code=0)
        want("the document is as it was", out.read_text() == "At nine.\n")
        out.unlink()
        s.says("you wanted it unchecked", "chat", "save", pair, seq, "--out", out, "--unchecked", home="ben", code=0)
        want("the picture is as it was", out.read_bytes() == picture.read_bytes())
        out.unlink()
        s.program = with_all


def reports(s, pair):
    s.run("chat", "send", pair, "mine", home="ben")
    s.run("chat", "sync", home="ben")
    report = ("chat", "report", pair, "--category", "threat")
    s.says("At least one message must be shown", *report, "--first", 1, "--withhold", 1, home="ben")
    s.says("are your own", *report, "--first", 2, home="ben")
    s.run(*report, "--first", 1, "--send", home="ben")
    s.says("You reported #1 before", *report, "--first", 1, home="ben", code=0)
    s.says("You reported #1 before, and this shows nothing else", *report, "--first", 1, "--send", home="ben")
    s.run(*report, "--first", 1, "--send", "--again", home="ben")


def conversations(s, pair, account):
    s.says("ben is named twice", "chat", "new", "ben", account["ben"], home="ana")
    s.says("too short to leave by", "chat", "leave", pair[:2], home="ana")
    s.says("go into this message", "chat", "send", pair, "x" * 70_000, home="ana")
    s.says("There is no message 99 here; they go from 1 to", "chat", "report", pair, "--first", 99, "--category", "threat", home="ana")
    s.says("exactly these people: ", "chat", "new", "ben", home="ana")
    second = s.run("chat", "new", "ben", "--another", home="ana")["conversation"]
    s.says("More than one", "chat", "send", "ben", "which?", home="ana")
    s.says("cleo is not in this conversation", "chat", "remove", pair, "cleo", home="ana")
    s.says("chat leave", "chat", "remove", pair, "me", home="ana")
    s.run("chat", "leave", second, home="ana")
    s.says("You left this conversation already", "chat", "leave", second, home="ana")
    s.says("you left this conversation", "chat", "send", second, "hello?", home="ana", code=1)
    s.run("chat", "add", pair, "cleo", home="ana")
    s.says("No conversation is with ben alone now", "chat", "send", "ben", "hello?", home="ana")
    # Removed, and invited again.
    s.run("chat", "sync", home="cleo")
    s.run("chat", "remove", pair, "cleo", home="ana")
    s.run("chat", "add", pair, "cleo", home="ana")
    told = [e["event"] for e in s.run("chat", "sync", home="cleo")["events"]]
    want("she is told of both", told[-1] == "invited_again" and "members" in told)
    s.says("invited there again", "chat", "send", pair, "thanks", home="cleo", code=1)
    s.run("chat", "accept", pair, home="cleo")
    s.run("chat", "send", pair, "thanks", home="cleo")
    s.run("chat", "sync", home="ana")
    want("she is heard again", s.run("chat", "show", pair, home="ana")["messages"][-1]["text"] == "thanks")


def tokens(s, realm, url, account):
    """Somebody to whom the moderator has given none yet."""
    s.run("client", "init", "--name", "dora", "--realm", realm, "--server", url, "--clock", s.clock, home="dora")
    s.run("chat", "contact", "ana", account["ana"], home="dora")
    s.run("chat", "new", "ana", home="dora")
    s.says("Not sent yet: no sending tokens have come yet", "chat", "send", "ana", "first", home="dora", code=0)
    s.says("an earlier message waits there, for no sending tokens have come yet", "chat", "send", "ana", "second", home="dora", code=0)


def story(s):
    s.at(-1, 12)
    realm, homes = found_realm(s, "two", 3, 2, [])
    port, witness_port = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    join(s, "two", realm, homes, url)
    services = [s.serve("witness", "--home", s.data / "two/witness", "--port", witness_port, ready=None)]
    try:
        services.append(s.serve("serve", "--home", s.data / "two/server", "--port", port, "--witness", f"http://127.0.0.1:{witness_port}",
                                ready=url + "/readyz"))
        s.run("moderator", "once", home="two/moderator")
        deal_days(s, 0, 1, [f"two/custodian-{i}" for i in (1, 2, 3)])
        publish_day(s, 0, ["two/custodian-1", "two/custodian-2"])
        s.at(0, 9)
        account = {}
        for who in ("ana", "ben", "cleo"):
            account[who] = s.run("client", "init", "--name", who, "--realm", realm, "--server", url, "--clock", s.clock, home=who)["account"]
        for other in ("ben", "cleo"):
            s.run("chat", "contact", other, account[other], home="ana")
        s.run("moderator", "once", home="two/moderator")
        for who in account:
            s.run("chat", "sync", home=who)
        beginnings(s, realm, url)
        regions(s)
        names(s, account)
        pair = s.run("chat", "new", "ben", home="ana")["conversation"]
        s.run("chat", "sync", home="ben")
        pictures(s, pair)
        reports(s, pair)
        somebody_comes_in(s, pair, account)
        conversations(s, pair, account)
        tokens(s, realm, url, account)
    finally:
        for process in services:
            process.terminate()
            process.wait(20)


def main():
    with tempfile.TemporaryDirectory() as data:
        s = Newcomers(sys.argv[1], data)
        story(s)
        print(f"{s.steps} commands, each its own process")


if __name__ == "__main__":
    main()
