// Policy files and split views.
#include <gtest/gtest.h>

#include <algorithm>

#include "eq/testing/seeded.h"
#include "eq/tlog/memory_store.h"
#include "eq/tlog/split_view.h"
#include "eq/tlog/trust_policy.h"

namespace eq::tlog {
namespace {

using testing::SeededRandom;

const Time kNoon{1'790'000'000'000};

struct Policies : ::testing::Test {
  SeededRandom rng{4};
  LogSigner log{"log.example/orders", crypto::SigningKey::generate(rng)};
  std::vector<WitnessSigner> witnesses;
  std::string header;  // the log and six witnesses, a to f

  void SetUp() override {
    header = "# who is believed\n\nlog " + log.verify_key().vkey() + " https://log.example/\n";
    for (const char name : std::string("abcdef")) {
      witnesses.emplace_back(std::string("w.example/") + name, crypto::SigningKey::generate(rng));
      header += std::string("witness\t") + name + " " + witnesses.back().verify_key().vkey() + "\n";
    }
  }
  /// A checkpoint cosigned by these witnesses, `a` first, an hour between any two.
  std::string note(const std::string& by) const {
    Note n = *Note::parse(sign_checkpoint({0, empty_root()}, log));
    std::uint64_t hours = 0;
    for (const char c : by)
      n.signatures.push_back(cosign(n.text, witnesses.at(static_cast<std::size_t>(c - 'a')),
                                    kNoon + hours++ * kHour_ms));
    return n.to_text();
  }
  /// Hours after noon at which the quorum was complete; -1 if it is not.
  int complete(const std::string& rules, const std::string& by) const {
    const auto at = TrustPolicy::parse(header + rules).value().check(note(by));
    return at ? static_cast<int>(((*at)->ms - kNoon.ms) / kHour_ms) : -1;
  }
  std::size_t fault(const std::string& text) const {
    const auto p = TrustPolicy::parse(text);
    return p.ok() ? 999 : p.error().line;
  }
};

TEST_F(Policies, GroupsOfGroupsMakeAQuorumAsTheSpecificationsExampleDoes_TLG_10) {
  const std::string rules = "group x 2 a b c\ngroup y any d e f\ngroup both all x y\nquorum both\n";
  EXPECT_EQ(complete(rules, "abd"), 2);
  EXPECT_EQ(complete(rules, "adcf"), 2);
  EXPECT_EQ(complete(rules, "dab"), 2);
  EXPECT_EQ(complete(rules, "abc"), -1);
  EXPECT_EQ(complete(rules, "ade"), -1);
  EXPECT_EQ(complete(rules, "aad"), -1) << "one witness twice";
  EXPECT_EQ(complete("quorum b\n", "ab"), 1);
  EXPECT_EQ(complete("quorum b\n", "acdef"), -1);
  EXPECT_FALSE(TrustPolicy::parse(header + "quorum none\n")->check(note(""))->has_value());
}

TEST_F(Policies, ANoteOfAnotherLogOrWithABadKnownSignatureIsForged_TLG_10) {
  const auto policy = TrustPolicy::parse(header + "quorum a\n").value();
  EXPECT_TRUE(policy.check(note("a")).ok());
  const LogSigner other("log.example/epochs", crypto::SigningKey::generate(rng));
  EXPECT_EQ(policy.check(sign_checkpoint({0, empty_root()}, other)).error(), Err::forged);
  const LogSigner impostor("log.example/orders", crypto::SigningKey::generate(rng));
  EXPECT_EQ(policy.check(sign_checkpoint({0, empty_root()}, impostor)).error(), Err::forged);
  Note bad = *Note::parse(note("ab"));
  bad.signatures.back().signature.back() ^= 1;
  EXPECT_EQ(policy.check(bad.to_text()).error(), Err::forged) << "b is not needed, but known";
  EXPECT_EQ(TrustPolicy::parse("quorum none\n")->check(note("a")).error(), Err::refused)
      << "no log is listed";
}

TEST_F(Policies, WhatBreaksTheFormIsRefusedWithItsLine_TLG_10) {
  EXPECT_EQ(fault(header + "quorum a\n"), 999u);
  EXPECT_EQ(fault(" \t# only this\n\tquorum  none \n"), 999u);
  EXPECT_EQ(fault(header), 0u) << "no quorum";
  const std::string a = witnesses[0].verify_key().vkey(), l = log.verify_key().vkey();
  for (const std::string& line : std::initializer_list<std::string>{"quorum a\nquorum a",
                                                                    "quorum g",
                                                                    "quorum",
                                                                    "quorum a b",
                                                                    "group g 2 a",
                                                                    "group g 0 a",
                                                                    "group g +1 a",
                                                                    "group g 01 a",
                                                                    "group g any",
                                                                    "group g any none",
                                                                    "group g any h",
                                                                    "group g any a a",
                                                                    "group none any a",
                                                                    "group a any b",
                                                                    "group g all g",
                                                                    "group g any a\ngroup h any a",
                                                                    "witness z " + a,
                                                                    "witness z " + l,
                                                                    "log " + l,
                                                                    "log " + a,
                                                                    "log x",
                                                                    "trust a",
                                                                    "quorum a\r",
                                                                    "quorum\va"}) {
    const auto lines = static_cast<std::size_t>(std::ranges::count(line, '\n'));
    EXPECT_EQ(fault(header + line + "\n"), 10 + lines) << line;
  }
  EXPECT_EQ(fault("quorum none"), 1u) << "no newline";
  const WitnessKey renamed{"else", witnesses[0].verify_key().key};
  EXPECT_EQ(fault(header + "witness z " + renamed.vkey() + "\n"), 10u) << "one key is one witness";
}

/// A log that shows one history to us and another to somebody else.
struct Split : ::testing::Test {
  SeededRandom rng{9};
  LogSigner signer{"log.example/orders", crypto::SigningKey::generate(rng)};
  WitnessSigner witness{"w.example", crypto::SigningKey::generate(rng)};

  /// `n` entries of which the one at `different` is another.
  ReplayedLog history(std::uint64_t n, std::uint64_t different) const {
    MemoryTileStore store;
    Log log = Log::open(store).take();
    std::vector<Bytes> entries;
    for (std::uint64_t i = 0; i < n; ++i)
      entries.push_back(to_bytes((i == different ? "other " : "entry ") + std::to_string(i)));
    EQ_ASSERT(log.append(entries).ok());
    Note note = *Note::parse(sign_checkpoint(log.head(), signer));
    note.signatures.push_back(cosign(note.text, witness, kNoon));
    const std::string text = note.to_text();
    const auto fetch = [&](std::string_view path) -> Result<Bytes> {
      return path == "checkpoint" ? to_bytes(text) : serve(store, path);
    };
    return ReplayedLog::fetch(fetch, Policy{signer.verify_key(), {witness.verify_key()}, 1}).take();
  }
  static std::string note_of(const ReplayedLog& log) {
    return log.checkpoint().checkpoint().note().to_text();
  }
};

TEST_F(Split, TwoHistoriesAreProvedToAnybodyWhoKnowsTheLogsKey_TLG_9) {
  constexpr std::uint64_t kNone = 999;
  for (const auto& [ours, theirs, different] :
       {std::tuple{7u, 7u, 6u}, {300u, 7u, 0u}, {300u, 256u, 255u}, {5u, 1u, 0u}, {8u, 4u, 2u}}) {
    const auto whole = history(ours, kNone), other = history(theirs, different);
    const auto split = compare(note_of(other), whole, signer.verify_key());
    ASSERT_TRUE(split.ok() && split->has_value());
    const auto read = SplitView::parse((*split)->text());
    ASSERT_TRUE(read.ok());
    EXPECT_TRUE(read->verify(signer.verify_key()).ok());
    const LogSigner innocent("log.example/orders", crypto::SigningKey::generate(rng));
    EXPECT_FALSE(read->verify(innocent.verify_key()).ok()) << "it accuses no other key";
  }
}

TEST_F(Split, AnHonestLogCannotBeAccused_TLG_9) {
  const auto whole = history(300, 999), earlier = history(7, 999);
  EXPECT_FALSE(compare(note_of(earlier), whole, signer.verify_key())->has_value());
  EXPECT_EQ(compare(note_of(whole), earlier, signer.verify_key()).error(), Err::stale);
  const LogSigner impostor("log.example/orders", crypto::SigningKey::generate(rng));
  EXPECT_EQ(compare(sign_checkpoint({7, {}}, impostor), whole, signer.verify_key()).error(),
            Err::forged);
  // The two notes are genuine and fit; no root and no proof make them a contradiction.
  SplitView made{note_of(earlier), note_of(whole), earlier.checkpoint().root(),
                 *whole.consistency(7)};
  EXPECT_FALSE(made.verify(signer.verify_key()).ok());
  made.root[0] ^= 1;
  EXPECT_FALSE(made.verify(signer.verify_key()).ok());
  made.proof = *whole.consistency(6);
  EXPECT_FALSE(made.verify(signer.verify_key()).ok());
}

}  // namespace
}  // namespace eq::tlog
