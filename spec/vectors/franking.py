#!/usr/bin/env python3
"""Golden vectors of spec/franking.md, made without the project's own code.

Needs the Python package `cryptography`.  Deterministic: `python3 franking.py > franking.json`
must leave the file unchanged.
"""
import hashlib
import hmac
import json
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

DAY_MS = 86_400_000


def filler(label, n=32):
    out, i = b"", 0
    while len(out) < n:
        out += hashlib.sha256(f"franking vectors {label} {i}".encode()).digest()
        i += 1
    return out[:n]


def hkdf(ikm, info, n):
    return HKDF(algorithm=hashes.SHA256(), length=n, salt=None, info=info).derive(ikm)


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def sha(data):
    return hashlib.sha256(data).digest()


def u8(x):
    return struct.pack(">B", x)


def u32(x):
    return struct.pack(">I", x)


def u64(x):
    return struct.pack(">Q", x)


def varint(n):
    if n < 64:
        return u8(n)
    if n < 16384:
        return struct.pack(">H", n | 0x4000)
    return u32(n | 0x80000000)


def opaque(b):
    return varint(len(b)) + b


class Key:
    def __init__(self, seed):
        self.seed, self.k = seed, Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self.k.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def sign(self, m):
        return self.k.sign(m)


def day_key(master, role, day):
    return Key(hkdf(master, b"eqp-day-key-v1" + u8(role) + u32(day), 32))


def certificate(long_term, role, day, public):
    return u8(role) + u32(day) + public + long_term.sign(b"eqp-day-key-cert-v1" + u8(role) + u32(day) + public)


def token(seed, i, issuer, day, account):
    okm = hkdf(seed, b"eqp-token-seed-v1" + u32(i), 64)
    r, ske = okm[:32], Key(okm[32:])
    cid = mac(r, account)
    sigma1 = issuer.sign(b"eqp-token-v1" + cid + ske.public + u32(day))
    return {"r": r, "ske": ske, "cid": cid, "sigma1": sigma1, "wire": r + ske.public + u32(day) + sigma1}


def attachment(hash_, key, aead, size, media_type, name):
    return hash_ + key + struct.pack(">H", aead) + u64(size) + opaque(media_type) + opaque(name)


def seal(hdr, content_type, content, attachments, tok, ck):
    f = u8(content_type) + opaque(content) + opaque(b"".join(attachments)) + tok["wire"]
    okm = hkdf(ck, b"eqp-frank-v1", 64)
    ek, fk = okm[:32], okm[32:]
    cf = mac(fk, b"eqp-frank-v1" + hdr + f)
    sigma2 = tok["ske"].sign(b"eqp-frank-sig-v1" + hdr + cf)
    plain = f + sigma2
    bucket = 256
    while bucket < len(plain):
        bucket *= 2
    b = ChaCha20Poly1305(ek).encrypt(bytes(12), plain + bytes(bucket - len(plain)), hdr + cf)
    return {"f": f, "ek": ek, "fk": fk, "cf": cf, "sigma2": sigma2, "b": b}


def merkle(leaves):
    if len(leaves) == 1:
        return sha(b"\x00" + leaves[0])
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha(b"\x01" + merkle(leaves[:k]) + merkle(leaves[k:]))


def seal_file(plain, key):
    chunks = [plain[i:i + 65536] for i in range(0, len(plain), 65536)] or [b""]
    aad = b"eqp-file-v2" + u64(len(plain))
    sealed = [ChaCha20Poly1305(key).encrypt(u32(0) + u64(i), c, aad) for i, c in enumerate(chunks)]
    return b"".join(sealed), merkle(sealed)


def main():
    day = 20780
    issuer, delivery = Key(filler("issuer")), Key(filler("delivery"))
    masters = {1: filler("issuer master"), 2: filler("delivery master")}
    owners = {1: issuer, 2: delivery}
    accounts = {n: filler("account " + n) for n in ("alice", "bob")}
    conv = filler("conversation", 16)
    out = {"format": "spec/franking.md, version 1"}

    out["day_keys"] = []
    for role in (1, 2):
        for d in (day, day + 1):
            k = day_key(masters[role], role, d)
            out["day_keys"].append({
                "role": role, "day": d, "long_term_seed": owners[role].seed, "long_term_public": owners[role].public,
                "master": masters[role], "seed": k.seed, "public": k.public,
                "certificate": certificate(owners[role], role, d, k.public)})

    issuer_day, delivery_day = (day_key(masters[r], r, day) for r in (1, 2))
    seed = filler("token seed")
    out["tokens"] = []
    for i in (0, 1, 4095):
        t = token(seed, i, issuer_day, day, accounts["alice"])
        out["tokens"].append({
            "seed": seed, "index": i, "day": day, "account": accounts["alice"], "issuer_day_key": issuer_day.public,
            "r": t["r"], "ske": t["ske"].seed, "pke": t["ske"].public, "cid": t["cid"], "token": t["wire"]})

    out["attachments"] = []
    for n in (0, 1, 65536, 65537, 3 * 65536 + 1):
        plain, key = (bytes(i * 7 % 251 for i in range(n)), filler(f"file {n}"))
        c, h = seal_file(plain, key)
        out["attachments"].append({"size": n, "plaintext": "byte i is 7 i mod 251", "key": key, "hash": h,
                                   "ciphertext_sha256": sha(c)})

    picture = attachment(bytes(out["attachments"][1]["hash"]), out["attachments"][1]["key"], 3, 1, b"image/png",
                         "Grüße.png".encode())
    texts = [("alice", 1, "good morning".encode(), []), ("bob", 1, "who is this?".encode(), []),
             ("alice", 1, ("x" * 300).encode(), [picture]), ("bob", 2, filler("cf") + "\N{THUMBS DOWN SIGN}".encode(), [])]
    chain, out["messages"], items = bytes(32), [], []
    for n, (sender, content_type, content, attachments) in enumerate(texts, 1):
        hdr = u8(1) + conv + u64(3)
        ck = filler(f"ck {n}")
        tok = token(filler("seed of " + sender), n, issuer_day, day, accounts[sender])
        s = seal(hdr, content_type, content, attachments, tok, ck)
        wrap, loc = filler(f"wrap {n}"), filler(f"loc {n}", 8)
        envelope = b"\x01" + filler(f"envelope {n}", 80) if n == 1 else b"\x00"
        ak_seed = b"\x01" + filler(f"ak seed {n}") if n == 1 else b"\x00"
        aad = b"EQP2" + hdr + s["cf"] + wrap + loc + envelope + s["b"]
        app = u8(1) + ck + u32(n - 1) + ak_seed
        message_hash = sha(b"stands for a PrivateMessage" + aad)
        time = day * DAY_MS + 36_000_000 + n * 1000
        chain = sha(b"\x03" + chain + conv + u64(n) + u64(time) + s["cf"] + message_hash)
        sigma3 = delivery_day.sign(b"eqp-stamp-v1" + conv + u64(n) + u64(time) + s["cf"] + chain)
        stamp = u64(n) + u64(time) + chain + sigma3
        out["messages"].append({
            "sender": accounts[sender], "header": hdr, "token": tok["wire"], "ske": tok["ske"].seed, "ck": ck,
            "ek": s["ek"], "fk": s["fk"], "f": s["f"], "cf": s["cf"], "sigma2": s["sigma2"], "b": s["b"],
            "authenticated_data": aad, "application_data": app, "message_hash": message_hash, "time_ms": time,
            "stamp": stamp})
        full = b"\x01" + hdr + opaque(s["f"]) + s["fk"] + s["sigma2"] + accounts[sender] + stamp + message_hash
        withheld = b"\x02" + s["cf"] + stamp + message_hash
        items.append((full, withheld))

    def report(picked, category=4, note=b"this frightens me", version=2):
        return u8(version) + conv + opaque(b"".join(picked)) + u8(category) + opaque(note)

    now = day * DAY_MS + 40_000_000
    last = day * DAY_MS + 36_000_000 + 1000 + 45 * DAY_MS
    good = report([items[0][0], items[1][1], items[2][0], items[3][1]])
    old = report([items[0][0]], version=1)
    unknown = report([items[0][0]], category=9, version=1)
    altered = good.replace(b"good morning", b"good mourning"[:12])
    out["reports"] = [
        {"name": "two shown, two withheld", "report": good, "now_ms": now, "result": "ok"},
        {"name": "of version 1", "report": old, "now_ms": now, "result": "ok"},
        {"name": "of a kind that version 1 does not know", "report": unknown, "now_ms": now, "result": "malformed"},
        {"name": "terrorism", "report": report([items[0][0]], category=9), "now_ms": now, "result": "ok"},
        {"name": "intimate images", "report": report([items[0][0]], category=14), "now_ms": now, "result": "ok"},
        {"name": "of a kind that does not exist", "report": report([items[0][0]], category=15), "now_ms": now, "result": "malformed"},
        {"name": "in its last millisecond", "report": good, "now_ms": last, "result": "ok"},
        {"name": "a millisecond too late", "report": good, "now_ms": last + 1, "result": "stale"},
        {"name": "one altered character", "report": altered, "now_ms": now, "result": "forged"},
        {"name": "a dropped message", "report": report([items[0][0], items[2][0]]), "now_ms": now, "result": "forged"},
        {"name": "swapped messages", "report": report([items[1][1], items[0][0]]), "now_ms": now, "result": "forged"},
        {"name": "nothing shown", "report": report([items[0][1]]), "now_ms": now, "result": "forged"},
        {"name": "another's name on a message", "now_ms": now, "result": "forged",
         "report": good.replace(accounts["alice"], accounts["bob"])},
    ]
    print(json.dumps(out, indent=1, default=bytes.hex))


main()
