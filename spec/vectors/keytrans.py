#!/usr/bin/env python3
"""Golden vectors of spec/keytrans.md, made without the project's own code: it sorts whole sets where the library grows a tree.

Needs nothing but Python.  Deterministic: `python3 keytrans.py > keytrans.json` must leave the file unchanged.
"""
import hashlib
import hmac
import json
import struct


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def filler(label):
    return sha(f"keytrans vectors {label}".encode())


def bits_of(label):
    return "".join(f"{byte:08b}" for byte in label)


def prefix(bits):
    """(length, 32 bytes) of a beginning given as text of 0 and 1."""
    padded = bits.ljust(256, "0")
    return struct.pack(">H", len(bits)) + bytes(int(padded[i:i + 8], 2) for i in range(0, 256, 8))


def leaf_hash(leaf):
    return sha(b"\x00", leaf["label"], leaf["commitment"], struct.pack(">I", leaf["epoch"]))


def common(texts):
    n = 0
    while all(len(t) > n and t[n] == texts[0][n] for t in texts):
        n += 1
    return texts[0][:n]


def root(leaves):
    if not leaves:
        return sha(b"\x02")
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    top = common([bits_of(leaf["label"]) for leaf in leaves])
    sides = [[leaf for leaf in leaves if bits_of(leaf["label"])[len(top)] == side] for side in "01"]
    return sha(b"\x01", prefix(top), root(sides[0]), root(sides[1]))


def path(leaves, label):
    """From the leaf to the root: (bits, the other side's root)."""
    if len(leaves) < 2:
        return []
    top = common([bits_of(leaf["label"]) for leaf in leaves])
    mine = bits_of(label)
    if not mine.startswith(top):
        return []
    sides = {side: [leaf for leaf in leaves if bits_of(leaf["label"])[len(top)] == side] for side in "01"}
    side = mine[len(top)]
    return path(sides[side], label) + [(len(top), root(sides["10"[int(side)]]))]


def main():
    leaves = [{"label": filler(f"label {i}"), "commitment": hmac.new(filler(f"nonce {i}"), filler(f"value {i}"), hashlib.sha256).digest(),
               "epoch": 1 + i // 4} for i in range(11)]
    # two that differ in their last bit alone
    near = bytearray(leaves[3]["label"])
    near[31] ^= 1
    leaves.append({"label": bytes(near), "commitment": filler("near"), "epoch": 3})
    out = {"empty_root": root([]).hex(), "leaves": [], "roots": [], "prefixes": []}
    for i, leaf in enumerate(leaves):
        out["leaves"].append({"label": leaf["label"].hex(), "commitment": leaf["commitment"].hex(), "epoch": leaf["epoch"],
                              "hash": leaf_hash(leaf).hex(),
                              "path": [{"bits": bits, "other": other.hex()} for bits, other in path(leaves, leaf["label"])]})
        out["roots"].append(root(leaves[:i + 1]).hex())
    for n in (0, 1, 8, 13, 255):
        out["prefixes"].append({"of": leaves[0]["label"].hex(), "bits": n, "encoded": prefix(bits_of(leaves[0]["label"])[:n]).hex()})
    account = filler("account")
    out["label_input"] = {"account": account.hex(), "version": 258, "encoded": (account + struct.pack(">I", 258)).hex()}
    out["commitment"] = {"nonce": filler("nonce 0").hex(), "value": filler("value 0").hex(), "commitment": leaves[0]["commitment"].hex()}
    print(json.dumps(out, indent=1))


main()
