#include <gtest/gtest.h>

#include "eq/testing/seeded.h"
#include "parties/custodian/custodian.h"

namespace eq::custodian {
namespace {

using testing::SeededRandom;

/// n custodians who have exchanged cards and dealt.
struct Ceremony {
  explicit Ceremony(std::uint16_t n = 3, std::uint16_t t = 2) {
    circle.threshold = t;
    for (std::uint16_t i = 1; i <= n; ++i) {
      states.push_back(new_custodian("Custodian " + std::to_string(i), i, rng));
      circle.peers.push_back({i, states.back().name, states.back().signing.verify_key(),
                              *to_array<32>(states.back().letters.public_key)});
    }
    for (const State& s : states) dealings.push_back(make_dealing(circle, s.index, s.signing, rng).take());
  }
  Result<JointKey, BadDealing> accept(std::size_t i) const {
    return accept_dealings(circle, dealings, states[i].index, states[i].letters.private_key.reveal("test"));
  }
  SeededRandom rng{3};
  std::vector<State> states;
  Circle circle;
  std::vector<DealingFile> dealings;
};

TEST(Ceremony, EveryoneGetsTheSameKeyAndAnyTSharesMakeIt_CUS_6) {
  const Ceremony c;
  std::vector<JointKey> keys;
  for (std::size_t i = 0; i < 3; ++i) keys.push_back(c.accept(i).take());
  for (const JointKey& k : keys) EXPECT_EQ(k.key, keys[0].key);
  for (const auto& [a, b] : {std::pair<std::uint16_t, std::uint16_t>{1, 2}, {1, 3}, {2, 3}}) {
    const std::vector<std::uint16_t> who = {a, b};
    const std::vector<crypto::Scalar> shares = {keys[a - 1u].share, keys[b - 1u].share};
    EXPECT_EQ(crypto::mul_base(crypto::interpolate(who, shares).value()), keys[0].key.public_key);
  }
  // One share alone is another key altogether.
  EXPECT_NE(crypto::mul_base(keys[0].share), keys[0].key.public_key);
  EXPECT_EQ(crypto::mul_base(keys[0].share), keys[0].key.share_points[0]);
}

TEST(Ceremony, ABadDealingEndsItAndNamesItsDealer_CUS_6) {
  const auto named = [](auto change) {
    Ceremony c;
    change(c);
    const auto r = c.accept(0);
    EXPECT_FALSE(r.ok());
    return r.ok() ? -1 : int{r.error().dealer};
  };
  EXPECT_EQ(named([](Ceremony& c) { c.dealings[1].signature[0] ^= 1; }), 2);
  EXPECT_EQ(named([](Ceremony& c) { c.dealings[1].commitment.possession_response[0] ^= 1; }), 2);
  EXPECT_EQ(named([](Ceremony& c) { c.dealings.pop_back(); }), 3);
  EXPECT_EQ(named([](Ceremony& c) { c.dealings.push_back(c.dealings[1]); }), 2);
  EXPECT_EQ(named([](Ceremony& c) {  // dealt for a circle of another threshold
    Circle other = c.circle;
    other.threshold = 3;
    c.dealings[2] = make_dealing(other, 3, c.states[2].signing, c.rng).take();
  }), 3);
  EXPECT_EQ(named([](Ceremony& c) {  // a share of somebody else, sealed to us and signed by its dealer
    auto& d = c.dealings[1];
    std::swap(d.shares[0], d.shares[1]);
    DealingFile unsigned_file = d;
    unsigned_file.signature = {};
    d.signature = c.states[1].signing.sign(concat({view("eqp-dealing-v1"), encode(unsigned_file)}));
  }), 2);
}

TEST(Ceremony, OneCustodianAloneIsNoCircleAndNoDealingIsForAnother_CUS_6) {
  Ceremony c;
  Circle alone = c.circle;
  alone.threshold = 1;
  EXPECT_EQ(check(alone).error(), Err::refused);
  Circle twice = c.circle;
  twice.peers[2] = twice.peers[1];
  EXPECT_FALSE(check(twice).ok());
  EXPECT_FALSE(make_dealing(c.circle, 1, c.states[1].signing, c.rng).ok());
  EXPECT_FALSE(make_dealing(c.circle, 4, c.states[0].signing, c.rng).ok());
}

TEST(State, IsSavedAndLoadedWholeAndRefusesOtherBytes) {
  Ceremony c;
  State s = std::move(c.states[0]);
  const auto joint = accept_dealings(c.circle, c.dealings, 1, s.letters.private_key.reveal("test")).take();
  s.key = joint.key;
  s.share = joint.share;
  s.signed_epochs[Day{5}] = 9;
  s.answered[{1, Day{5}}] = crypto::sha256(to_bytes("batch"));
  s.receipts.push_back({{}, {{1, {}}}, 7});
  s.orders.push_back({s.signing.verify_key(), {}});
  const Bytes saved = s.save();
  EXPECT_EQ(State::load(saved).take().save(), saved);
  for (std::size_t n = 0; n < saved.size(); n += 7) EXPECT_FALSE(State::load(View(saved).first(n)).ok());
  Bytes other = saved;
  other[1] = 9;
  EXPECT_EQ(State::load(other).error(), Err::unsupported);
}

}  // namespace
}  // namespace eq::custodian
