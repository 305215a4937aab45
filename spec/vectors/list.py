#!/usr/bin/env python3
"""Golden vectors of spec/list.md, made without the project's own code.

Needs the Python package `cryptography`.  Deterministic: `python3 list.py > list.json` must leave the
file unchanged.
"""
import hashlib
import heapq
import hmac
import json
import math
import struct

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def u8(x): return struct.pack(">B", x)
def u16(x): return struct.pack(">H", x)
def u32(x): return struct.pack(">I", x)
def u64(x): return struct.pack(">Q", x)


def opaque(b):
    n = len(b)
    head = u8(n) if n < 64 else u16(0x4000 | n) if n < 16384 else u32(0x80000000 | n)
    return head + b


# ---- section 1: pictures of blocks of 9 x 7 pixels

def picture(number, width, height, channels):
    blocks, out = {}, bytearray()
    for y in range(height):
        for x in range(width):
            at = (x // 9, y // 7)
            if at not in blocks:
                blocks[at] = sha(b"block", u8(number), u16(at[0]), u16(at[1]))[:channels]
            out += blocks[at]
    return bytes(out)


def operator(n, m, reference):
    """64 rows of weights over n samples."""
    def box(w):
        window = (m + 127) // 128
        right = (window + 2) // 2 - 1
        left = window - 1 - right
        out = [0.0] * m
        for i, x in enumerate(w):
            if x:
                span = range(max(0, i - left), min(m - 1, i + right) + 1)
                for j in span:
                    out[j] += x / len(span)
        return out

    rows = []
    for i in range(64):
        w = [0.0] * m
        w[(2 * i + 1) * m // 128] = 1.0
        w = box(box(w))
        if n != m:
            wide = [0.0] * n
            for c, x in enumerate(w):
                if not x:
                    continue
                if reference:
                    wide[c * n // m] += x
                    continue
                for j in range(c * n // m, min(n, -(-(c + 1) * n // m))):
                    lo, hi = max(c * n, j * m), min((c + 1) * n, (j + 1) * m)
                    wide[j] += x * (hi - lo) / n
            w = wide
        rows.append([(j, x) for j, x in enumerate(w) if x])
    return rows


def pdq(pixels, width, height, channels, reference):
    large = width > 512 or height > 512
    down = operator(height, 512 if large else height, reference)
    across = operator(width, 512 if large else width, reference)

    def luma(x, y):
        p = (y * width + x) * channels
        if channels == 1:
            return float(pixels[p])
        return 0.299 * pixels[p] + 0.587 * pixels[p + 1] + 0.114 * pixels[p + 2]

    rows = [[luma(x, y) for x in range(width)] for y in range(height)]
    narrow = [[sum(w * row[j] for j, w in a) for a in across] for row in rows]
    cells = [[sum(w * narrow[j][c] for j, w in d) for c in range(64)] for d in down]
    quality = 0
    for i in range(64):
        for j in range(64):
            if i < 63:
                quality += abs(int((cells[i][j] - cells[i + 1][j]) * 100 / 255))
            if j < 63:
                quality += abs(int((cells[i][j] - cells[i][j + 1]) * 100 / 255))
    d = [[math.sqrt(2 / 64) * math.cos(math.pi / 128 * (i + 1) * (2 * j + 1)) for j in range(64)] for i in range(16)]
    half = [[sum(d[i][k] * cells[k][j] for k in range(64)) for j in range(64)] for i in range(16)]
    b = [sum(half[i][k] * d[j][k] for k in range(64)) for i in range(16) for j in range(16)]
    order = sorted(b)
    assert order[128] - order[127] > 1e-3, "too close to a tie for a golden vector"
    bits = sum(1 << i for i, x in enumerate(b) if x > order[127])
    return bits.to_bytes(32, "big"), min(quality // 90, 100)


# ---- section 2

def positions(seed, k, subsets):
    def stream():
        n = 0
        while True:
            yield from sha(b"eqp subset v1", seed, u32(n))
            n += 1
    s = stream()

    def below(n):
        while True:
            x = next(s)
            if x < 256 // n * n:
                return x % n
    deck, out = [], []
    for _ in range(subsets):
        if len(deck) < k:
            deck = list(range(256))
            for i in range(255, 0, -1):
                j = below(i + 1)
                deck[i], deck[j] = deck[j], deck[i]
        out.append(deck[-k:])
        deck = deck[:-k]
    return out


def bit(h, i):
    return h[31 - i // 8] >> (i % 8) & 1


def value(h, at):
    return sum(bit(h, p) << i for i, p in enumerate(at))


def cheapest(costs, count):
    """Masks of the cheapest flips, by exploring every set in order of cost."""
    heap, out, seen = [(0, 0)], [], {0}
    while len(out) < count:
        cost, mask = heapq.heappop(heap)
        out.append(mask)
        for i, c in enumerate(costs):
            grown = mask | 1 << i
            if grown not in seen:
                seen.add(grown)
                heapq.heappush(heap, (cost + c, grown))
    return out


# ---- sections 3 and 4

def merkle(leaves):
    if len(leaves) == 1:
        return sha(b"\0", leaves[0])
    n = 1
    while n * 2 < len(leaves):
        n *= 2
    return sha(b"\1", merkle(leaves[:n]), merkle(leaves[n:]))


def key(name):
    seed = sha(b"list vectors ", name)
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return seed, private, public


def main():
    out = {"format": "spec/list.md, version 2", "pictures": [], "tokens": [], "filters": []}
    for number, (w, h, c, reference) in enumerate([(97, 61, 3, False), (64, 64, 1, False), (200, 150, 3, False), (700, 90, 3, False),
                                                  (700, 90, 3, True), (300, 530, 1, False), (300, 530, 1, True)]):
        digest, quality = pdq(picture(number, w, h, c), w, h, c, reference)
        out["pictures"].append({"number": number, "width": w, "height": h, "channels": c, "reference": reference,
                                "hash": digest.hex(), "quality": quality})
    for k, subsets, variants, seed in [(40, 4, 32, bytes(32)), (16, 16, 8, sha(b"seed 1")), (64, 2, 64, sha(b"seed 2"))]:
        # Whole numbers, so that sums are exact and no two sets cost the same by rounding.
        coefficients = [int.from_bytes(sha(b"coefficient", seed, u16(i))[:2], "big") * 16 for i in range(256)]
        median = sorted(coefficients)[127]
        h = sum(1 << i for i, x in enumerate(coefficients) if x > median).to_bytes(32, "big")
        at = positions(seed, k, subsets)
        probes = []
        for j, a in enumerate(at):
            masks = cheapest([abs(coefficients[p] - median) for p in a], variants)
            probes.append([(b"eqp token v1" + u8(j) + u64(value(h, a) ^ m)).hex() for m in masks])
        out["tokens"].append({"k": k, "subsets": subsets, "variants": variants, "seed": seed.hex(), "coefficients": coefficients,
                              "hash": h.hex(), "positions": at, "probes": probes})

    certified = []
    nl, fr = key(b"nl"), key(b"fr")
    for i in range(3):
        turned = b"".join(sorted(sha(b"turned", u8(i), u8(t)) for t in range(i)))
        entry = sha(b"hash", u8(i)) + opaque(turned) + u8(4) + opaque(b"analyst 7") + opaque(b"case %d" % i) + u64(1770000000000 + i) + u64(1800000000000 + i) + sha(b"salt", u8(i))[:16]
        certified.append((entry, [(p, s.sign(b"eqp list entry v2" + sha(entry))) for _, s, p in (nl, fr)]))
    certified.sort()
    entries = [e + opaque(b"".join(p + s for p, s in a)) for e, a in certified]
    root = merkle([e for e, _ in certified])
    out["entries"] = {"seeds": [nl[0].hex(), fr[0].hex()], "certified": [e.hex() for e in entries], "root": root.hex()}

    for count, kind, version in [(0, 1, 1), (5, 4, 2), (1025, 3, 3)]:
        tags = sorted({sha(b"tag", u32(i))[:8] for i in range(count)})
        seed, slots, i, all_tags = sha(b"filler"), 1024, 0, set(tags)
        while slots < len(tags):
            slots *= 2
        while len(all_tags) < slots:
            all_tags.add(hmac.digest(seed, b"eqp filler v2" + u8(kind) + u32(version) + u32(i), "sha256")[:8])
            i += 1
        out["filters"].append({"tags": count, "filler_seed": seed.hex(), "kind": kind, "version": version, "slots": slots,
                               "digest": sha(b"".join(sorted(all_tags))).hex()})

    match_key = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")  # the generator
    court_seed, court, _ = key(b"court")
    basis = u8(4) + opaque(b"Drill Act") + opaque(b"article 1") + opaque(b"NL") + u8(1) + u64(1775000000000) + opaque(b"District Court")
    basis += court.sign(b"eqp list legal basis v2" + basis)
    rules = opaque(b"NL") + u8(1) + u8(1) + basis + opaque(b"*") + u8(0) + u8(0)
    # Reporting: the key is the generator, its shares two and three times it (RFC 9496, appendix A.1).
    twice = bytes.fromhex("6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919")
    thrice = bytes.fromhex("94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259")
    reporting = (match_key + sha(b"table") + u8(30) + u8(4) + u8(16) + u32(12) + u16(2) + opaque(nl[2] + twice + fr[2] + thrice) +
                 u16(90))
    removed = opaque(sha(b"removed") + u8(2) + u64(1769999999999))
    disputes = u32(5) + u32(1)
    head = (u8(4) + u32(2) + sha(b"previous") + u8(40) + u8(4) + u8(32) + bytes(32) + match_key + root + u32(1024) +
            bytes.fromhex(out["filters"][1]["digest"]) + opaque(rules) + u8(1) + reporting + removed + disputes + u64(1770000000000) + u64(1772592000000))
    signatures = b"".join(p + s.sign(b"eqp list head v2" + sha(head)) for _, s, p in (nl, fr))
    out["head"] = {"court_seed": court_seed.hex(), "head": head.hex(), "id": sha(head).hex(), "log_entry": (u8(4) + head + opaque(signatures)).hex()}
    print(json.dumps(out, indent=1))


main()
