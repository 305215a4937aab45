#include "eq/tlog/fresh.h"

#include <gtest/gtest.h>

#include "eq/testing/seeded.h"
#include "eq/tlog/memory_store.h"
#include "eq/tlog/witness.h"

namespace eq::tlog {
namespace {

const Time kNow{1'790'000'000'000};

/// A log of one entry and its witnesses, each with a clock of its own.
struct World {
  explicit World(std::uint32_t quorum = 1) {
    for (const char* name : {"witness.example/a", "witness.example/b", "witness.example/c"})
      witnesses.emplace_back(name, crypto::SigningKey::generate(rng));
    policy = {signer.verify_key(), {}, quorum};
    for (const auto& w : witnesses) policy.witnesses.push_back(w.verify_key());
    append();
  }
  void append() {
    Log log = Log::open(store).take();
    ASSERT_TRUE(log.append(std::vector<Bytes>{to_bytes("entry")}).ok());
  }
  /// The checkpoint that a server gives, cosigned by the first witnesses at these times.
  std::string note(const std::vector<Time>& at) const {
    const std::string bare = sign_checkpoint(store.head().value(), signer);
    std::vector<SignatureLine> lines;
    for (std::size_t i = 0; i < at.size(); ++i)
      lines.push_back(cosign(Note::parse(bare)->text, witnesses[i], at[i]));
    return with_signatures(bare, lines).value();
  }
  Result<FreshLog, LogFault> read(const std::vector<Time>& at, Time now = kNow,
                                  std::vector<Head> known = {}) const {
    const auto fetch = [&](std::string_view path) -> Result<Bytes> {
      if (path == "checkpoint") return to_bytes(note(at));
      return serve(store, path);
    };
    return FreshLog::fetch(fetch, policy, known, now);
  }
  Err why(const std::vector<Time>& at) const {
    const auto read_it = read(at);
    EXPECT_FALSE(read_it.ok());
    return read_it.error().err;
  }

  testing::SeededRandom rng{7};
  LogSigner signer{"log.example/orders", crypto::SigningKey::generate(rng)};
  std::vector<WitnessSigner> witnesses;
  Policy policy;
  MemoryTileStore store;
};

TEST(Fresh, AHeadIsFreshForAnHourAndTenMinutesAheadAndNotASecondMore_TLG_20) {
  const World w;
  EXPECT_TRUE(w.read({kNow}).ok());
  EXPECT_TRUE(w.read({kNow - kFreshness_ms}).ok());
  EXPECT_EQ(w.why({kNow - kFreshness_ms - kSecond_ms}), Err::stale);
  EXPECT_TRUE(w.read({kNow + kClockSlack_ms}).ok());
  EXPECT_EQ(w.why({kNow + kClockSlack_ms + kSecond_ms}), Err::stale);
}

TEST(Fresh, OneWitnessOfAQuorumCannotMakeAnOldHeadFresh_TLG_20) {
  const World w(2);
  const Time old = kNow - kDay_ms;
  EXPECT_EQ(w.why({old, kNow}), Err::stale);
  EXPECT_TRUE(w.read({kNow, kNow}).ok());
  EXPECT_TRUE(w.read({kNow, old, kNow}).ok()) << "two vouch for it now, whenever the third saw it";
  EXPECT_EQ(w.why({old, old, kNow}), Err::stale);
}

TEST(Fresh, AFreshLogMustContinueWhatWasSeen_TLG_20) {
  World w;
  const Head one = w.store.head().value();
  w.append();
  EXPECT_TRUE(w.read({kNow}, kNow, {one}).ok());
  EXPECT_EQ(w.read({kNow}, kNow, {{2, one.root}}).error().err, Err::forged);
  EXPECT_EQ(w.read({kNow}, kNow, {{3, one.root}}).error().err, Err::forged);
}

TEST(Fresh, WhatOpensWaitsForBothClocksAndWhatEndsEndsByEither_TLG_21) {
  const World w;
  const auto present = [&](Time witnessed, Time own) {
    return w.read({witnessed}, own)->present();
  };
  const Time t = kNow;
  EXPECT_TRUE(present(t, t).reached(t));
  EXPECT_FALSE(present(t - kSecond_ms, t).reached(t));
  EXPECT_FALSE(present(t, t - 1).reached(t));
  EXPECT_FALSE(present(t, t).passed(t));
  EXPECT_TRUE(present(t - kMinute_ms, t + 1).passed(t));
  EXPECT_TRUE(present(t + kSecond_ms, t - kMinute_ms).passed(t));
}

TEST(WitnessedTime, ALaterCheckpointProvesLessAndNothingLateIsProvenByIt_TLG_21) {
  const NotAfter first(kNow), later(kNow + kDay_ms);
  EXPECT_TRUE(first.by(kNow));
  EXPECT_FALSE(first.by(kNow - 1));
  EXPECT_FALSE(later.by(kNow)) << "the entry came at kNow, and this checkpoint does not show it";
  EXPECT_EQ(first.waited(kHour_ms), kNow + kHour_ms);
  EXPECT_EQ(both(first, later).latest(), later.latest());
  EXPECT_EQ(both(later, first).latest(), later.latest());
  static_assert(!std::is_convertible_v<NotAfter, Time> &&
                !std::is_convertible_v<NotAfter, NotBefore>);
  static_assert(!std::is_convertible_v<NotBefore, Time> &&
                !std::is_constructible_v<NotBefore, NotAfter>);
}

TEST(WitnessRule, AnUnchangedHeadIsCosignedAgain_TLG_22) {
  World w;
  const Witness witness(
      WitnessSigner(w.witnesses[0].verify_key().name, w.witnesses[0].key().clone()),
      {w.signer.verify_key()});
  Log log = Log::open(w.store).take();
  const std::string bare = sign_checkpoint(log.head(), w.signer);
  const auto first =
      witness.add_checkpoint(std::nullopt, log.witness_request(0, bare).value(), kNow - kDay_ms);
  ASSERT_EQ(first.reply.status, 200);
  const auto again =
      witness.add_checkpoint(first.persist, log.witness_request(1, bare).value(), kNow);
  ASSERT_EQ(again.reply.status, 200);
  EXPECT_EQ(again.persist->head, first.persist->head);
  const auto newest_at = [&](const WitnessStep& step) {
    return CosignedCheckpoint::verify(
               attach_cosignatures(bare, step.reply.body, w.policy.witnesses).value(), w.policy)
        ->newest_at();
  };
  EXPECT_EQ(newest_at(first).earliest(), kNow - kDay_ms);
  EXPECT_EQ(newest_at(again).earliest(), kNow);
}

}  // namespace
}  // namespace eq::tlog
