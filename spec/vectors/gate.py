#!/usr/bin/env python3
"""Golden vectors of spec/gate.md's byte formats, made without the project's own code and without any curve.

Points are small multiples of the generator as RFC 9496 appendix A.1 prints them, so the objects are well-formed and
nothing more: no proof here holds.  Deterministic: `python3 gate.py > gate.json` must leave the file unchanged.
"""
import hashlib
import hmac
import json
import struct

Q = 2**252 + 27742317777372353535851937790883648493
MULTIPLES = [  # 0, g, 2g, 3g, 4g
    "0000000000000000000000000000000000000000000000000000000000000000",
    "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
    "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
    "94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259",
    "da80862773358b466ffadfe0b3293ab3d9fd53c5ea6c955358f568322daf6a57",
]
POINT = [bytes.fromhex(p) for p in MULTIPLES]


def u16(x):
    return struct.pack(">H", x)


def u32(x):
    return struct.pack(">I", x)


def u64(x):
    return struct.pack(">Q", x)


def scalar(x):
    return (x % Q).to_bytes(32, "little")


def hs(label, *parts):
    data = b"Equipoise-LAE-v1\0" + bytes([len(label)]) + label.encode()
    for p in parts:
        data += u32(len(p)) + p
    return int.from_bytes(hashlib.sha512(data).digest(), "little") % Q


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


realm, account, day = b"realm.example", bytes(range(32)), 20780
tags = {"realm": realm.decode(), "account_id": account.hex(), "tag": scalar(hs("tag", realm, account)).hex(),
        "pads": [scalar(hs("pad", realm, u32(i))).hex() for i in (0, 1, 255, 256, 4095)]}

pairs, commitments = [(1, 2), (3, 4), (0, 1)], [2, 3]
w = u32(len(realm)) + realm + u32(day) + POINT[4] + u16(len(pairs)) + u16(len(commitments))
w += b"".join(POINT[a] + POINT[b] for a, b in pairs) + b"".join(POINT[c] for c in commitments)
wid = hashlib.sha256(b"Equipoise-LAE-v1 W" + w).digest()
epoch_object = {"epoch": day, "custodian_key": POINT[4].hex(), "pairs": pairs, "commitments": commitments,
                "bytes": w.hex(), "wid": wid.hex()}

scalars = [7, 0, -1, 2**200, 5, -2, 1, 11, 2**64, 13]  # challenge, three responses for each of two orders, R, v, nu
proof = {"chain": [1, 3], "scalars": [scalar(s).hex() for s in scalars],
         "bytes": (scalar(scalars[0]) + POINT[1] + POINT[3] + b"".join(scalar(s) for s in scalars[1:])).hex()}

share = {"index": 515, "d": 3, "challenge": scalar(17).hex(), "response": scalar(-3).hex(),
         "bytes": (u16(515) + POINT[3] + scalar(17) + scalar(-3)).hex()}

conversation, mls_epoch, leaf = bytes(range(16)), 2**40 + 1, 70000
ctx = hashlib.sha256(conversation + u64(mls_epoch) + u32(leaf) + u32(day)).digest()
seed = hashlib.sha256(b"gate vectors seed").digest()
ak = mac(seed, b"Equipoise-LAE-v1 ak" + wid + ctx)
context = {"conversation": conversation.hex(), "mls_epoch": str(mls_epoch), "leaf": leaf, "ctx": ctx.hex()}

ratchet = {"ak0": ak.hex(), "messages": []}
for i in range(4):
    ck = hashlib.sha256(b"gate vectors ck" + u32(i)).digest()
    wrap = bytes(a ^ b for a, b in zip(ck, mac(ak, b"\1")))
    ratchet["messages"].append({"ck": ck.hex(), "fields": (wrap + mac(ak, b"\3")[:8]).hex()})
    ak = mac(ak, b"\2")

print(json.dumps({"format": "spec/gate.md, version 1", "multiples": MULTIPLES, "tags": tags, "epoch_object": epoch_object,
                  "proof": proof, "share": share, "context": context, "ratchet": ratchet}, indent=1))
