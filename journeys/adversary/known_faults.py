#!/usr/bin/env python3
"""Does the machine find the faults that are known?  It runs with their checks removed.

    known_faults.py SCRATCH [table|share] [--seed N] [--sample N] [--jobs N] [CMAKE ARGUMENT...]

Builds `adversary` in a copy of the tree in which every check has a switch (journeys/attacks/without_checks.py).
table: each fault that was once found in the design or the code must be found within so many worlds (the default).
share: each single removable check, and each set without which an attack succeeds; prints the share that is found.
With --sample N only N checks, evenly spaced in the alphabet.  What was found is kept in SCRATCH/share-SEED.txt: a later call goes on
there, and --minutes N ends this one.  A check that no world came to with every check in place, by the same seeds, is said to be so.
Worlds are those from seed N on, 1001 if none is given.  A SCRATCH of an earlier run is brought up to date.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

ADVERSARY = "build/dev/adversary"
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "attacks"))
import without_checks  # noqa: E402

Fault = collections.namedtuple("Fault", "what without seats worlds")

# What was once possible, the checks that end it, and who could do it.  No move of the adversary knows of this table.
FAULTS = [
    Fault("1 the service joins a conversation with the next change", "mls_policy,mls_named,effect", "service", 60),
    Fault("2 an agency has what is let go for one order used on another", "opening,root", "agency", 150),
    Fault("3 a flag is hidden by an older view", "fresh", "service+agency", 100),
    Fault("4 an emergency's hour moves with the checkpoint that covers it", "hour_moves", "service+agency", 100),
    Fault("5 a case is invented against somebody who sent nothing", "matched_device", "service", 100),
    Fault("6 an entry that is none enters the log", "log_check", "custodian", 40),
    Fault("6 an entry that is none stops everybody", "log_check,void", "agency", 40),
    Fault("7 a stopped order is signed into a day to come", "stopped_since", "court", 100),
    Fault("8 the access chain jumps beyond what an order follows", "reach_index", "member", 100),
    Fault("9 a commit lies about the tree, and an envelope is not found", "reach_leaf", "member", 100),
    Fault("10 a notice is postponed after it was due", "postponed_late", "court", 60),
    Fault("11 an emergency from abroad in a realm that knows none", "foreign_emergency", "foreign", 40),
    Fault("12 evidence of an emergency that lapsed", "ev_standing", "agency", 60),
    Fault("12 evidence of an emergency, packed before it lapsed", "as_of_unconfirmed", "agency", 60),
    Fault("13 a day key that no log has", "logged_day_key", "service", 60),
    Fault("14 a superseded list", "list_newest,list_version", "service", 100),
    Fault("15 a head kept back", "enter_list,list_turn", "hotline", 100),
    Fault("16 one who left flags what comes after", "act_in_office", "former", 100),
    Fault("17 a replaced device is believed", "ask_again", "service+lost", 100),
]

SHARE_WORLDS = 15
# Whoever could use the lack of a check; the first word that begins the check's name counts.
SEATS = [
    ("accept_,open_,own_stamp,follows_,swap_,locator,keep_place,platform_,client_epoch,mls_keep", "service member service+member"),
    ("exam_,old_keys", "member service+member"), ("mls_,effect,mark_back,alone,broken,unexpected", "service member service+member"),
    ("reach_,access_mark,envelope,junk,lossy,scalar,combine,degree", "member custodian agency+member"),
    ("packages_,last_resort,taker_share,renew_leaf", "member service"),
    ("directory_check,record_,package_account,ask_again", "service service+lost lost"),
    ("nonce,request_", "member"), ("act_,log_check,void", "service agency foreign court former custodian"),
    ("list_,enter_list,one_head,two_,filter,voprf,table_,coverage,overfull,attestation,inclusion,bundle_,known", "service+hotline hotline service"),
    ("basis_,consent,voucher_,matched_,comparison_,part_proof,past_,dispute_,answer_from", "service service+hotline hotline member"),
    ("fresh,cosigned,witness_,blob_digest,logged_day_key,hour_moves,tally_", "service+agency service"),
    ("foreign_,standing_objection,late_objection", "foreign court"),
    ("ev_,bag_,layout", "agency"), ("succession_,in_office,quorum,pick_quorum", "former+court former service+former custodian"),
    ("", "court agency custodian court+agency service+court foreign"),
]


def names():
    out = set()
    for checks in without_checks.CHECKS.values():
        for _, replacement in checks:
            out |= {replacement} if replacement.isidentifier() else set(re.findall(r'without\("(\w+)"\)', replacement))
    return sorted(out)


def seats_of(name):
    return next(seats for begins, seats in SEATS if any(name.startswith(b) for b in begins.split(","))).split()


def build(scratch, jobs, arguments):
    scratch.mkdir(parents=True, exist_ok=True)
    without_checks.lay_out(scratch)
    subprocess.run(["cmake", "--preset", "dev", *arguments], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", "build/dev", "-j", str(jobs), "--target", "adversary"], cwd=scratch, check=True)


def search(scratch, without, seats, worlds, seed):
    """After how many worlds, and what was seen; (None, "") if nothing was."""
    run = subprocess.run([scratch / ADVERSARY, "--seats", seats, "--seed", str(seed), "--worlds", str(worlds), "--shrink", "0"],
                         env={**os.environ, "WITHOUT": without}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    found = re.search(r"found after (\d+) worlds", run.stdout)
    if not found:
        return (1, "program: it stopped") if run.returncode < 0 else (None, "")
    seen = re.findall(r"^  (\w+: .*)", run.stdout, re.M)
    return int(found[1]), seen[-1] if seen else ""


def in_turn(jobs, look, todo):
    """(each, what look says of it) in this order, so many at a time."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        yield from zip(todo, pool.map(look, todo))


def table(scratch, seed, jobs):
    missed = 0
    print(f"{'fault':68} {'held':16} {'worlds':>6}  seen as")
    for f, (after, seen) in in_turn(jobs, lambda f: search(scratch, f.without, f.seats, f.worlds, seed), FAULTS):
        missed += after is None
        print(f"{f.what:68} {f.seats:16} {after or '> ' + str(f.worlds):>6}  {seen}", flush=True)
    return missed


def spaced(all_of_them, n):
    return all_of_them if not n or n >= len(all_of_them) else [all_of_them[i * len(all_of_them) // n] for i in range(n)]


def reached(scratch, seed):
    """The checks that some world comes to, one world for each set of seats that is named above."""
    kept = scratch / f"reached-{seed}.txt"
    if not kept.exists():
        for seats in sorted({s for _, all_of_them in SEATS for s in all_of_them.split()}):
            subprocess.run([scratch / ADVERSARY, "--seats", seats, "--seed", str(seed), "--worlds", "4"],
                           env={**os.environ, "REACHED": str(kept)}, stdout=subprocess.DEVNULL)
    return set(kept.read_text().split())


def look_for(scratch, without, seed):
    for seats in seats_of(without):
        after, seen = search(scratch, without, seats, SHARE_WORLDS, seed)
        if after:
            return f"{seats} {after} {seen}"
    return "missed"


def share(scratch, seed, sample, minutes, jobs):
    end = time.monotonic() + 60 * minutes
    singles = spaced(names(), sample)
    kept = scratch / f"share-{seed}.txt"
    known = dict(line.split(" ", 1) for line in kept.read_text().splitlines()) if kept.exists() else {}

    def hit():
        return {name for without, found in known.items() if found != "missed" for name in without.split(",")}

    def look(todo):
        """Whether it came to the end of them."""
        def one(without):
            return look_for(scratch, without, seed) if time.monotonic() < end else None
        for without, found in in_turn(jobs, one, [w for w in todo if w not in known]):
            if found is None:
                print("not at its end: call it again")
                return False
            known[without] = found
            with kept.open("a") as out:
                print(without, found, file=out)
            print(f"{without:50} {found}", flush=True)
        return True

    # Several checks may stop the same thing; then the lack of one is seen only in a set without which an attack succeeds.
    sets = sorted({w for w in without_checks.ATTACKS.values() if "," in w and set(w.split(",")) & set(singles)})
    if look(singles):
        alone_missed = set(singles) - hit()
        look([w for w in sets if set(w.split(",")) & alone_missed])
    found_in_any = hit()
    tried = [n for n in singles if n in known]
    alone = [n for n in tried if known[n] != "missed"]
    came_to = reached(scratch, seed)
    touched = [n for n in tried if n in came_to or n in found_in_any]
    found = [n for n in tried if n in found_in_any]
    print(f"{len(found)} of {len(tried)} checks: {100 * len(found) / max(1, len(tried)):.0f} %, {len(alone)} of them alone; "
          f"of the {len(touched)} that a world came to: {100 * len(found) / max(1, len(touched)):.0f} %")
    print("missed:", ", ".join(n for n in touched if n not in found_in_any))
    print("no world came to:", ", ".join(n for n in tried if n not in touched))
    return 0


def main(argv):
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument("scratch", type=lambda s: pathlib.Path(s).resolve())
    options.add_argument("what", nargs="?", choices=["table", "share"], default="table")
    options.add_argument("--seed", type=int, default=1001)
    options.add_argument("--sample", type=int, default=0)
    options.add_argument("--minutes", type=float, default=1e6)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    options, cmake = options.parse_known_args(argv)
    build(options.scratch, options.jobs, cmake)
    if search(options.scratch, "", "nobody", 5, options.seed)[0]:
        sys.exit("something is found with every check in place")
    if options.what == "share":
        return share(options.scratch, options.seed, options.sample, options.minutes, options.jobs)
    return 1 if table(options.scratch, options.seed, options.jobs) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
