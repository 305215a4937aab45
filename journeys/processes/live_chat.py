#!/usr/bin/env python3
"""The live session of `equipoise chat`, as somebody uses it who makes mistakes.

    live_chat.py PATH/TO/equipoise

Ana talks with Ben and with Cleo at once: each line says whose conversation it is, what she types goes to the one that the prompt
names, whoever writes meanwhile, and a mistyped name ends nothing.  Then the server is gone: what she types is on disk before she
is told that it is kept, outlives the session, and arrives when the server is back.
"""
import os
import re
import select
import subprocess
import sys
import tempfile
import time

from two_realms import Story, deal_days, found_realm, free_port, join, publish_day, want


class Session:
    """A live session on pipes."""

    def __init__(self, story, home):
        self.process = subprocess.Popen([story.program, "chat", "--home", str(story.data / home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.output = ""

    def until(self, pattern, seconds=60):
        """Read until it was printed since the last time; what was."""
        end = time.time() + seconds
        while not re.search(pattern, self.output):
            if not select.select([self.process.stdout], [], [], max(0, end - time.time()))[0]:
                sys.exit(f"the session never printed {pattern!r}; it printed\n{self.output}")
            piece = os.read(self.process.stdout.fileno(), 65536)
            if not piece:
                sys.exit(f"the session ended before it printed {pattern!r}; it printed\n{self.output}")
            self.output += piece.decode()
        seen, self.output = self.output, ""
        sys.stdout.write(seen)
        return seen

    def type(self, line):
        print(f"« {line}")
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def quit(self):
        self.process.stdin.close()
        rest = self.process.stdout.read().decode()
        want("the session ends well", self.process.wait(20) == 0)
        return rest


def texts(s, home, conversation):
    return [m["text"] for m in s.run("chat", "show", conversation, home=home)["messages"]]


def story(s):
    s.at(-1, 12)
    realm, homes = found_realm(s, "two", 3, 2, [])
    port, witness_port = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    join(s, "two", realm, homes, url)
    serve = ["serve", "--home", s.data / "two/server", "--port", port, "--witness", f"http://127.0.0.1:{witness_port}"]
    services = [s.serve("witness", "--home", s.data / "two/witness", "--port", witness_port, ready=None)]
    try:
        services.append(s.serve(*serve, ready=url + "/readyz"))
        talk(s, realm, url, services, serve)
    finally:
        for process in services:
            process.terminate()
            process.wait(20)


def people(s, realm, url):
    account = {}
    for who in ("ana", "ben", "cleo"):
        account[who] = s.run("client", "init", "--name", who, "--realm", realm, "--server", url, "--clock", s.clock, home=who)["account"]
    for who in account:
        for other in account:
            if who != other:
                s.run("chat", "contact", other, account[other], home=who)
    s.run("moderator", "once", home="two/moderator")
    for who in account:
        s.run("chat", "sync", home=who)


def nobody_yet(s):
    session = Session(s, "ana")
    session.until("to nobody> ")
    session.type("/list")
    session.until("No conversations yet.\n(.*\n)*to nobody> ")
    session.quit()


def talk(s, realm, url, services, serve):
    s.run("moderator", "once", home="two/moderator")
    deal_days(s, 0, 1, [f"two/custodian-{i}" for i in (1, 2, 3)])
    publish_day(s, 0, ["two/custodian-1", "two/custodian-2"])
    s.at(0, 9)
    people(s, realm, url)
    nobody_yet(s)
    to_ben = s.run("chat", "new", "ben", home="ana")["conversation"]
    to_cleo = s.run("chat", "new", "cleo", home="ana")["conversation"]
    for who in ("ben", "cleo"):
        s.run("chat", "sync", home=who)

    ana = Session(s, "ana")
    first = ana.until("to nobody> ")
    want("with two conversations none is chosen for her", "/to NAME" in first and to_ben[:8] in first)
    ana.type("hello?")
    ana.until(r"Not sent\. Nobody is named.*\n(.*\n)*to nobody> ")
    for typo in ("/to bne", "/open typo", "/to"):
        ana.type(typo)
        want("a mistyped name ends nothing, and she reads what there is", "  ben  " in ana.until(r"There are:\n(.*\n)+(to \w+> )"))
    ana.type("/to ben")
    ana.until("to ben> ")
    s.run("chat", "send", to_cleo, "from Cleo meanwhile", home="cleo")
    want("a line says whose conversation it is", "[cleo] #" in ana.until("from Cleo meanwhile\n(.*\n)*to ben> "))
    ana.type("this is for Ben")
    ana.until(r"\(Sent to ben\.\)\nto ben> ")
    s.run("chat", "new", "ana", "--another", home="cleo")
    want("being added to another changes nothing", "/to cleo (" in ana.until("You were added(.*\n)*to ben> "))
    ana.type("/report 1")
    want("a report is previewed, with the command that sends it", "Nothing has left" in ana.until("chat report .*--send.*\n(.*\n)*to ben> "))
    ana.type("/report one")
    ana.until("is no message's number")
    ana.type("/report 99")
    ana.until("There is no message 99 here; they go from 1 to 1")
    ana.type("  /who")
    want("a command with blanks before it is a command", "Sent" not in ana.until("  ben  (.*\n)*to ben> "))
    for who, conversation in (("ben", to_ben), ("cleo", to_cleo)):
        s.run("chat", "sync", home=who)
    want("her words went to Ben and to nobody else", texts(s, "ben", to_ben) == ["this is for Ben"] and "this is for Ben" not in texts(s, "cleo", to_cleo))

    s.run("chat", "send", to_ben, "from her other window", home="ana")
    ana.type("seen here")
    want("what she said in another window is shown, once", ana.until(r"\(Sent to ben\.\)\nto ben> ").count("from her other window") == 1)
    s.run("chat", "send", to_cleo, "and Cleo again", home="cleo")
    want("what she typed here is not said again", "seen here" not in ana.until("and Cleo again\n(.*\n)*to ben> "))
    for who in ("ben", "cleo"):
        s.run("chat", "sync", home=who)
    said = ["this is for Ben", "from her other window", "seen here"]
    want("both went to Ben", texts(s, "ben", to_ben) == said)

    services[1].terminate()
    services[1].wait(20)
    ana.until("is kept on this device and sent later")
    ana.type("typed while it was away")
    ana.until(r"\(Kept on this device for ben: ")
    ana.process.kill()  # nothing that it did not write down is left
    ana.process.wait(20)
    waits = s.run("chat", "send", to_ben, "and once more", home="ana")
    want("one command more, without the session: it says that it waits", waits["waits"] and not waits["sent"])
    again = Session(s, "ana")
    again.until("to nobody> ")
    want("leaving says what waits", "2 messages wait on this device" in again.quit())
    services[1] = s.serve(*serve, ready=url + "/readyz")
    sent = [e["event"] for e in s.run("chat", "sync", home="ana")["events"]]
    want("with the server back they go out", sent.count("kept_sent") == 2)
    s.run("chat", "sync", home="ana")
    s.run("chat", "sync", home="ben")
    want("each once, in order", texts(s, "ben", to_ben) == said + ["typed while it was away", "and once more"])


def main():
    with tempfile.TemporaryDirectory() as data:
        s = Story(sys.argv[1], data)
        story(s)
        print(f"{s.steps} commands, each its own process")


if __name__ == "__main__":
    main()
