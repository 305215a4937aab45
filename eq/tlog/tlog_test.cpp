// Trees, tiles, notes, checkpoints and proofs.
#include <gtest/gtest.h>

#include "eq/testing/seeded.h"
#include "eq/tlog/log.h"
#include "eq/tlog/memory_store.h"
#include "eq/tlog/witness.h"
#include "eq/tlog/witness_clock.h"

namespace eq::tlog {
namespace {

using testing::SeededRandom;

Bytes entry(std::uint64_t i) { return to_bytes("entry " + std::to_string(i)); }

/// The definition of RFC 6962 section 2.1, word for word: the slow truth to compare with.
Hash mth(std::uint64_t start, std::uint64_t n) {
  if (n == 0) return crypto::sha256(View());
  if (n == 1) return leaf_hash(entry(start));
  std::uint64_t k = 1;
  while (k * 2 < n) k *= 2;
  return node_hash(mth(start, k), mth(start + k, n - k));
}

MemoryTree tree_of(std::uint64_t n) {
  MemoryTree t;
  for (std::uint64_t i = 0; i < n; ++i) t.append(leaf_hash(entry(i)));
  return t;
}

TEST(Merkle, RootsOfAllThreeTreesAreTheDefinitionsRoot_TLG_1) {
  Frontier edge;
  const MemoryTree tree = tree_of(70);
  for (std::uint64_t n = 0; n <= 70; ++n) {
    EXPECT_EQ(edge.root(), mth(0, n)) << n;
    EXPECT_EQ(*root_of(tree, n), mth(0, n)) << n;
    EXPECT_EQ(Frontier::load(tree, n)->root(), mth(0, n)) << n;
    edge.append(leaf_hash(entry(n)));
  }
}

TEST(Merkle, EveryInclusionProofUpTo33LeavesVerifiesAndNoAlteredOneDoes_TLG_1) {
  const MemoryTree tree = tree_of(33);
  for (std::uint64_t n = 1; n <= 33; ++n) {
    const Head head{n, *root_of(tree, n)};
    for (std::uint64_t i = 0; i < n; ++i) {
      auto proof = prove_inclusion(tree, i, n).take();
      const Hash leaf = leaf_hash(entry(i));
      ASSERT_TRUE(verify_inclusion(leaf, i, head, proof).ok());
      for (std::uint64_t j = 0; j <= n; ++j) {
        if (j == i) continue;
        EXPECT_FALSE(verify_inclusion(leaf, j, head, proof).ok()) << "another position";
      }
      EXPECT_FALSE(verify_inclusion(leaf_hash(entry(i + 1)), i, head, proof).ok());
      for (auto& h : proof) {
        h[7] ^= 1;
        EXPECT_FALSE(verify_inclusion(leaf, i, head, proof).ok());
        h[7] ^= 1;
      }
      proof.push_back(leaf);
      EXPECT_FALSE(verify_inclusion(leaf, i, head, proof).ok());
      proof.resize(proof.size() - 1);
      if (!proof.empty()) {
        proof.pop_back();
        EXPECT_FALSE(verify_inclusion(leaf, i, head, proof).ok());
      }
    }
    EXPECT_EQ(prove_inclusion(tree, n, n).error(), Err::missing);
  }
}

TEST(Merkle, EveryConsistencyProofUpTo33LeavesVerifiesAndNoAlteredOneDoes_TLG_1) {
  const MemoryTree tree = tree_of(33);
  for (std::uint64_t n = 0; n <= 33; ++n)
    for (std::uint64_t m = 0; m <= n; ++m) {
      Head from{m, *root_of(tree, m)}, to{n, *root_of(tree, n)};
      auto proof = prove_consistency(tree, m, n).take();
      ASSERT_TRUE(verify_consistency(from, to, proof).ok()) << m << " " << n;
      if (m == 0) continue;  // every tree continues the empty one
      from.root[0] ^= 1;
      EXPECT_FALSE(verify_consistency(from, to, proof).ok());
      from.root[0] ^= 1;
      to.root[31] ^= 1;
      EXPECT_FALSE(verify_consistency(from, to, proof).ok());
      to.root[31] ^= 1;
      for (auto& h : proof) {
        h[0] ^= 0x80;
        EXPECT_FALSE(verify_consistency(from, to, proof).ok());
        h[0] ^= 0x80;
      }
      if (m < n) {
        EXPECT_FALSE(verify_consistency(to, from, proof).ok());
      }
    }
  EXPECT_EQ(prove_consistency(tree, 5, 4).error(), Err::missing);
}

TEST(Tiles, APathHasOneSpelling_TLG_2) {
  for (const char* good :
       {"tile/0/000", "tile/63/x001/x234/067", "tile/entries/999", "tile/entries/x001/000.p/255",
        "tile/7/005.p/1", "tile/0/x018/x446/x744/x073/x709/x551/615"}) {
    const auto t = TileName::parse(good);
    ASSERT_TRUE(t.ok()) << good;
    EXPECT_EQ(t->path(), good);
  }
  for (const char* bad : {"",
                          "tile",
                          "tile/",
                          "tile/0",
                          "tile/0/",
                          "tile/0/0",
                          "tile/0/0000",
                          "tile/00/000",
                          "tile/64/000",
                          "tile/0/x000/001",
                          "tile/0/001/002",
                          "tile/0/x001",
                          "tile/0/000.p/0",
                          "tile/0/000.p/256",
                          "tile/0/000.p/01",
                          "tile/0/000.p/",
                          "tile/0/000.p/1/",
                          "/tile/0/000",
                          "tile/0/000/",
                          "tile/-1/000",
                          "tile/entries/../000",
                          "tile/0/x018/x446/x744/x073/x709/x551/616",
                          "tile/entries/000.p/1.p/1",
                          "checkpoint",
                          "tile/entries",
                          "tile/0/\xc3\xa9"})
    EXPECT_EQ(TileName::parse(bad).error(), Err::malformed) << bad;
}

TEST(Tiles, TheLayoutOfATreeOf70000IsTheSpecificationsExample_TLG_2) {
  const auto names = tiles_of(70000);
  auto count = [&](TileKind kind, unsigned level, bool full) {
    std::size_t n = 0;
    for (const auto& t : names)
      n += t.kind == kind && t.level == level && (t.width == kTileWidth) == full;
    return n;
  };
  EXPECT_EQ(count(TileKind::hashes, 0, true), 273u);
  EXPECT_EQ(count(TileKind::hashes, 0, false), 1u);
  EXPECT_EQ(count(TileKind::hashes, 1, true), 1u);
  EXPECT_EQ(count(TileKind::entries, 0, true), 273u);
  EXPECT_EQ(names.back().path(), "tile/2/000.p/1");
  EXPECT_TRUE(tiles_of(0).empty());
}

TEST(Tiles, ABundleHoldsExactlyItsEntries_TLG_2) {
  const std::vector<Bytes> entries{to_bytes("one"), {}, Bytes(kEntrySizeMax, 7)};
  const Bytes bundle = encode_bundle(entries);
  const auto back = decode_bundle(bundle, 3);
  ASSERT_TRUE(back.ok());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(to_bytes((*back)[i]), entries[i]);
  EXPECT_EQ(decode_bundle(bundle, 2).error(), Err::malformed);
  EXPECT_EQ(decode_bundle(bundle, 4).error(), Err::malformed);
  EXPECT_EQ(decode_bundle(View(bundle).first(bundle.size() - 1), 3).error(), Err::malformed);
  EXPECT_EQ(*cut(TileKind::entries, bundle, 2), encode_bundle(std::span(entries).first(2)));
  EXPECT_EQ(cut(TileKind::entries, bundle, 4).error(), Err::missing);
  EXPECT_EQ(decode_tile(Bytes(63), 2).error(), Err::malformed);
}

struct Keys {
  SeededRandom rng{42};
  LogSigner log{"log.example/orders", crypto::SigningKey::generate(rng)};
  WitnessSigner w1{"witness.example/1", crypto::SigningKey::generate(rng)};
  WitnessSigner w2{"witness.example/2", crypto::SigningKey::generate(rng)};
  Policy policy{log.verify_key(), {w1.verify_key(), w2.verify_key()}, 1};

  std::string cosigned(const Head& head, const WitnessSigner& w, Time at) const {
    const std::string note = sign_checkpoint(head, log);
    const SignatureLine line = cosign(Note::parse(note)->text, w, at);
    return *with_signatures(note, std::span(&line, 1));
  }
};
const Time kNow{1'790'000'000'000};

TEST(WitnessClock, IsSeenToBeWrongWhereTheLogGrew_TLG_11) {
  const Keys k;
  const auto judged = [&](Time dated, std::uint64_t size, std::optional<Look> last) {
    return judge_clock(
        CosignedCheckpoint::verify(k.cosigned({size, {}}, k.w1, dated), k.policy).value(), last,
        kNow);
  };
  using enum WitnessClock;
  constexpr auto slack = kClockSlack_ms, second = kSecond_ms;
  EXPECT_EQ(judged(kNow + slack, 5, {}), plausible);
  EXPECT_EQ(judged(kNow + slack + second, 5, {}), ahead);
  const Look last{5, kNow - kHour_ms};
  EXPECT_EQ(judged(last.at - kDay_ms, 5, last), plausible) << "nothing was added for a day";
  EXPECT_EQ(judged(last.at - kDay_ms, 6, {}), plausible) << "nothing to compare it with";
  EXPECT_EQ(judged(last.at - slack, 6, last), plausible);
  EXPECT_EQ(judged(last.at - slack - second, 6, last), behind);
}

TEST(Notes, KeysOfAnotherKindDoNotParse_TLG_3) {
  const Keys k;
  const std::string log = k.log.verify_key().vkey(), witness = k.w1.verify_key().vkey();
  EXPECT_EQ(*LogKey::parse(log), k.log.verify_key());
  EXPECT_EQ(*WitnessKey::parse(witness), k.w1.verify_key());
  EXPECT_EQ(LogKey::parse(witness).error(), Err::unsupported);
  EXPECT_EQ(WitnessKey::parse(log).error(), Err::unsupported);
  std::string other_id = log;
  char& digit = other_id[log.find('+') + 1];
  digit = digit == '0' ? '1' : '0';
  EXPECT_EQ(LogKey::parse(other_id).error(), Err::malformed);
  for (const char* bad : {"", "+", "a+", "a+00000000", "a+00000000+",
                          "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"})
    EXPECT_FALSE(LogKey::parse(bad).ok()) << bad;
  const Policy again = decode<Policy>(encode(k.policy)).take();
  EXPECT_EQ(again.log, k.policy.log);
  EXPECT_EQ(again.witnesses, k.policy.witnesses);
}

TEST(Notes, KeyNamesHaveNoSpacesPlusSignsOrControls_TLG_3) {
  for (const char* good : {"a", "example.com/foo", "caf\xc3\xa9"}) EXPECT_TRUE(is_key_name(good));
  for (const char* bad : {"", "a b", "a+b", "a\nb", "a\tb", "a\xc2\xa0", "\xe2\x80\x83z",
                          "\xe3\x80\x80", "\xff", "\x1f"})
    EXPECT_FALSE(is_key_name(bad)) << bad;
}

TEST(Notes, UnknownKeysAreIgnoredAndAKnownKeyThatFailsSpoilsTheNote_TLG_3) {
  const Keys k;
  SeededRandom rng(7);
  // same name, other id
  const LogSigner stranger("log.example/orders", crypto::SigningKey::generate(rng));
  Note n{"text\n\nwith a gap\n", {}};
  EXPECT_FALSE(Note::parse(n.to_text()).ok()) << "no signature line at all";
  n.signatures.push_back(sign_note(n.text, stranger));
  EXPECT_FALSE(*is_signed_by(n, k.log.verify_key()));
  n.signatures.push_back(sign_note(n.text, k.log));
  EXPECT_TRUE(*is_signed_by(n, k.log.verify_key()));
  const auto back = Note::parse(n.to_text());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->text, n.text);
  EXPECT_EQ(back->signatures, n.signatures);
  // A second line under the known name and id that does not verify.
  n.signatures.push_back(n.signatures.back());
  n.signatures.back().signature[5] ^= 1;
  EXPECT_EQ(is_signed_by(n, k.log.verify_key()).error(), Err::forged);
  n.signatures.back().signature.pop_back();
  EXPECT_EQ(is_signed_by(n, k.log.verify_key()).error(), Err::forged);
}

TEST(Notes, SixteenSignaturesAndMoreAreAcceptedAndAHundredAreNot_TLG_3) {
  const Keys k;
  for (const std::size_t n : {std::size_t{16}, kSignatureLinesMax, kSignatureLinesMax + 1}) {
    Note note{"text\n", {}};
    SeededRandom rng(n);
    while (note.signatures.size() + 1 < n)
      note.signatures.push_back(
          sign_note(note.text, LogSigner("l", crypto::SigningKey::generate(rng))));
    note.signatures.push_back(sign_note(note.text, k.log));
    const auto parsed = Note::parse(note.to_text());
    if (n > kSignatureLinesMax) {
      EXPECT_EQ(parsed.error(), Err::too_large);
    } else {
      EXPECT_TRUE(*is_signed_by(*parsed, k.log.verify_key()));
    }
  }
}

TEST(Notes, TextThatIsNoNoteIsMalformed_TLG_3) {
  const Keys k;
  const std::string good = sign_checkpoint({0, empty_root()}, k.log);
  ASSERT_TRUE(Note::parse(good).ok());
  for (const std::string& bad :
       {std::string(), std::string("\n\n"), std::string("text\n"), good.substr(0, good.size() - 1),
        good + "\n", good + "x\n", "a\r\n" + good, "\xff" + good, good + "\xe2\x80\x94 name AAAA\n",
        good + "\xe2\x80\x94 name AAAAAA\n", good + "\xe2\x80\x94 na+me AAAAAAAA\n",
        good + "- name AAAAAAAA\n", good + "\xe2\x80\x94  AAAAAAAA\n"})
    EXPECT_FALSE(Note::parse(bad).ok()) << bad;
  EXPECT_EQ(Note::parse(std::string(kNoteSizeMax + 1, 'a')).error(), Err::too_large);
}

TEST(Checkpoints, OnlyOneSpellingIsRead_TLG_4) {
  const std::string root = base64(empty_root());
  EXPECT_TRUE(Checkpoint::parse("o\n0\n" + root + "\n").ok());
  const auto extended = Checkpoint::parse("o\n18446744073709551615\n" + root + "\nmore\n");
  ASSERT_TRUE(extended.ok());
  EXPECT_EQ(extended->head.size, ~std::uint64_t{0});
  EXPECT_EQ(extended->text(), "o\n18446744073709551615\n" + root + "\nmore\n");
  for (const std::string& bad :
       {std::string(), "o\n0\n" + root, "o\n00\n" + root + "\n", "o\n01\n" + root + "\n",
        "o\n-1\n" + root + "\n", "o\n+1\n" + root + "\n", "o\n18446744073709551616\n" + root + "\n",
        "\n0\n" + root + "\n", std::string("o\n0\nAAAA\n"), "o\n0\n" + root + "\n\n",
        "o\n0\n" + root + "\n\nx\n", "o\n\n" + root + "\n", std::string("o\n0\n")})
    EXPECT_EQ(Checkpoint::parse(bad).error(), Err::malformed) << bad;
}

TEST(Checkpoints, AnotherLogsOrAnUnsignedHeadIsForged_TLG_4) {
  const Keys k;
  SeededRandom rng(3);
  const LogSigner other("log.example/epochs", crypto::SigningKey::generate(rng));
  const Head head{1, leaf_hash(entry(0))};
  EXPECT_EQ(VerifiedCheckpoint::verify(sign_checkpoint(head, other), k.log.verify_key()).error(),
            Err::forged);
  // The right key under a note that names another origin.
  Note n{Checkpoint{"log.example/epochs", head, {}}.text(), {}};
  n.signatures.push_back(sign_note(n.text, k.log));
  EXPECT_EQ(VerifiedCheckpoint::verify(n.to_text(), k.log.verify_key()).error(), Err::forged);
  Hash wrong = empty_root();
  wrong[0] ^= 1;
  EXPECT_EQ(
      VerifiedCheckpoint::verify(sign_checkpoint({0, wrong}, k.log), k.log.verify_key()).error(),
      Err::forged);
}

TEST(Checkpoints, AQuorumCountsKeysAndTellsWhenItWasComplete_TLG_4_TLG_5) {
  const Keys k;
  const Head head{1, leaf_hash(entry(0))};
  const std::string alone = sign_checkpoint(head, k.log);
  EXPECT_EQ(CosignedCheckpoint::verify(alone, k.policy).error(), Err::forged);
  const std::string text = Note::parse(alone)->text;
  const std::vector<SignatureLine> lines{cosign(text, k.w1, kNow),
                                         cosign(text, k.w2, kNow + kMinute_ms)};
  const std::string both = *with_signatures(alone, lines);
  Policy p = k.policy;
  EXPECT_EQ(CosignedCheckpoint::verify(both, p)->seen_by().latest(), kNow);
  p.quorum = 2;
  EXPECT_EQ(CosignedCheckpoint::verify(both, p)->seen_by().latest(), kNow + kMinute_ms);
  const std::string one = *with_signatures(alone, std::span(lines).first(1));
  EXPECT_EQ(CosignedCheckpoint::verify(one, p).error(), Err::forged);
  // The same key under two names is one witness.
  Policy doubled = k.policy;
  doubled.witnesses = {k.w1.verify_key(), {"witness.example/alias", k.w1.verify_key().key}};
  doubled.quorum = 2;
  const WitnessSigner alias("witness.example/alias", k.w1.key().clone());
  const std::vector<SignatureLine> twice{lines[0], cosign(text, alias, kNow)};
  EXPECT_EQ(CosignedCheckpoint::verify(*with_signatures(alone, twice), doubled).error(),
            Err::forged);
  for (const std::uint32_t quorum : {0u, 3u}) {
    p.quorum = quorum;
    EXPECT_EQ(CosignedCheckpoint::verify(both, p).error(), Err::refused);
  }
}

TEST(Checkpoints, ACosignatureWithAnotherTimeOrKeyIsForged_TLG_5) {
  const Keys k;
  const Head head{1, leaf_hash(entry(0))};
  const std::string note = k.cosigned(head, k.w1, kNow);
  ASSERT_TRUE(CosignedCheckpoint::verify(note, k.policy).ok());
  Note n = Note::parse(note).take();
  n.signatures[1].signature[7] -= 1;  // one second earlier
  EXPECT_EQ(CosignedCheckpoint::verify(n.to_text(), k.policy).error(), Err::forged);
  SeededRandom rng(9);
  const WitnessSigner stranger("witness.example/1", crypto::SigningKey::generate(rng));
  EXPECT_EQ(CosignedCheckpoint::verify(k.cosigned(head, stranger, kNow), k.policy).error(),
            Err::forged);
  EXPECT_EQ(CosignedCheckpoint::verify(k.cosigned(head, k.w1, Time{0}), k.policy).error(),
            Err::forged)
      << "no time";
  EXPECT_EQ(CosignedCheckpoint::verify(k.cosigned(head, k.w1, Time{999}), k.policy).error(),
            Err::forged);
  // A log's plain signature by the witness's key is no cosignature.
  const LogSigner confused("witness.example/1", k.w1.key().clone());
  const SignatureLine line = sign_note(n.text, confused);
  EXPECT_EQ(CosignedCheckpoint::verify(
                *with_signatures(sign_checkpoint(head, k.log), std::span(&line, 1)), k.policy)
                .error(),
            Err::forged);
}

struct Thing {
  static constexpr std::uint8_t kLogTag = 3;
  std::uint64_t number = 0;
  std::string text;
  EQ_FIELDS(number, text)
};
struct OtherThing {
  static constexpr std::uint8_t kLogTag = 4;
  std::uint64_t number = 0;
  std::string text;
  EQ_FIELDS(number, text)
};

TEST(LoggedValues, OnlyAValueThatStandsInACosignedLogBecomesLogged_TLG_7) {
  const Keys k;
  MemoryTileStore store;
  Log log = Log::open(store).take();
  std::vector<Bytes> entries;
  for (std::uint64_t i = 0; i < 300; ++i) entries.push_back(entry_of(Thing{i, "x"}));
  ASSERT_TRUE(log.append(entries).ok());
  const std::string note = k.cosigned(log.head(), k.w1, kNow);
  const LogProof proof = log.proof(257, note).take();
  const Thing thing{257, "x"};

  const auto logged = Logged<Thing>::verify(thing, proof, k.policy);
  ASSERT_TRUE(logged.ok());
  EXPECT_EQ((*logged)->number, 257u);
  EXPECT_EQ(logged->index(), 257u);
  EXPECT_EQ(logged->seen_by().latest(), kNow);
  const LogProof again = decode<LogProof>(encode(logged->proof())).take();
  EXPECT_TRUE(Logged<Thing>::verify(View(entry_of(thing)), again, k.policy).ok());
  EXPECT_EQ(LogProof::parse(proof.text())->text(), proof.text());

  EXPECT_EQ(Logged<Thing>::verify(Thing{256, "x"}, proof, k.policy).error(), Err::forged);
  EXPECT_EQ(Logged<OtherThing>::verify(View(entries[257]), proof, k.policy).error(),
            Err::malformed);
  EXPECT_EQ(Logged<OtherThing>::verify(OtherThing{257, "x"}, proof, k.policy).error(), Err::forged);
  LogProof moved = proof;
  moved.index = 256;
  EXPECT_EQ(Logged<Thing>::verify(thing, moved, k.policy).error(), Err::forged);
  LogProof unseen = proof;
  unseen.checkpoint = sign_checkpoint(log.head(), k.log);
  EXPECT_EQ(Logged<Thing>::verify(thing, unseen, k.policy).error(), Err::forged);
}

TEST(LoggedValues, AProofTextHasOneForm_TLG_7) {
  const Keys k;
  LogProof p{to_bytes("extra"), 0, {}, k.cosigned({1, leaf_hash(entry(0))}, k.w1, kNow)};
  const std::string good = p.text();
  EXPECT_EQ(LogProof::parse(good)->extra, p.extra);
  auto replaced = [&](const char* from, const char* to) {
    std::string s = good;
    return s.replace(s.find(from), std::string_view(from).size(), to);
  };
  for (const std::string& bad :
       {std::string(), replaced("@v1", "@v2"), replaced("extra ZXh0cmE=", "extra "),
        replaced("index 0", "index 00"), replaced("index 0", "index"), replaced("index 0\n", ""),
        replaced("index 0\n", "index 0\nAAAA\n"), good + "x"})
    EXPECT_EQ(LogProof::parse(bad).error(), Err::malformed) << bad;
}

}  // namespace
}  // namespace eq::tlog
