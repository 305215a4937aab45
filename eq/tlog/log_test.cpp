// The log's writer, the witness and the replaying reader, and what dishonest operators try.
#include <gtest/gtest.h>

#include <algorithm>

#include "eq/testing/seeded.h"
#include "eq/tlog/memory_store.h"
#include "eq/tlog/witness.h"

namespace eq::tlog {
namespace {

using testing::SeededRandom;

Bytes entry(std::uint64_t i) { return to_bytes("entry " + std::to_string(i)); }
const Time kNow{1'790'000'000'000};

/// A log operator and one witness, with the witness's record kept as its host would.
struct World {
  SeededRandom rng{1};
  LogSigner signer{"log.example/orders", crypto::SigningKey::generate(rng)};
  WitnessSigner witness_key{"witness.example/w", crypto::SigningKey::generate(rng)};
  Witness witness{WitnessSigner("witness.example/w", witness_key.key().clone()),
                  {signer.verify_key()}};
  Policy policy{signer.verify_key(), {witness_key.verify_key()}, 1};
  MemoryTileStore store;
  std::optional<WitnessRecord> record;
  std::string checkpoint;

  void append(std::uint64_t n) {
    Log log = Log::open(store).take();
    std::vector<Bytes> entries;
    for (std::uint64_t i = 0; i < n; ++i) entries.push_back(entry(log.head().size + i));
    ASSERT_TRUE(log.append(entries).ok());
  }
  WitnessReply ask(const std::string& body) {
    WitnessStep step = witness.add_checkpoint(record, body, kNow);
    if (step.persist) record = step.persist;
    return step.reply;
  }
  /// Publish the store's head with a cosignature; the status the witness gave.
  int publish() {
    Log log = Log::open(store).take();
    const std::string note = sign_checkpoint(log.head(), signer);
    const auto reply = ask(log.witness_request(record ? record->head.size : 0, note).take());
    if (reply.status == 200)
      checkpoint = attach_cosignatures(note, reply.body, policy.witnesses).take();
    return reply.status;
  }
  Fetch fetch() const {
    return [this](std::string_view path) -> Result<Bytes> {
      if (path == "checkpoint") return to_bytes(checkpoint);
      return serve(store, path);
    };
  }
  Result<ReplayedLog, LogFault> replay(std::vector<Head> known = {}) const {
    return ReplayedLog::fetch(fetch(), policy, known);
  }
  Bytes& bundle(std::uint64_t i) { return store.objects.at({TileKind::entries, 0, i}); }
  Bytes& tile(unsigned level, std::uint64_t i) {
    return store.objects.at({TileKind::hashes, level, i});
  }
};

TEST(LogWriter, TilesGrowTheSameHoweverEntriesAreBatched_TLG_2) {
  MemoryTileStore one, many;
  Log a = Log::open(one).take(), b = Log::open(many).take();
  std::vector<Bytes> all;
  for (std::uint64_t i = 0; i < 66000; ++i) all.push_back(entry(i));
  ASSERT_TRUE(a.append(all).ok());
  SeededRandom rng(5);
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t n = std::min<std::size_t>(1 + rng.below(900), all.size() - at);
    ASSERT_TRUE(b.append(std::span(all).subspan(at, n)).ok());
    at += n;
  }
  EXPECT_EQ(a.head(), b.head());
  EXPECT_EQ(one.objects, many.objects);
  // Exactly the objects of the layout, each as wide as it must be, all the same after reopening.
  const auto names = tiles_of(66000);
  EXPECT_EQ(names.size(), one.objects.size());
  for (const auto& name : names)
    EXPECT_EQ(*serve(one, name.path()), (one.objects.at({name.kind, name.level, name.index})));
  EXPECT_EQ(Log::open(many)->head(), a.head());
  EXPECT_EQ(*a.entry(65999), entry(65999));
  EXPECT_EQ(a.entry(66000).error(), Err::missing);
  EXPECT_EQ(serve(one, "tile/2/000").error(), Err::missing);
  EXPECT_EQ(serve(one, "tile/9/000.p/1").error(), Err::missing);
}

TEST(LogWriter, ADamagedStoreDoesNotOpen_TLG_2) {
  World w;
  w.append(300);
  w.tile(1, 0)[3] ^= 1;
  EXPECT_EQ(Log::open(w.store).error(), Err::forged);
  w.tile(1, 0)[3] ^= 1;
  ASSERT_TRUE(Log::open(w.store).ok());
  w.store.objects.erase({TileKind::hashes, 0, 1});
  EXPECT_EQ(Log::open(w.store).error(), Err::missing);
}

/// A store whose disk fails.
struct FailingStore final : TileStore {
  MemoryTileStore inner;
  bool fail = false;
  Result<Bytes> read(TileKind k, unsigned l, std::uint64_t i) const override {
    return inner.read(k, l, i);
  }
  Result<Head> head() const override { return inner.head(); }
  Status write(const LogBatch& b) override {
    return fail ? Status(Err::unavailable) : inner.write(b);
  }
};

TEST(LogWriter, AFailedWriteAppendsNothing_TLG_2) {
  FailingStore store;
  Log log = Log::open(store).take();
  ASSERT_TRUE(log.append(std::vector<Bytes>{entry(0)}).ok());
  const Head before = log.head();
  store.fail = true;
  EXPECT_EQ(log.append(std::vector<Bytes>{entry(1)}).error(), Err::unavailable);
  EXPECT_EQ(log.head(), before);
  EXPECT_EQ(Log::open(store)->head(), before);
  store.fail = false;
  EXPECT_EQ(log.append(std::vector<Bytes>{Bytes(kEntrySizeMax + 1)}).error(), Err::too_large);
  EXPECT_EQ(log.append({}).error(), Err::refused);
  EXPECT_EQ(log.append(std::vector<Bytes>{entry(1)})->size, 2u);
}

TEST(WitnessRule, AGrowingLogIsCosignedAndReplays_TLG_6_TLG_8) {
  World w;
  for (const std::uint64_t n : {1, 2, 253, 1, 300}) {
    w.append(n);
    ASSERT_EQ(w.publish(), 200);
    const auto log = w.replay();
    ASSERT_TRUE(log.ok()) << log.error().path << ": " << log.error().what;
    EXPECT_EQ(log->size(), w.store.head()->size);
    EXPECT_EQ(log->entry(log->size() - 1), entry(log->size() - 1));
    EXPECT_EQ(log->checkpoint().seen_by().latest(), kNow);
  }
  EXPECT_TRUE(CosignedCheckpoint::verify(w.record->note, w.policy).ok()) << "what monitors get";
}

TEST(WitnessRule, EachStatusIsTheSpecifications_TLG_6) {
  World w;
  w.append(5);
  Log log = Log::open(w.store).take();
  const std::string five = sign_checkpoint(log.head(), w.signer);
  SeededRandom rng(77);
  const LogSigner stranger("log.example/orders", crypto::SigningKey::generate(rng));
  const LogSigner unknown("log.example/unknown", crypto::SigningKey::generate(rng));

  EXPECT_EQ(w.ask("old 0\n").status, 400);
  EXPECT_EQ(w.ask("old x\n\n" + five).status, 400);
  EXPECT_EQ(w.ask("old 00\n\n" + five).status, 400);
  EXPECT_EQ(w.ask("old 6\n\n" + five).status, 400) << "old above the checkpoint";
  EXPECT_EQ(w.ask("old 0\n\n" + sign_checkpoint(log.head(), unknown)).status, 404);
  EXPECT_EQ(w.ask("old 0\n\n" + sign_checkpoint(log.head(), stranger)).status, 403)
      << "no trusted signature";
  Note bad = Note::parse(five).take();
  bad.signatures[0].signature[0] ^= 1;
  EXPECT_EQ(w.ask("old 0\n\n" + bad.to_text()).status, 403) << "a trusted key that fails";
  EXPECT_EQ(w.ask("old 0\n" + base64(empty_root()) + "\n\n" + five).status, 422)
      << "a proof from nothing";
  Hash wrong = empty_root();
  wrong[0] ^= 1;
  EXPECT_EQ(w.ask("old 0\n\n" + sign_checkpoint({0, wrong}, w.signer)).status, 422);
  const auto conflict = w.ask("old 3\n\n" + five);
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(conflict.content_type, "text/x.tlog.size");
  EXPECT_EQ(conflict.body, "0\n");
  EXPECT_EQ(*parse_conflict(conflict.body), 0u);
  EXPECT_FALSE(w.record) << "nothing was cosigned so far";
  std::string long_proof = "old 0\n";
  for (int i = 0; i < 64; ++i) long_proof += base64(empty_root()) + "\n";
  EXPECT_EQ(w.ask(long_proof + "\n" + five).status, 400);

  const auto good = w.ask("old 0\n\n" + five);
  EXPECT_EQ(good.status, 200);
  EXPECT_TRUE(attach_cosignatures(five, good.body, w.policy.witnesses).ok());
  EXPECT_EQ(w.ask("old 0\n\n" + five).body, "5\n");
  EXPECT_EQ(w.ask("old 5\n\n" + five).status, 200) << "the same again";
  EXPECT_EQ(w.ask("old 5\n\n" + sign_checkpoint({5, wrong}, w.signer)).status, 422)
      << "same size, other root";
  EXPECT_EQ(w.ask("old 5\n\n" + sign_checkpoint({6, wrong}, w.signer)).status, 422) << "no proof";
  EXPECT_EQ(w.record->head, log.head());
}

TEST(WitnessRule, ARollbackIsRefused_TLG_6) {
  World w;
  w.append(4);
  ASSERT_EQ(w.publish(), 200);
  const MemoryTileStore four = w.store;
  w.append(6);
  ASSERT_EQ(w.publish(), 200);
  w.store = four;
  const std::string note = sign_checkpoint(*w.store.head(), w.signer);
  EXPECT_EQ(w.ask("old 10\n\n" + note).status, 400);
  EXPECT_EQ(w.ask("old 4\n\n" + note).status, 409);
  EXPECT_EQ(w.record->head.size, 10u);
}

TEST(WitnessRule, ASplitViewGetsNoSecondCosignature_TLG_6) {
  World w;
  w.append(8);
  ASSERT_EQ(w.publish(), 200);
  // The operator forks: another entry 7 for one victim.
  World fork;
  fork.record = w.record;
  fork.append(7);
  Log log = Log::open(fork.store).take();
  ASSERT_TRUE(log.append(std::vector<Bytes>{to_bytes("what the victim sees")}).ok());
  EXPECT_EQ(fork.publish(), 422);
  ASSERT_TRUE(log.append(std::vector<Bytes>{to_bytes("more")}).ok());
  EXPECT_EQ(fork.publish(), 422);
  // And without a cosignature the victim believes nothing.
  fork.checkpoint = sign_checkpoint(log.head(), fork.signer);
  EXPECT_EQ(fork.replay().error().path, "checkpoint");
}

TEST(WitnessRule, ACrashAtAnyMomentLeavesNoCosignatureUnremembered_TLG_6) {
  World w;
  w.append(3);
  ASSERT_EQ(w.publish(), 200);
  w.append(2);
  Log log = Log::open(w.store).take();
  const std::string note = sign_checkpoint(log.head(), w.signer);
  const std::string body = log.witness_request(3, note).take();
  const auto before = w.record;

  // Crash before storing: no reply left the witness, and the same request works after the restart.
  const WitnessStep lost = w.witness.add_checkpoint(before, body, kNow);
  ASSERT_EQ(lost.reply.status, 200);
  ASSERT_TRUE(lost.persist.has_value());
  EXPECT_EQ(w.witness.add_checkpoint(before, body, kNow).reply.status, 200);

  // Crash after storing, before replying: the log learns the size from 409 and asks again.
  w.record = decode<WitnessRecord>(encode(*lost.persist)).take();
  const auto conflict = w.ask(body);
  EXPECT_EQ(conflict.status, 409);
  const auto size = parse_conflict(conflict.body).take();
  EXPECT_EQ(size, 5u);
  EXPECT_EQ(w.ask(log.witness_request(size, note).take()).status, 200);
  // Every 200 asks to be stored, and stores what was cosigned.
  EXPECT_EQ(lost.persist->head, log.head());
}

TEST(WitnessRule, OnlyItsOwnKeyCountsInAReply_TLG_6) {
  World w;
  w.append(1);
  const std::string note = sign_checkpoint(*w.store.head(), w.signer);
  SeededRandom rng(8);
  const WitnessSigner other("witness.example/other", crypto::SigningKey::generate(rng));
  const std::string text = Note::parse(note)->text;
  EXPECT_EQ(attach_cosignatures(note, cosign(text, other, kNow).text(), w.policy.witnesses).error(),
            Err::forged);
  EXPECT_EQ(attach_cosignatures(note, "junk", w.policy.witnesses).error(), Err::malformed);
  const std::string mixed =
      cosign(text, other, kNow).text() + cosign(text, w.witness_key, kNow).text();
  const auto attached = attach_cosignatures(note, mixed, w.policy.witnesses);
  ASSERT_TRUE(attached.ok());
  EXPECT_EQ(Note::parse(*attached)->signatures.size(), 2u);
}

TEST(Replay, AnAlteredEntryIsNamed_TLG_8) {
  World w;
  w.append(600);
  ASSERT_EQ(w.publish(), 200);
  w.bundle(1)[10 * 11 + 5] ^= 1;  // 11 bytes an entry with its length
  const auto r = w.replay();
  ASSERT_FALSE(r.ok());
  EXPECT_EQ(r.error().path, "tile/entries/001");
  EXPECT_EQ(r.error().index, 266u);
  EXPECT_EQ(r.error().err, Err::forged);
}

TEST(Replay, ADeletedEntryIsNamed_TLG_8) {
  World w;
  w.append(20);
  ASSERT_EQ(w.publish(), 200);
  std::vector<Bytes> left;
  for (std::uint64_t i = 0; i < 20; ++i)
    if (i != 13) left.push_back(entry(i));
  w.bundle(0) = encode_bundle(left);
  // As served by a plain file server, which does not cut.
  const Bytes bundle = w.bundle(0);
  const Fetch inner = w.fetch();
  const Fetch fetch = [&](std::string_view path) -> Result<Bytes> {
    if (path.starts_with("tile/entries/")) return bundle;
    return inner(path);
  };
  const auto r = ReplayedLog::fetch(fetch, w.policy);
  ASSERT_FALSE(r.ok());
  EXPECT_EQ(r.error().index, 13u);
  // Through the server it cannot even be served at that width.
  EXPECT_EQ(w.replay().error().err, Err::missing);
  left.pop_back();
  EXPECT_FALSE(w.replay().ok());
}

TEST(Replay, TheLastEntryCutOffIsNamed_TLG_8) {
  World w;
  w.append(20);
  ASSERT_EQ(w.publish(), 200);
  Bytes bundle = w.bundle(0);
  bundle.resize(bundle.size() - entry(19).size() - 2);
  const Fetch inner = w.fetch();
  auto with = [&](Bytes b) {
    return ReplayedLog::fetch(
        [&, b](std::string_view path) -> Result<Bytes> {
          if (path.starts_with("tile/entries/")) return b;
          return inner(path);
        },
        w.policy);
  };
  EXPECT_EQ(with(bundle).error().index, 19u);
  EXPECT_EQ(with(bundle).error().what, "entry is missing");
  bundle.push_back(0);
  EXPECT_EQ(with(bundle).error().what, "entry is cut short");
  bundle = w.bundle(0);
  bundle.push_back(0);
  EXPECT_EQ(with(bundle).error().what, "entries beyond the checkpoint's size");
}

/// The operator rebuilds entries and tiles so that they agree, and signs again.
World rewritten(const World& honest, std::uint64_t size, std::uint64_t altered) {
  World w;
  w.record = honest.record;
  w.checkpoint = honest.checkpoint;
  std::vector<Bytes> entries;
  for (std::uint64_t i = 0; i < size; ++i)
    entries.push_back(i == altered ? to_bytes("forged") : entry(i));
  Log log = Log::open(w.store).take();
  EXPECT_TRUE(log.append(entries).ok());
  return w;
}

TEST(Replay, ARebuiltTreeDoesNotHaveTheCosignedRoot_TLG_8) {
  World w;
  w.append(40);
  ASSERT_EQ(w.publish(), 200);
  World bad = rewritten(w, 40, 17);
  const auto r = bad.replay();
  ASSERT_FALSE(r.ok());
  EXPECT_EQ(r.error().path, "checkpoint");
  EXPECT_EQ(r.error().err, Err::forged);
  EXPECT_EQ(bad.publish(), 422) << "nor will the witness cosign the new one";
}

TEST(Replay, HeadsSeenEarlierTellWhereHistoryWasRewritten_TLG_8) {
  World w;
  std::vector<Head> seen;
  for (int i = 0; i < 4; ++i) {
    w.append(10);
    ASSERT_EQ(w.publish(), 200);
    seen.push_back(*w.store.head());
  }
  ASSERT_TRUE(w.replay(seen).ok());
  const auto r = rewritten(w, 40, 17).replay(seen);
  ASSERT_FALSE(r.ok());
  EXPECT_EQ(r.error().what, "history was rewritten: somewhere in entries 10 to 19");
  // A witness that helps the operator does not change that.
  World helped = rewritten(w, 40, 17);
  helped.record.reset();
  ASSERT_EQ(helped.publish(), 200);
  EXPECT_EQ(helped.replay(seen).error().index, 10u);
  // Truncation, with a helping witness.
  World cut_off;
  cut_off.append(25);
  ASSERT_EQ(cut_off.publish(), 200);
  EXPECT_EQ(cut_off.replay(seen).error().index, 25u);
}

TEST(Replay, ATileThatDisagreesIsNamed_TLG_8) {
  World w;
  w.append(600);
  ASSERT_EQ(w.publish(), 200);
  w.tile(1, 0)[40] ^= 1;
  auto r = w.replay();
  EXPECT_EQ(r.error().path, "tile/1/000.p/2");
  EXPECT_EQ(r.error().what, "hash 1 is not the root of its tile below");
  w.tile(1, 0)[40] ^= 1;
  w.tile(0, 2)[0] ^= 1;
  EXPECT_EQ(w.replay().error().index, 512u);
  w.tile(0, 2)[0] ^= 1;
  w.store.objects.erase({TileKind::hashes, 0, 1});
  EXPECT_EQ(w.replay().error().path, "tile/0/001");
  EXPECT_EQ(w.replay().error().err, Err::missing);
}

struct Number {
  std::uint64_t n = 0;
  EQ_FIELDS(n)
};

TEST(Replay, EntriesOfAReplayedLogAreLogged_TLG_7_TLG_8) {
  World w;
  Log log = Log::open(w.store).take();
  for (std::uint64_t i = 0; i < 10; ++i)
    ASSERT_TRUE(log.append(std::vector<Bytes>{encode(Number{i})}).ok());
  ASSERT_EQ(w.publish(), 200);
  const auto replayed = w.replay();
  ASSERT_TRUE(replayed.ok());
  const auto five = replayed->logged<Number>(5);
  ASSERT_TRUE(five.ok());
  EXPECT_EQ((*five)->n, 5u);
  EXPECT_TRUE(Logged<Number>::verify(Number{5}, five->proof(), w.policy).ok())
      << "its proof stands alone";
  EXPECT_EQ(replayed->logged<Number>(10).error(), Err::missing);
  EXPECT_EQ(replayed->head_at(10)->root, replayed->checkpoint().root());
  EXPECT_EQ(replayed->head_at(11).error(), Err::missing);
}

TEST(Replay, AnEntryUnderAnEarlierCheckpointTellsWhenItWasSeen_TLG_5_TLG_8) {
  World w;
  Log log = Log::open(w.store).take();
  ASSERT_TRUE(log.append(std::vector<Bytes>{encode(Number{0})}).ok());
  ASSERT_EQ(w.publish(), 200);
  const auto early = CosignedCheckpoint::verify(w.checkpoint, w.policy).take();
  log = Log::open(w.store).take();
  for (std::uint64_t i = 1; i < 5; ++i)
    ASSERT_TRUE(log.append(std::vector<Bytes>{encode(Number{i})}).ok());
  const std::string note = sign_checkpoint(log.head(), w.signer);
  const SignatureLine late = cosign(Note::parse(note)->text, w.witness_key, kNow + kDay_ms);
  w.checkpoint = *with_signatures(note, std::span(&late, 1));
  const auto replayed = w.replay();
  ASSERT_TRUE(replayed.ok());
  EXPECT_EQ(replayed->logged<Number>(0)->seen_by().latest(), kNow + kDay_ms);
  EXPECT_EQ(replayed->logged<Number>(0, early)->seen_by().latest(), kNow);
  EXPECT_EQ(replayed->logged<Number>(1, early).error(), Err::missing);
  // A checkpoint that both signed, but of another history.
  const std::string other = sign_checkpoint({3, empty_root()}, w.signer);
  const SignatureLine line = cosign(Note::parse(other)->text, w.witness_key, kNow);
  const auto fork =
      CosignedCheckpoint::verify(*with_signatures(other, std::span(&line, 1)), w.policy).take();
  EXPECT_EQ(replayed->logged<Number>(0, fork).error(), Err::forged);
}

}  // namespace
}  // namespace eq::tlog
