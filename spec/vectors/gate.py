#!/usr/bin/env python3
"""Golden vectors of spec/gate.md's byte formats, made without the project's own code and without any curve.

Points are small multiples of the generator as RFC 9496 appendix A.1 prints them, so everything is well-formed and
nothing more: no proof here holds.  Deterministic: `python3 gate.py > gate.json` must leave the file unchanged.
"""
import hashlib
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
V = b"Equipoise-LAE-v2"


def u16(x):
    return struct.pack(">H", x)


def u32(x):
    return struct.pack(">I", x)


def u64(x):
    return struct.pack(">Q", x)


def lp(x):
    return u32(len(x)) + x


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def scalar(x):
    return (x % Q).to_bytes(32, "little")


def points(numbers):
    return b"".join(POINT[n] for n in numbers)


realm, day, constitution = b"realm.example", 20780, sha(b"a constitution")
keys = [bytes([i]) * 32 for i in (1, 2, 3)]
ceremony = sha(V, b" ceremony", lp(realm), constitution, u16(3), *keys)
k, t, n = 2, 2, 3
terms_bytes = lp(realm) + u32(day) + constitution + ceremony + u16(k) + u16(t) + u16(n)
terms = {"realm": realm.decode(), "epoch": day, "constitution": constitution.hex(), "keys": [x.hex() for x in keys],
         "ceremony": ceremony.hex(), "k": k, "t": t, "n": n, "bytes": terms_bytes.hex()}

dealer, f, b, proof = 2, [1, 2, 3, 4], [4, 1], scalar(17) + scalar(-3)
sealed = [bytes([0x40 + m]) * (32 * k + 48) for m in (1, 2, 3)]
signature = bytes(range(64))
ctx = sha(V, b" D", lp(realm), u32(day), u16(dealer), constitution, ceremony, u16(k), u16(t), u16(n))
digest = sha(V, b" dealing", ctx, points(f), points(b), proof, u16(n), *[lp(s) for s in sealed])
dealing = {"dealer": dealer, "f": f, "b": b, "proof": proof.hex(), "sealed": [s.hex() for s in sealed],
           "signature": signature.hex(), "context": ctx.hex(), "digest": digest.hex(), "signed": (V + b" deals" + digest).hex(),
           "bytes": (u16(dealer) + points(f) + points(b) + proof + b"".join(sealed) + signature).hex()}

complaint = {"accuser": 3, "signed": (V + b" complaint" + digest + u16(3)).hex()}
shares = [scalar(5), scalar(-7)]
answer = {"accuser": 3, "shares": [s.hex() for s in shares],
          "signed": (V + b" answer" + digest + u16(3) + b"".join(shares)).hex()}

qualified = [(1, sha(b"dealing of 1")), (2, digest)]
g, bc = [2, 3, 4, 1], [1, 3]
body = terms_bytes + u16(len(qualified)) + b"".join(u16(i) + d for i, d in qualified) + points(g) + points(bc)
dealt_id = sha(V, b" T", body)
dealt = {"qualified": [[i, d.hex()] for i, d in qualified], "g": g, "b": bc, "bytes": body.hex(), "id": dealt_id.hex(),
         "signed": (V + b" dealt" + dealt_id).hex()}

pairs, commitments = [(1, 2), (0, 4)], [3]
w = lp(realm) + u32(day) + dealt_id + u16(len(pairs)) + u16(len(commitments))
w += b"".join(POINT[x] + POINT[y] for x, y in pairs) + points(commitments)
wid = sha(V, b" W", w)
epoch_object = {"pairs": pairs, "commitments": commitments, "bytes": w.hex(), "wid": wid.hex()}

order, tag, delta, salt = 2**33 + 1, scalar(-11), scalar(2**100), sha(b"a salt")
release = {"index": 3, "order": str(order), "tag": tag.hex(), "delta": delta.hex(), "salt": salt.hex(),
           "signed": (V + b" delta" + wid + u64(order) + tag + delta).hex(),
           "bytes": (u16(3) + delta + signature).hex(),
           "digest": sha(V, b" release", salt, wid, u64(order), tag).hex()}

kept = {"index": 3, "y": [scalar(9).hex(), scalar(-1).hex()],
        "bytes": (dealt_id + u32(day) + u16(3) + u16(2) + scalar(9) + scalar(-1)).hex()}

print(json.dumps({"format": "spec/gate.md", "multiples": MULTIPLES, "terms": terms, "dealing": dealing,
                  "complaint": complaint, "answer": answer, "dealt": dealt, "epoch_object": epoch_object,
                  "release": release, "kept": kept}, indent=1))
