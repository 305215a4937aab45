#!/usr/bin/env python3
"""The life of orders, with the real program: every party its own process and home.

    two_realms.py PATH/TO/equipoise

Realm 2 has five custodians, of whom two are lost for good and one signs with a key in a token (SoftHSM).  Its police read one account in an emergency that nobody
confirms: keys destroyed, deletion logged.  An agency of realm 1 gets its own judge's decision, is entered in realm 2, and
stopped by an objection; its next order is not, and its evidence package verifies for whoever trusts both realms.  Of one
order the day is preserved and opened two weeks later.  In the end both people find their notices, and the audit is clean.
"""
import datetime
import hashlib
import zipfile
import json
import os
import pathlib
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

JUDGES = {"approve", "endorse", "object", "confirm", "lapse", "keep", "unkeep", "close", "lift", "clear"}  # whose acts these are
DAY0 = datetime.date(2027, 3, 1)


class Story:
    def __init__(self, program, data):
        self.program, self.data, self.steps = program, pathlib.Path(data), 0
        self.clock = self.data / "clock"
        self.passphrase = self.data / "passphrase"
        self.passphrase.write_text(secrets.token_hex(16))

    def run(self, *arguments, home=None, code=0):
        command = [self.program, *map(str, arguments), "--json"] + (["--home", str(self.data / home)] if home else [])
        if home and arguments[0] == "custodian":
            command += ["--passphrase-file", str(self.passphrase)]
            if "--pin-file" not in command:
                command += ["--pin-file", str(self.data / "pin")]
        if home and arguments[:1] == ("court",) and arguments[1] in JUDGES:
            command += ["--judge", str(self.data / home) + ".judge", "--passphrase-file", str(self.passphrase)]
        environment = dict(os.environ)
        if str(home).endswith("custodian-1"):  # under LeakSanitizer: the names of curves that SoftHSM never frees
            environment |= {"LSAN_OPTIONS": f"suppressions={self.data}/leaks:print_suppressions=0", "ASAN_OPTIONS": "fast_unwind_on_malloc=0"}
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)
        if done.returncode != code:
            sys.exit(f"{' '.join(command)}\n  ended with {done.returncode}, not {code}\n{done.stdout}{done.stderr}")
        self.steps += 1
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def token(self, label):
        """A token in software, and the options that put a custodian's signing key into it."""
        (self.data / "tokens").mkdir()
        (self.data / "softhsm2.conf").write_text(f"directories.tokendir = {self.data}/tokens\nobjectstore.backend = file\n")
        os.environ["SOFTHSM2_CONF"] = str(self.data / "softhsm2.conf")
        subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "12345678", "--pin", "87654321"],
                       check=True, capture_output=True)
        (self.data / "pin").write_text("87654321\n")
        (self.data / "wrong-pin").write_text("87654322\n")
        (self.data / "leaks").write_text("leak:libsofthsm2.so\n")
        return ["--pkcs11-module", "/usr/lib/softhsm/libsofthsm2.so", "--token", label]

    def refused(self, rule, *arguments, home):
        said = json.dumps(self.run(*arguments, home=home, code=3))
        if f'"{rule}"' not in said:
            sys.exit(f"{arguments} was refused, but not by {rule}: {said}")

    def at(self, day, hour):
        """Set the simulated time: `day` after the first day."""
        self.day = DAY0 + datetime.timedelta(days=day)
        then = datetime.datetime.combine(self.day, datetime.time(hour), tzinfo=datetime.timezone.utc)
        self.clock.write_text(f"{int((then.timestamp() - time.time()) * 1000)}\n")

    def serve(self, *arguments, ready):
        process = subprocess.Popen([self.program, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(400):
            if process.poll() is not None:
                sys.exit(f"{arguments} ended at once")
            try:
                if not ready or urllib.request.urlopen(ready, timeout=2).status == 200:
                    return process
            except OSError:
                time.sleep(0.05)
        sys.exit(f"{arguments} does not answer")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def text(day):
    return (DAY0 + datetime.timedelta(days=day)).isoformat()


def found_realm(s, name, custodians, threshold, extra, token=()):
    """All keys, the ceremony, the realm file.  Homes are NAME/office.  The first custodian's key may be in a token."""
    home = lambda office: f"{name}/{office}"
    s.run("platform", "init", "--name", f"{name}.example", home=home("server"))
    s.run("witness", "init", "--name", f"witness.{name}.example", home=home("witness"))
    for role in ("moderator", "agency"):
        s.run(role, "init", "--name", f"{role} of {name}", home=home(role))
    judge = str(s.data / home("court")) + ".judge"
    s.run("court", "judge-key", "--out", judge, "--passphrase-file", s.passphrase)
    s.run("court", "init", "--name", f"court of {name}", "--judge", judge + ".pub", home=home("court"))
    for hotline, jurisdiction in (("hotline-nl", "NL"), ("hotline-ie", "IE")):
        s.run("hotline", "init", "--name", f"{hotline} of {name}", "--jurisdiction", jurisdiction, "--kinds", "drill", home=home(hotline))
    cards = [str(s.data / home(f"custodian-{i}")) for i in range(1, custodians + 1)]
    for i in range(1, custodians + 1):
        s.run("custodian", "init", "--name", f"custodian {i} of {name}", "--index", i, *(token if i == 1 else ()), home=home(f"custodian-{i}"))
    ceremony = s.data / name / "ceremony"
    s.run("custodian", "convene", "--threshold", threshold, "--from", DAY0, "--out", ceremony, *cards)

    def each_writes(step, *arguments):
        files = [s.data / name / f"{step}-{i}" for i in range(1, custodians + 1)]
        for i, file in enumerate(files, 1):
            s.run("custodian", step, "--out", file, *arguments, home=home(f"custodian-{i}"))
        return files
    dealings = each_writes("deal", "--ceremony", ceremony)
    records = each_writes("accept", *each_writes("check", "--ceremony", ceremony, *dealings))
    s.run("custodian", "verify-ceremony", records[0])
    offices = ["witness", "moderator", "court", "agency", "hotline-nl", "hotline-ie"]
    realm = s.data / name / "realm.eqp"
    s.run("realm", "assemble", "--name", name, "--first-day", DAY0, "--ceremony", records[0], "--out", realm, *extra,
          s.data / home("server"), *[s.data / home(o) for o in offices], *cards)
    return realm, ["server", *offices, *[f"custodian-{i}" for i in range(1, custodians + 1)]]


def join(s, name, realm, homes, url):
    for office in homes:
        s.run("join", "--realm", realm, "--server", url, "--clock", s.clock, home=f"{name}/{office}")


def deal_days(s, first, last, custodians):
    """For days to come; custodians whose machines are lost stop nobody."""
    s.run("court", "call-dealers", "--from", text(first), "--to", text(last), home="two/court")
    for _ in range(6):
        for c in custodians:
            s.run("custodian", "deal-days", home=c)
        if s.run("court", "carry-dealings", "--without-the-silent", home="two/court")["ceremonies"][0]["over"]:
            return
    sys.exit("the custodians do not come to an end with dealing")


def publish_day(s, day, custodians):
    s.run("court", "prepare-day", "--day", text(day), home="two/court")
    for c in custodians:
        s.run("custodian", "sign-epoch", "--day", text(day), home=c)
    s.run("court", "publish-day", "--day", text(day), home="two/court")


def grant(s, custodians, before=lambda number: None):
    number = s.run("court", "approve", home="two/court")["order"]
    before(number)
    for c in custodians:
        s.run("custodian", "approve", "--order", number, home=c)
    s.run("court", "publish-order", "--order", number, home="two/court")
    return number


def open_day(s, number, day, agency, custodians):
    """From the intent to the messages.  What the agency reads."""
    of_day = ["--order", number, "--day", text(day)]
    s.run("order", "intent", *of_day, home=agency)
    s.run("court", "release-key", home="two/court")
    s.run("order", "extract", *of_day, home=agency)
    for c in custodians:
        s.run("custodian", "release", home=c)
    opened = s.run("order", "open", *of_day, home=agency)
    return [m["text"] for m in opened["messages"]]


def only_in_its_token(s, custodian, number):
    """Without its PIN or its token this custodian cannot consent, and is told why; nothing is lost."""
    consent = ["custodian", "approve", "--order", number]
    s.run(*consent, "--pin-file", s.data / "wrong-pin", home=custodian, code=3)
    tokens, away = s.data / "tokens", s.data / "tokens-away"
    tokens.rename(away)
    tokens.mkdir()
    s.run(*consent, home=custodian, code=1)
    tokens.rmdir()
    away.rename(tokens)


def form(account, first, last, *more):
    return ["order", "file", "--account", account, "--from", text(first), "--to", text(last), "--reference", "2027/11",
            "--offence", "kidnapping", "--article", "Art. 5", "--necessity", "No milder means is left.",
            "--proportionality", "One account, few days.", "--sentence-months", "120", *more]


def case_of(s, number):
    return next(c for c in s.run("order", "life", home="two/court")["cases"] if c.get("order") == number)


def want(what, condition):
    if not condition:
        sys.exit(f"not so: {what}")
    print(f"  {what}")


def story(s):
    s.at(-1, 12)
    one, homes_one = found_realm(s, "one", 3, 2, ["--profile", "eu-e-evidence"])
    join(s, "one", one, homes_one, "http://127.0.0.1:9")  # nobody of realm 1 needs its server here
    # Realm 2: content in an emergency before the judge, who has 48 hours; realm 1's agency may apply.
    toml = s.run("realm", "profile", "default")["toml"].replace('emergency = "never"', 'emergency = "before-confirmation"')
    (s.data / "law.toml").write_text(toml.replace('name = "default"', 'name = "with-emergencies"'))
    s.run("agency", "init", "--name", "agency of one, abroad", home="two/bureau")
    foreign = f"one,{s.data}/two/bureau,{s.data}/one/court"
    two, homes_two = found_realm(s, "two", 5, 3, ["--profile", s.data / "law.toml", "--foreign", foreign],
                                 s.token("Custodian 1 of two"))
    port, witness_port = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    join(s, "two", two, homes_two + ["bureau"], url)
    services = [s.serve("witness", "--home", s.data / "two/witness", "--port", witness_port, ready=None)]
    try:
        services.append(s.serve("serve", "--home", s.data / "two/server", "--port", port, "--witness",
                                f"http://127.0.0.1:{witness_port}", ready=url + "/readyz"))
        live(s, two, url)
    finally:
        for process in services:
            process.terminate()
            process.wait(20)


def live(s, two, url):
    s.run("moderator", "once", home="two/moderator")
    for lost in (4, 5):
        shutil.rmtree(s.data / f"two/custodian-{lost}")
    custodians = [f"two/custodian-{i}" for i in (1, 2, 3)]
    deal_days(s, 0, 27, custodians)
    publish_day(s, 0, custodians)
    s.at(0, 9)
    account = {}
    for who in ("ana", "ben"):
        account[who] = s.run("client", "init", "--name", who, "--realm", two, "--server", url, "--clock", s.clock, home=who)["account"]
    for who, other in (("ana", "ben"), ("ben", "ana")):
        s.run("chat", "contact", other, account[other], home=who)

    print("An emergency that nobody confirms:")
    s.run(*form(account["ana"], 1, 4, "--urgency", "emergency", "--issuer", "police", "--threat", "a child is held"), home="two/agency")
    emergency = grant(s, custodians, lambda number: only_in_its_token(s, custodians[0], number))
    want("a custodian's token signed for it, with its PIN only; the order is in the log, unconfirmed", case_of(s, emergency)["stage"] == "emergency, unconfirmed")

    print("An agency of another realm:")
    sent = s.run(*form(account["ben"], 1, 6), home="two/bureau")["application"]
    asked, endorsed = s.data / "asked.eqp", s.data / "endorsed.eqp"
    s.run("order", "export", "--application", sent, "--out", asked, home="two/bureau")
    s.refused("ORD-R32", "order", "submit", "--in", asked, home="two/bureau")
    s.run("court", "endorse", "--in", asked, "--out", endorsed, home="one/court")
    s.run("order", "submit", "--in", endorsed, home="two/bureau")
    foreign = grant(s, custodians)
    want("it is entered on its own judge's decision", case_of(s, foreign)["stage"] == "logged")
    for day in (1, 2, 3):
        publish_day(s, day, custodians)

    s.at(1, 9)
    for who in ("ana", "ben"):
        s.run("chat", "sync", home=who)
    s.run("moderator", "once", home="two/moderator")
    for who in ("ana", "ben"):
        s.run("chat", "sync", home=who)
    conversation = s.run("chat", "new", "ben", home="ana")["conversation"]
    s.run("chat", "sync", home="ben")
    s.run("chat", "send", conversation, "from Ana", home="ana")
    s.run("chat", "sync", home="ben")
    s.run("chat", "send", conversation, "from Ben", home="ben")
    s.run("chat", "sync", home="ana")

    s.refused("ORD-R38", "order", "intent", "--order", foreign, "--day", text(1), home="two/bureau")
    s.at(2, 3)
    s.run("order", "intent", "--order", foreign, "--day", text(1), home="two/bureau")
    s.refused("ORD-R26", "court", "release-key", home="two/court")
    s.run("court", "object", "--order", foreign, "--ground", "press-freedom", "--yes", home="two/court")
    want("its window was open, the court objected, the order is refused", case_of(s, foreign)["ground"] == "press-freedom")
    s.run("order", "delete", "--order", foreign, "--yes", home="two/bureau")

    print("Within its hour the emergency opens one account:")
    want("Ana's message and nobody else's", open_day(s, emergency, 1, "two/agency", custodians) == ["from Ana"])

    s.at(3, 3)
    s.run("order", "intent", "--order", emergency, "--day", text(2), home="two/agency")
    s.refused("ORD-R25", "court", "release-key", home="two/court")
    s.refused("ORD-R25", "court", "confirm", "--order", emergency, home="two/court")
    s.run("court", "lapse", "--order", emergency, "--yes", home="two/court")
    s.run("order", "delete", "--order", emergency, "--yes", home="two/agency")
    lapsed = case_of(s, emergency)
    want("two days later: lapsed, keys destroyed, deletion logged", lapsed["stage"] == "lapsed" and lapsed["deleted"])

    second_foreign = package_abroad(s, two, conversation, custodians, sent)

    kept = preserve(s, account["ana"], conversation, custodians)
    declined = decline(s, account["ben"], custodians)

    print("A month later:")
    s.at(31, 9)
    due = s.run("court", "disclose", "--month", s.day.isoformat()[:7], home="two/court")
    want("five notices are due", due["notices"] == 5)
    for who, number in (("ana", emergency), ("ana", kept), ("ben", foreign), ("ben", second_foreign), ("ben", declined)):
        notices = json.dumps(s.run("chat", "notices", home=who))
        want(f"{who} finds the notice of order no. {number}", f'"order": {number}' in notices)
    audited = s.run("audit", url, "--realm", two, "--clock", s.clock, code=5)
    want("the audit is clean, but for the objects of days that nobody made since", audited["ok"] and audited["answer"] == "late")
    other = s.run("audit", url, "--realm", s.data / "one/realm.eqp", "--clock", s.clock, code=7)
    want("another realm's file does not read as tampering", other["answer"] == "misconfigured")
    (s.data / "no-realm").write_text("nothing")
    s.run("audit", url, "--realm", s.data / "no-realm", code=7)
    s.run("audit", url, "--realm", two, "--clock", s.clock, "--seen", s.data / "seen", "--save", s.data / "saved", code=5)
    blob = next((s.data / "saved/log/blob").iterdir())
    saved = ["audit", "--offline", s.data / "saved", "--realm", two, "--clock", s.clock]
    kept = blob.read_bytes()
    blob.unlink()
    want("what is not there is missing", s.run(*saved, code=6)["answer"] == "missing")
    blob.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    want("what was altered is false", s.run(*saved, code=3)["answer"] == "false")
    blob.write_bytes(kept)
    for command in (["audit"], ["statistics", "--year", 2027]):
        s.run(*command, f"http://127.0.0.1:{free_port()}", "--realm", two, code=4)
    want("a server that does not answer is no violation", True)
    policy = s.data / "policy"
    believed = s.run("monitor", "policy", "--realm", two)["policy"]
    policy.write_text(believed)
    s.run("audit", url, "--realm", two, "--clock", s.clock, "--policy", policy, code=5)
    policy.write_text("".join(line for line in believed.splitlines(True) if "/epochs+" not in line))
    s.run("audit", url, "--realm", two, "--clock", s.clock, "--policy", policy, code=3)
    want("the auditor's own policy is kept, and one that lists no epoch log is not satisfied", True)
    for _ in range(2):
        s.run("monitor", url, "--realm", two, "--state", s.data / "monitor", "--clock", s.clock)
    slow = s.data / "slow-clock"
    slow.write_text(f"{int(s.clock.read_text()) - 3600_000}\n")
    s.run("monitor", url, "--realm", two, "--state", s.data / "monitor", "--clock", slow, code=7)
    want("a checkpoint an hour ahead of the monitor's clock: it says that it cannot tell", True)
    (s.data / "no-proof").write_text("nothing\n")
    s.run("monitor", "verify", s.data / "no-proof", "--realm", two, code=1)
    want("the monitor sees one history", not list((s.data / "monitor").glob("split-*")))
    page = s.data / "orders-2027.html"
    count = ["statistics", url, "--realm", two, "--year", 2027]
    published, exact = s.run(*count, "--html", page), s.run(*count, "--exact")
    want("five orders are counted: one opened and lapsed, one stopped, one declined, two fulfilled",
         [exact["total"][k] for k in ("issued", "fulfilled", "unfulfilled", "before_judge", "notified")] == [5, 3, 2, 1, 2] and exact["lapsed"] == 1
         and exact["refused_by_service"] == {"impossible": 1}
         and exact["objected"] == {"press-freedom": 1})
    want("the published page shows none of these small counts", published["total"]["fulfilled"] == "<5" and "&lt;5" in page.read_text())
    what_is_there_stays(s, url, s.data / "one/realm.eqp", two)


def what_is_there_stays(s, url, one, two):
    """Files and folders that something else is in."""
    s.run("statistics", url, "--realm", two, "--year", 2027, "--html", two, code=2)
    s.run("statistics", url, "--realm", two, "--year", 2099, code=2)
    page = s.data / "orders-2027.html"
    s.run("statistics", url, "--realm", two, "--year", 2027, "--exact", "--html", page)
    want("a later count takes the place of an earlier one, and of nothing else", "&lt;5" not in page.read_text().split("<h2>How to read it")[0])
    s.run("audit", url, "--realm", two, "--save", two, code=2)
    s.run("audit", url, "--realm", two, "--save", s.data / "two/court", code=2)
    s.run("audit", url, "--realm", one, "--save", s.data / "saved", code=2)


def preservation_task(state, until):
    """An LPTask of TS 103 120 made of an exported case: its disclosure task, asked to be kept `until` a day."""
    case = re.search(r'(?s)(<HI1Message.*?</Header>).*?(<HI1Object xsi:type="task:LDTaskObject">.*?</HI1Object>)', state)
    task = case[2].replace("LDTaskObject", "LPTaskObject").replace(
        "</HI1Object>", f"<task:DesiredPreservationExpiration>{until}T00:00:00.000000Z</task:DesiredPreservationExpiration></HI1Object>")
    task = re.sub(r"<task:Status>.*?</task:Status>", "<task:DesiredStatus>AwaitingPreservation</task:DesiredStatus>", task)
    return (f"{case[1]}<Payload><RequestPayload><ActionRequests><ActionRequest><ActionIdentifier>0</ActionIdentifier><CREATE>{task}"
            "</CREATE></ActionRequest></ActionRequests></RequestPayload></Payload></HI1Message>")


def preserve(s, account, conversation, custodians):
    print("A day that is preserved:")
    application = s.run(*form(account, 7, 7), home="two/agency")["application"]
    number = grant(s, custodians)
    publish_day(s, 7, custodians)
    s.at(7, 9)
    for who in ("ana", "ben"):
        s.run("chat", "sync", home=who)
    s.run("moderator", "once", home="two/moderator")
    for who in ("ana", "ben"):
        s.run("chat", "sync", home=who)
    s.run("chat", "send", conversation, "from Ana, preserved", home="ana")
    s.run("chat", "sync", home="ben")
    s.at(8, 9)
    s.refused("ORD-R31", "court", "keep", "--order", number, home="two/court")
    state, wish, reply = (s.data / f"{x}.xml" for x in ("kept-state", "wish", "reply"))
    s.run("order", "export", "--application", application, "--form", "etsi", "--out", state, home="two/agency")
    ask = ["order", "import", "--form", "etsi", wish, "--reply", reply]
    wish.write_text(preservation_task(state.read_text(), text(69)))
    refused = s.run(*ask, home="two/agency", code=3)["refused"]
    want("a task that asks for a longer term than the law's is refused", text(68) in refused["remedy"] and "3007" in reply.read_text())
    wish.write_text(preservation_task(state.read_text(), text(68)))
    s.run(*ask, home="two/agency", code=2)  # the answer of before is not written over, and nothing was done
    reply.unlink()
    s.run(*ask, home="two/agency")
    s.run("court", "keep", "--order", number, home="two/court")
    want("the agency asked, the court logged its key, the service seals it", case_of(s, number)["preservation"].startswith("until "))
    s.at(20, 9)
    want("two weeks later it opens, Ana's message and nobody else's", open_day(s, number, 7, "two/agency", custodians) == ["from Ana, preserved"])
    want("no preservation is over yet", not s.run("court", "unkeep", home="two/court")["destroyed"])
    s.run("court", "close", "--order", number, home="two/court")
    want("closed: the preservation key is destroyed, and the log says so", case_of(s, number)["preservation"] == "key destroyed")
    return number


def decline(s, account, custodians):
    print("An order that the service cannot carry out:")
    sent = s.run(*form(account, 22, 23), home="two/agency")["application"]
    number = grant(s, custodians)
    s.refused("ORD-R30", "platform", "answer", "--order", number, "--not-held", home="two/server")
    s.run("platform", "answer", "--order", number, "--refuse", "impossible", home="two/server")
    for _ in range(50):
        said = case_of(s, number)["answer"]
        if said:
            break
        time.sleep(0.1)
    want("its signed refusal stands in the log, with its ground", said == "refused (impossible) for 2 days")
    s.run("order", "status", home="two/agency")
    answer = s.data / "declined.xml"
    s.run("order", "export", "--application", sent, "--form", "epoc-answer", "--out", answer, home="two/agency")
    want("and in Annex III", answer.read_text().count("<Reasons>") == 2)
    s.run("court", "close", "--order", number, home="two/court")
    return number


def package_abroad(s, two, conversation, custodians, before):
    print("Another order of realm 1, on the EU's form, to which realm 2's court does not object:")
    certificate, copy, draft = s.data / "epoc.xml", s.data / "copy.xml", s.data / "draft.txt"
    export = ["order", "export", "--application", before, "--form", "epoc", "--state", "NL"]
    s.run(*export, "--out", copy, home="two/bureau")
    refused = s.run("order", "import", "--form", "epoc", copy, "--out", draft, home="two/bureau", code=3)["refused"]
    want("the provider's copy has no grounds and is no draft", (refused["code"], refused["path"]) == (3005, "/EPOC/SectionM"))
    s.run(*export, "--reader", "enforcing-authority", "--out", certificate, home="two/bureau")
    certificate.write_text(certificate.read_text().replace(text(1), text(4)).replace(text(6), text(4)))
    s.run("order", "import", "--form", "epoc", certificate, "--out", draft, home="two/bureau")
    sent = s.run("order", "file", "--form", draft, home="two/bureau")["application"]
    asked, endorsed = s.data / "asked-2.eqp", s.data / "endorsed-2.eqp"
    s.run("order", "export", "--application", sent, "--out", asked, home="two/bureau")
    s.run("court", "endorse", "--in", asked, "--out", endorsed, home="one/court")
    s.run("order", "submit", "--in", endorsed, home="two/bureau")
    number = grant(s, custodians)
    flag = ["custodian", "flag", "--order", number, "--ground", "press-freedom"]
    first = s.run(*flag, home=custodians[0])["log_index"]
    want("a custodian flags it", case_of(s, number)["flagged"])
    s.refused("ORD-R24", *flag, home=custodians[0])
    s.run(*flag, home=custodians[1])
    s.run("court", "lift", "--order", number, "--entry", first, home="two/court")
    want("another's flag is a doubt of its own", case_of(s, number)["flagged"])
    s.run("court", "lift", "--order", number, home="two/court")
    want("every doubt is decided", not case_of(s, number)["flagged"])
    s.run("court", "clear", "--order", number, home="two/court")
    publish_day(s, 4, custodians)
    s.at(4, 9)
    for who in ("ana", "ben"):
        s.run("chat", "sync", home=who)
    s.run("moderator", "once", home="two/moderator")
    for who in ("ana", "ben"):
        s.run("chat", "sync", home=who)
    s.run("chat", "send", conversation, "from Ben, later", home="ben")
    for day in (5, 6):
        publish_day(s, day, custodians)
    s.at(5, 3)
    want("Ben's message of that day", open_day(s, number, 4, "two/bureau", custodians) == ["from Ben, later"])

    s.run("order", "export", "--application", sent, "--form", "etsi", "--out", s.data / "state.xml", home="two/bureau")
    want("as objects of TS 103 120 it is approved", "AuthorisationStatus>Approved<" in (s.data / "state.xml").read_text())
    refused = s.run("order", "export", "--application", sent, "--form", "epoc-answer", "--out", s.data / "answer.xml", home="two/bureau", code=3)
    want("its one day was produced, so Annex III has nothing to explain", refused["refused"]["code"] == 3014)

    package, one = s.data / "abroad.zip", s.data / "one/realm.eqp"
    s.run("order", "package", "--order", number, "--out", package, home="two/bureau")
    refused = s.run("evidence", "verify", package, "--realm", two, code=3)
    want("trusting realm 2 alone is not enough", refused["failed"]["item"] == "data/application.bin")
    both = ["--realm", two, "--realm", one]
    want("trusting both realms is", s.run("evidence", "verify", package, *both)["ok"])
    as_people_handle_it(s, package, both)
    authority = stamping_authority(s.data / "tsa")
    s.run("evidence", "stamp", package, "--request", s.data / "request.tsq")
    authority("-queryfile", s.data / "request.tsq", "-out", s.data / "reply.tsr")
    stamped, sealed, opened = (s.data / f"abroad-{x}" for x in ("stamped.zip", "sealed", "opened.zip"))
    s.run("evidence", "stamp", package, "--request", s.data / "request.tsq", "--reply", s.data / "reply.tsr", "--tsa",
          s.data / "tsa/root.pem", "--out", stamped)
    s.run("evidence", "seal", stamped, "--to", "agency of one, abroad", "--realm", two, "--out", sealed)
    s.run("evidence", "verify", sealed, *both, code=1)
    s.run("evidence", "open", sealed, "--home", s.data / "two/agency", "--out", opened, code=3)
    s.run("evidence", "open", sealed, "--home", s.data / "two/bureau", "--out", opened)
    s.run("order", "export", "--application", sent, "--form", "etsi-delivery", "--package", sealed, "--out", s.data / "delivery.xml", home="two/bureau")
    want("the message that announces it names the sealed file", hashlib.sha256(sealed.read_bytes()).hexdigest() in (s.data / "delivery.xml").read_text())
    verified = s.run("evidence", "verify", opened, *both, "--tsa", s.data / "tsa/root.pem")
    want("stamped, sealed to its agency and opened there, it verifies", verified["time"]["by"] == "CN=Clock of the test")
    for _ in range(2):  # the same once more is no harm
        s.run("evidence", "cover", opened, *both, "--tsa", s.data / "tsa/root.pem", "--out", s.data / "cover.html")
    s.run("evidence", "cover", opened, *both, "--tsa", s.data / "tsa/root.pem", "--out", opened, code=2)
    s.run("evidence", "verify", opened, *both, "--tsa", s.data / "tsa/root.pem")
    return number


def as_people_handle_it(s, package, realms):
    """Unzipped, looked into with a file manager, packed again: told from tampering, and never waved through."""
    verify = lambda what, code: s.run("evidence", "verify", what, *realms, code=code)
    folder = s.data / "unzipped"
    with zipfile.ZipFile(package) as z:
        z.extractall(folder)
    verify(folder, 2)  # one folder too high
    want("the unzipped folder verifies", verify(folder / "evidence", 0)["ok"])
    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        again = s.data / f"again-{compression}.zip"
        with zipfile.ZipFile(again, "w", compression) as z:
            for f in sorted(folder.rglob("*")):
                z.write(f, f.relative_to(folder))
        want("packed by another program, it is said to be so", verify(again, 3)["failed"]["check"] == "packing")
    for stray in (".DS_Store", "data/.DS_Store", "data/messages/Thumbs.db", "data/cover copy.txt"):
        (folder / "evidence" / stray).write_bytes(b"left behind")
        want(f"{stray} is named", verify(folder / "evidence", 3)["failed"]["check"] == "stray")
        (folder / "evidence" / stray).unlink()
    realm = folder / "evidence/data/realm.bin"
    realm.write_bytes(realm.read_bytes()[:-1])
    (folder / "evidence/.DS_Store").write_bytes(b"left behind")
    want("what was altered is named first", verify(folder / "evidence", 3)["failed"]["item"] == "data/realm.bin")


def stamping_authority(folder):
    """A time-stamping authority (RFC 3161) of our own, by the openssl program."""
    folder.mkdir()
    run = lambda *a: subprocess.run(["openssl", *map(str, a)], cwd=folder, check=True, capture_output=True)
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    (folder / "tsa.cnf").write_text("""[clock]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = this
[this]
serial = serial
signer_cert = clock.pem
signer_key = clock.key
signer_digest = sha256
digests = sha256
default_policy = 1.2.3.4.1
ess_cert_id_alg = sha256
""")
    (folder / "serial").write_text("01\n")
    run("req", "-x509", *new, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Root of the test", "-days", 2)
    run("req", *new, "-keyout", "clock.key", "-out", "clock.csr", "-subj", "/CN=Clock of the test")
    run("x509", "-req", "-in", "clock.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-extfile", "tsa.cnf",
        "-extensions", "clock", "-out", "clock.pem", "-days", 2)
    return lambda *a: run("ts", "-reply", "-config", "tsa.cnf", "-section", "this", *a)


def main():
    with tempfile.TemporaryDirectory() as data:
        s = Story(sys.argv[1], data)
        story(s)
        print(f"{s.steps} commands, each its own process")


if __name__ == "__main__":
    main()
