#!/usr/bin/env python3
"""Two people whose programs know the client by its C interface alone (include/equipoise/client.h), here from Python.

    c_client.py PATH/TO/equipoise PATH/TO/libequipoise_client.so SOURCES

They register with a real service, start a conversation, and talk.  One crashes after each save and goes on with what was kept; one
cannot save for a while, and nothing leaves his device until he can; one asks while the server is away.  The example in C
(examples/client.c) makes an account in the same realm.
"""
import ctypes as c
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from two_realms import Story, deal_days, found_realm, free_port, join, publish_day, want

OK, MALFORMED, MISSING, UNSUPPORTED, UNAVAILABLE, UNSAVED = 0, 1, 5, 8, 9, 10
JOINED, MESSAGE, TOKENS = 1, 2, 4
P8 = c.POINTER(c.c_uint8)
RANDOM = c.CFUNCTYPE(None, c.c_void_p, P8, c.c_size_t)
REQUEST = c.CFUNCTYPE(None, c.c_void_p, c.c_char_p, c.c_char_p, P8, c.c_size_t, c.c_void_p)
SAVE = c.CFUNCTYPE(c.c_int, c.c_void_p, P8, c.c_size_t)


class Host(c.Structure):
    _fields_ = [("size", c.c_uint32), ("context", c.c_void_p), ("random", RANDOM), ("request", REQUEST), ("save", SAVE)]


class Event(c.Structure):
    _fields_ = [("size", c.c_uint32), ("kind", c.c_uint32), ("conversation", P8), ("account", P8), ("seq", c.c_uint64),
                ("time_ms", c.c_uint64), ("text", P8), ("text_size", c.c_size_t), ("why", c.c_int)]


ON_EVENT = c.CFUNCTYPE(None, c.c_void_p, c.POINTER(Event))
ON_ID = c.CFUNCTYPE(None, c.c_void_p, P8)


def load(path):
    library = c.CDLL(path)
    library.eqp_reply_set.argtypes = [c.c_void_p, c.c_int, c.c_char_p, c.c_size_t]
    library.eqp_reply_set.restype = None
    library.eqp_status_text.restype = library.eqp_version.restype = c.c_char_p
    for name in ("register", "sync", "send", "start", "tell", "members", "history", "close", "account", "leave"):
        getattr(library, f"eqp_client_{name}").argtypes = {
            "register": [c.c_void_p, c.c_uint64], "sync": [c.c_void_p, c.c_uint64],
            "send": [c.c_void_p, c.c_uint64, c.c_char_p, c.c_char_p, c.c_size_t, c.POINTER(c.c_int)],
            "start": [c.c_void_p, c.c_uint64, c.c_char_p, c.c_size_t, P8],
            "tell": [c.c_void_p, c.c_uint64, ON_EVENT, c.c_void_p], "members": [c.c_void_p, c.c_char_p, ON_ID, c.c_void_p],
            "history": [c.c_void_p, c.c_char_p, ON_EVENT, c.c_void_p], "close": [c.c_void_p], "account": [c.c_void_p, P8],
            "leave": [c.c_void_p, c.c_uint64, c.c_char_p]}[name]
    library.eqp_client_close.restype = library.eqp_client_account.restype = None
    return library


class Person:
    """One account, and everything that its program lends it."""

    def __init__(self, library, story, realm, url):
        self.library, self.story, self.realm, self.url = library, story, realm, url
        self.kept, self.disk_is_full, self.requests = b"", False, 0
        self.host = Host(c.sizeof(Host), None, RANDOM(self.random), REQUEST(self.request), SAVE(self.save))
        self.me = c.c_void_p()
        want("an account is made", self.call("create", c.byref(self.host), realm, len(realm), c.byref(self.me)) == OK)

    def random(self, _, out, size):
        c.memmove(out, os.urandom(size), size)

    def request(self, _, method, path, body, size, reply):
        self.requests += 1
        asked = urllib.request.Request(self.url + path.decode(), method=method.decode(), data=c.string_at(body, size) if method == b"POST" else None,
                                       headers={"Content-Type": "application/octet-stream"})
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                status, said = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            status, said = refusal.code, refusal.read()
        except OSError:
            return  # no answer at all
        self.library.eqp_reply_set(reply, status, said, len(said))

    def save(self, _, state, size):
        if self.disk_is_full:
            return -1
        self.kept = c.string_at(state, size)
        return 0

    def call(self, name, *arguments):
        return getattr(self.library, f"eqp_client_{name}")(*arguments)

    def now(self):
        return int(time.time() * 1000) + int(self.story.clock.read_text())

    def act(self, name, *arguments):
        return self.call(name, self.me, self.now(), *arguments)

    def crash(self):
        """Come back with what was kept."""
        self.call("close", self.me)
        self.me = c.c_void_p()
        want("what was kept opens", self.call("open", c.byref(self.host), self.realm, len(self.realm), self.kept, len(self.kept), c.byref(self.me)) == OK)

    def account(self):
        out = (c.c_uint8 * 32)()
        self.call("account", self.me, out)
        return bytes(out)

    def start(self, other):
        out = (c.c_uint8 * 16)()
        want("a conversation starts", self.act("start", other.account(), 1, out) == OK)
        return bytes(out)

    def send(self, conversation, text):
        waits = c.c_int(-1)
        return self.act("send", conversation, text.encode(), len(text.encode()), c.byref(waits)), waits.value

    def told(self):
        events = []
        self.act("tell", ON_EVENT(lambda _, e: events.append(plain(e.contents))), None)
        return events

    def history(self, conversation):
        events = []
        self.call("history", self.me, conversation, ON_EVENT(lambda _, e: events.append(plain(e.contents)["text"])), None)
        return events


def plain(event):
    return {"kind": event.kind, "text": c.string_at(event.text, event.text_size).decode() if event.text else "",
            "account": c.string_at(event.account, 32) if event.account else b"",
            "conversation": c.string_at(event.conversation, 16) if event.conversation else b""}


def talk(s, library, realm_file, url, services, serve):
    realm = realm_file.read_bytes()
    ana, ben = Person(library, s, realm, url), Person(library, s, realm, url)
    other = c.c_void_p()
    want("no realm, no account", library.eqp_client_create(c.byref(ana.host), b"none", 4, c.byref(other)) != OK and not other)
    want("no state of this version, no account", library.eqp_client_open(c.byref(ana.host), realm, len(realm), b"\0\0", 2, c.byref(other)) == UNSUPPORTED)
    for person in (ana, ben):
        want("registered", person.act("register") == OK)
    s.run("moderator", "once", home="two/moderator")
    for person in (ana, ben):
        want("in touch", person.act("sync") == OK)
        want("tokens came", TOKENS in [e["kind"] for e in person.told()])
        want("what was told is told once", person.told() == [])

    conversation = ana.start(ben)
    want("she writes", ana.send(conversation, "Hello Ben")[0] == OK)
    ben.crash()
    want("he looks", ben.act("sync") == OK)
    events = ben.told()
    want("he is in it, and reads her words under her name", {"kind": MESSAGE, "text": "Hello Ben", "account": ana.account(), "conversation": conversation} in events
         and JOINED in [e["kind"] for e in events])
    members = []
    ben.call("members", ben.me, conversation, ON_ID(lambda _, id: members.append(c.string_at(id, 32))), None)
    want("two are in it", sorted(members) == sorted([ana.account(), ben.account()]))
    want("nobody is in what is not there", ben.call("members", ben.me, bytes(16), ON_ID(lambda *_: None), None) == MISSING)

    ben.disk_is_full, before = True, ben.requests
    want("what cannot be kept is not sent", ben.send(conversation, "kept nowhere")[0] == UNSAVED)
    sent_anyway = ben.requests
    want("and nothing at all leaves", ben.act("sync") == UNSAVED and ben.requests == sent_anyway)
    ben.disk_is_full = False
    want("with room again it goes on", ben.act("sync") == OK and ben.requests > before)
    ben.crash()
    want("he answers", ben.send(conversation, "Hello Ana")[0] == OK)
    want("she looks", ana.act("sync") == OK)
    want("his answer is there", "Hello Ana" in ana.history(conversation))

    services[1].terminate()
    services[1].wait(20)
    want("a server that is away is said to be", ana.act("sync") == UNAVAILABLE)
    services[1] = s.serve(*serve, ready=url + "/readyz")
    want("and found again", ana.act("sync") == OK)
    want("no text that is none", ana.call("send", ana.me, ana.now(), conversation, b"\xff", 1, None) == MALFORMED)
    for person in (ana, ben):
        person.call("close", person.me)


def example(data, realm_file, path, sources):
    built = str(data / "client")
    subprocess.run(["gcc", "-std=c99", "-D_DEFAULT_SOURCE", f"-I{sources}/include", f"{sources}/examples/client.c", path, "-o", built], check=True)
    environment = dict(os.environ) | {"LD_LIBRARY_PATH": os.path.dirname(path)}
    said = subprocess.run([built, str(realm_file)], capture_output=True, text=True, timeout=60, env=environment)
    want("the example in C keeps its account and says that nobody answers",
         said.stdout == "opened again, the same account: yes\nregister: unavailable, after 1 request(s)\n" and said.returncode == 0)


def main(program, path, sources):
    library = load(path)
    want("the library is that of the header", library.eqp_abi() == 1 and library.eqp_status_text(3) == b"stale")
    with tempfile.TemporaryDirectory() as data:
        s = Story(program, data)
        s.at(-1, 12)
        realm, homes = found_realm(s, "two", 3, 2, [])
        example(s.data, realm, path, sources)
        port, witness_port = free_port(), free_port()
        url = f"http://127.0.0.1:{port}"
        join(s, "two", realm, homes, url)
        serve = ["serve", "--home", s.data / "two/server", "--port", port, "--witness", f"http://127.0.0.1:{witness_port}"]
        services = [s.serve("witness", "--home", s.data / "two/witness", "--port", witness_port, ready=None)]
        try:
            services.append(s.serve(*serve, ready=url + "/readyz"))
            s.run("moderator", "once", home="two/moderator")
            deal_days(s, 0, 1, [f"two/custodian-{i}" for i in (1, 2, 3)])
            publish_day(s, 0, ["two/custodian-1", "two/custodian-2"])
            s.at(0, 9)
            talk(s, library, realm, url, services, serve)
        finally:
            for process in services:
                process.terminate()
                process.wait(20)


if __name__ == "__main__":
    main(*sys.argv[1:])
