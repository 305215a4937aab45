#!/usr/bin/env python3
"""Two people whose programs know the client by its C interface alone (include/equipoise/client.h), here from Python.

    c_client.py PATH/TO/equipoise PATH/TO/libequipoise_client.so SOURCES

They register with a real service, start a conversation, and talk.  One crashes after each save and goes on with what was kept; one
cannot save for a while, and nothing leaves his device until he can; one asks while the server is away.  They compare their safety number,
give each other names, and one reports the other: what she previewed is what is answered.  The example in C (examples/client.c) makes an
account in the same realm.
"""
import ctypes as c
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

from service import running
from two_realms import want

OK, MALFORMED, FORGED, STALE, REFUSED, MISSING, UNSUPPORTED, UNAVAILABLE, UNSAVED, UNINVITED = 0, 1, 2, 3, 4, 5, 8, 9, 10, 11
JOINED, MESSAGE, MEMBERS_CHANGED, TOKENS, REPORT_ANSWERED = 1, 2, 3, 4, 9
P8 = c.POINTER(c.c_uint8)
RANDOM = c.CFUNCTYPE(None, c.c_void_p, P8, c.c_size_t)
REQUEST = c.CFUNCTYPE(None, c.c_void_p, c.c_char_p, c.c_char_p, P8, c.c_size_t, c.c_void_p)
SAVE = c.CFUNCTYPE(c.c_int, c.c_void_p, P8, c.c_size_t)


class Host(c.Structure):
    _fields_ = [("size", c.c_uint32), ("context", c.c_void_p), ("random", RANDOM), ("request", REQUEST), ("save", SAVE)]


class Event(c.Structure):
    _fields_ = [("size", c.c_uint32), ("kind", c.c_uint32), ("conversation", P8), ("account", P8), ("seq", c.c_uint64),
                ("time_ms", c.c_uint64), ("text", P8), ("text_size", c.c_size_t), ("why", c.c_int), ("access", c.c_uint32)]


class Conversation(c.Structure):
    _fields_ = [("size", c.c_uint32), ("standing", c.c_uint32), ("must_accept", c.c_uint32), ("messages", c.c_uint32)]


class Report(c.Structure):
    _fields_ = [("size", c.c_uint32), ("category", c.c_uint32), ("first", c.c_uint64), ("last", c.c_uint64), ("withheld", c.POINTER(c.c_uint64)),
                ("withheld_count", c.c_size_t), ("note", c.c_char_p), ("note_size", c.c_size_t)]


ON_EVENT = c.CFUNCTYPE(None, c.c_void_p, c.POINTER(Event))
ON_ID = c.CFUNCTYPE(None, c.c_void_p, P8)
ON_BYTES = c.CFUNCTYPE(None, c.c_void_p, P8, P8, c.c_size_t)


def load(path):
    library = c.CDLL(path)
    library.eqp_reply_set.argtypes = [c.c_void_p, c.c_int, c.c_char_p, c.c_size_t]
    library.eqp_reply_set.restype = None
    library.eqp_status_text.restype = library.eqp_version.restype = c.c_char_p
    library.eqp_report_category.restype = c.c_char_p
    library.eqp_client_tokens_left.argtypes, library.eqp_client_tokens_left.restype = [c.c_void_p, c.c_uint64], c.c_uint64
    library.eqp_state_seal.argtypes = [c.c_char_p, c.c_char_p, c.c_uint64, c.c_char_p, c.c_size_t, c.c_char_p]
    library.eqp_state_seal.restype = None
    library.eqp_state_open.argtypes = [c.c_char_p, c.c_uint64, c.c_char_p, c.c_size_t, c.c_char_p]
    library.eqp_report_preview.argtypes = [c.c_char_p, c.c_size_t, ON_EVENT, c.c_void_p]
    for name in ("register", "register_invited", "sync", "send", "start", "tell", "members", "history", "close", "account", "leave", "waiting", "conversation", "accept",
                 "set_name", "names", "listen", "report_prepare", "report_send", "write", "add", "reports"):
        getattr(library, f"eqp_client_{name}").argtypes = {
            "waiting": [c.c_void_p, c.c_char_p, ON_EVENT, c.c_void_p], "conversation": [c.c_void_p, c.c_char_p, c.POINTER(Conversation)],
            "accept": [c.c_void_p, c.c_uint64, c.c_char_p], "set_name": [c.c_void_p, c.c_uint64, c.c_char_p, c.c_char_p, c.c_size_t],
            "names": [c.c_void_p, ON_BYTES, c.c_void_p], "listen": [c.c_void_p, c.c_uint64, ON_BYTES, c.c_void_p],
            "report_prepare": [c.c_void_p, c.c_char_p, c.POINTER(Report), ON_BYTES, c.c_void_p],
            "reports": [c.c_void_p, ON_EVENT, c.c_void_p], "write": [c.c_void_p, c.c_uint64, c.c_char_p, c.c_char_p, c.c_size_t, c.POINTER(c.c_int)],
            "add": [c.c_void_p, c.c_uint64, c.c_char_p, c.c_char_p], "report_send": [c.c_void_p, c.c_uint64, c.c_char_p, c.c_size_t],
            "register": [c.c_void_p, c.c_uint64], "register_invited": [c.c_void_p, c.c_uint64, c.c_char_p], "sync": [c.c_void_p, c.c_uint64],
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

    def send(self, conversation, text, how="send"):
        waits = c.c_int(-1)
        return self.act(how, conversation, text.encode(), len(text.encode()), c.byref(waits)), waits.value

    def told(self):
        events = []
        self.act("tell", ON_EVENT(lambda _, e: events.append(plain(e.contents))), None)
        return events

    def history(self, conversation, which="history"):
        events = []
        self.call(which, self.me, conversation, ON_EVENT(lambda _, e: events.append(plain(e.contents)["text"])), None)
        return events

    def standing(self, conversation):
        out = Conversation(c.sizeof(Conversation))
        want("a conversation says how it stands", self.call("conversation", self.me, conversation, c.byref(out)) == OK)
        return out.standing, out.must_accept, out.messages

    def names(self):
        all_of_them = {}
        self.call("names", self.me, ON_BYTES(lambda _, id, name, size: all_of_them.update({c.string_at(id, 32): c.string_at(name, size).decode()})), None)
        return all_of_them


def plain(event):
    return {"kind": event.kind, "text": c.string_at(event.text, event.text_size).decode() if event.text else "",
            "account": c.string_at(event.account, 32) if event.account else b"",
            "conversation": c.string_at(event.conversation, 16) if event.conversation else b""}


def names_and_numbers(library, ana, ben):
    """What people tell each other apart by."""
    numbers = [c.create_string_buffer(72) for _ in range(2)]
    library.eqp_safety_number(ana.account(), ben.account(), numbers[0])
    library.eqp_safety_number(ben.account(), ana.account(), numbers[1])
    groups = numbers[0].value.decode().split(" ")
    want("both read the same sixty digits", numbers[0].value == numbers[1].value and [len(g) for g in groups] == [5] * 12 and "".join(groups).isdigit())
    name = lambda account, text: ana.act("set_name", account, text.encode(), len(text.encode()))
    want("a name is kept", name(ben.account(), "Ben") == OK and ana.names() == {ben.account(): "Ben"})
    want("it is there after a crash", ana.crash() is None and ana.names() == {ben.account(): "Ben"})
    want("two people cannot be called alike", name(bytes(32), "bеn") == REFUSED and name(bytes(32), "a\u202eb") == MALFORMED and name(bytes(32), "x" * 65) == MALFORMED)
    want("a name can be taken away", name(ben.account(), "") == OK and ana.names() == {})


def sealing(library, kept):
    """A state that is kept opens with its key and its number alone."""
    key, fresh, sealed, opened = os.urandom(32), os.urandom(32), c.create_string_buffer(len(kept) + 48), c.create_string_buffer(len(kept))
    library.eqp_state_seal(key, fresh, 7, kept, len(kept), sealed)
    open_it = lambda key, number, text: library.eqp_state_open(key, number, text, len(text), opened)
    want("it opens", open_it(key, 7, sealed.raw) == OK and opened.raw == kept and kept[:64] not in sealed.raw)
    want("and for nobody else", open_it(os.urandom(32), 7, sealed.raw) == FORGED and open_it(key, 8, sealed.raw) == FORGED)
    want("and not altered", open_it(key, 7, sealed.raw[:-1] + bytes([sealed.raw[-1] ^ 1])) == FORGED and open_it(key, 7, b"short") == MALFORMED)


def report(service, library, ana, ben, conversation):
    """Ana reports what Ben wrote: the bytes that she previewed, and no others, leave."""
    words = []
    while (word := library.eqp_report_category(len(words) + 1)) is not None:
        words.append(word.decode())
    want("kinds of reports are named", "threat" in words and "spam" in words)
    said = ana.history(conversation)
    withheld, note = (c.c_uint64 * 1)(1), "It goes on.".encode()
    asked = Report(c.sizeof(Report), words.index("threat") + 1, 1, len(said), withheld, 1, note, len(note))
    prepared = []
    take = ON_BYTES(lambda _, id, data, size: prepared.append(c.string_at(data, size)))
    before = ana.requests
    want("it is prepared", ana.call("report_prepare", ana.me, conversation, c.byref(asked), take, None) == OK)
    lines = []
    library.eqp_report_preview(prepared[0], len(prepared[0]), ON_EVENT(lambda _, e: lines.append((plain(e.contents)["text"], plain(e.contents)["account"]))), None)
    want("she sees what would leave, and nothing has", lines[0] == ("", b"") and lines[-1] == ("Hello Ana", ben.account()) and len(lines) == len(said) and ana.requests == before)
    of_hers = Report(c.sizeof(Report), 1, 1, 1, None, 0, None, 0)
    want("a report of her own words alone is none", ana.call("report_prepare", ana.me, conversation, c.byref(of_hers), take, None) == REFUSED)
    nowhere = Report(c.sizeof(Report), 0, 1, 1, None, 0, None, 0)
    want("nor one of no kind", ana.call("report_prepare", ana.me, conversation, c.byref(nowhere), take, None) == MALFORMED)
    want("she sends it", ana.act("report_send", prepared[0], len(prepared[0])) == OK)
    service.moderate()
    want("the answer comes", ana.act("sync") == OK)
    want("with a case's number", [e["text"] for e in ana.told() if e["kind"] == REPORT_ANSWERED] == ["M-000001"])
    ana.crash()
    again = []
    want("which can be asked for again", ana.call("reports", ana.me, ON_EVENT(lambda _, e: again.append(plain(e.contents)["text"])), None) == OK and again == ["M-000001"])


def within_seconds(act):
    """Whoever is new can be looked up when the witness has seen the directory's next epoch."""
    for _ in range(50):
        code = act()
        if code != MISSING:
            return code
        time.sleep(0.1)
    return code


def somebody_comes_in(cleo, invitation, ana, ben, conversation):
    """What Ben says goes to those whom he was told to be there."""
    want("Cleo is there", cleo.act("register_invited", invitation.encode()) == OK and within_seconds(lambda: ana.act("add", conversation, cleo.account())) == OK)
    want("before he knows it he says nothing to her", ben.send(conversation, "to Ana")[0] == STALE and ben.send(conversation, "to Ana", "write")[0] == STALE)
    want("he is told", [e["account"] for e in ben.told() if e["kind"] == MEMBERS_CHANGED] == [ana.account()])
    want("and goes on", ben.send(conversation, "to both")[0] == OK and cleo.act("sync") == OK and cleo.history(conversation) == ["to both"])


def talk(library, service):
    s, url, realm = service.story, service.url, service.realm.read_bytes()
    ana, ben = Person(library, s, realm, url), Person(library, s, realm, url)
    other = c.c_void_p()
    want("no realm, no account", library.eqp_client_create(c.byref(ana.host), b"none", 4, c.byref(other)) != OK and not other)
    want("no state of this version, no account", library.eqp_client_open(c.byref(ana.host), realm, len(realm), b"\0\0", 2, c.byref(other)) == UNSUPPORTED)
    codes = [service.invite() for _ in range(3)]
    for person, code in zip((ana, ben), codes):
        want("nobody comes without an invitation", person.act("register") == UNINVITED)
        want("nor with what is none", person.act("register_invited", b"none") == MALFORMED)
        want("registered", person.act("register_invited", code.encode()) == OK)
        want("and once more, which harms nothing and needs none", person.act("register") == OK)
    service.moderate()
    for person in (ana, ben):
        want("in touch", person.act("sync") == OK)
        want("tokens came", TOKENS in [e["kind"] for e in person.told()] and library.eqp_client_tokens_left(person.me, person.now()) > 16)
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
    want("his answer is there", ana.history(conversation)[0] == "Hello Ben" and ana.history(conversation)[-1] == "Hello Ana")
    want("what the server took waits no longer", ben.history(conversation, "waiting") == [] and ben.history(conversation)[-1] == "Hello Ana")
    want("a conversation stands well", ben.standing(conversation) == (1, 0, len(ben.history(conversation))) and ben.act("accept", conversation) == OK)
    want("and one that is not there does not", ben.call("conversation", ben.me, bytes(16), c.byref(Conversation(16))) == MISSING)
    frames = []
    want("he can be woken", ben.act("listen", ON_BYTES(lambda _, id, data, size: frames.append(c.string_at(data, size))), None) == OK and len(frames[0]) > 64)
    names_and_numbers(library, ana, ben)
    sealing(library, ana.kept)
    report(service, library, ana, ben, conversation)

    service.stop()
    want("a server that is away is said to be", ana.act("sync") == UNAVAILABLE)
    want("what is sent then is not kept", ana.send(conversation, "not kept")[0] == UNAVAILABLE)
    written = ["first", "second"]
    want("what is written is", [ana.send(conversation, text, "write") for text in written] == [(OK, 1), (OK, 1)])
    ana.crash()
    want("and waits", ana.history(conversation, "waiting") == written)
    service.start()
    want("and found again", ana.act("sync") == OK)
    want("what waited went out, in order", ben.act("sync") == OK and ben.history(conversation)[-2:] == written and ana.act("sync") == OK
         and ana.history(conversation, "waiting") == [])
    somebody_comes_in(Person(library, s, realm, url), codes[2], ana, ben, conversation)
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
    with running(program, ["--registration", "by-invitation"]) as service:
        example(service.story.data, service.realm, path, sources)
        talk(library, service)


if __name__ == "__main__":
    main(*sys.argv[1:])
