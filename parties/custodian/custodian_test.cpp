#include <gtest/gtest.h>

#include <algorithm>

#include "eq/crypto/frost.h"
#include "eq/testing/seeded.h"
#include "parties/custodian/ceremony.h"
#include "parties/custodian/handover.h"

namespace eq::custodian {
namespace {

using crypto::Point;
using crypto::Scalar;
using testing::SeededRandom;

constexpr Day kDecember{20788};

/// n custodians and their ceremonies.
struct Custodians {
  explicit Custodians(std::uint16_t n = 3, std::uint64_t seed = 3) : rng(seed) {
    for (std::uint16_t i = 1; i <= n; ++i)
      states.push_back(new_custodian("Custodian " + std::to_string(i), i, rng));
  }
  order::Circle convene(std::uint16_t t, Day from = kDecember) {
    order::Circle c{t, from, rng.array<32>(), {}};
    for (const State& s : states) c.peers.push_back(as_peer(s));
    return c;
  }
  std::vector<order::Dealing> deal_all(const order::Circle& circle) {
    std::vector<order::Dealing> out;
    for (State& s : states) out.push_back(deal(s, circle, rng).take());
    return out;
  }
  /// A whole ceremony, after which everyone holds a share.
  order::CustodianKeys hold(std::uint16_t t, Day from = kDecember) {
    const auto circle = convene(t, from);
    const auto dealings = deal_all(circle);
    std::vector<order::Confirmation> confirmations;
    for (State& s : states) confirmations.push_back(confirm(s, circle, dealings).take());
    Bytes record;
    for (State& s : states) {
      const Bytes mine = encode(accept(s, confirmations).take());
      EXPECT_TRUE(record.empty() || record == mine) << "everybody has the same record";
      record = mine;
    }
    return order::verify(decode<order::CeremonyRecord>(record).take()).take();
  }

  SeededRandom rng;
  std::vector<State> states;
};

/// What these holders together make of an envelope's point.
Point combined(const std::vector<const HeldKeys*>& who, const Point& c2) {
  std::vector<std::uint16_t> indices;
  std::vector<Point> parts;
  for (const HeldKeys* h : who) {
    indices.push_back(h->index);
    parts.push_back(h->share * c2);
  }
  return crypto::interpolate_var(indices, parts).take();
}

/// Their signature under `key`, or who spoiled it.
Result<crypto::Signature, crypto::frost::BadShares> signed_by(
    const crypto::SharedSigningKey& key, const std::vector<const HeldKeys*>& who, Random& rng) {
  std::vector<crypto::frost::Nonce> nonces;
  std::vector<crypto::frost::Signer> signers;
  for (const HeldKeys* h : who) {
    nonces.push_back(crypto::frost::Nonce::generate(h->quorum_share, rng));
    signers.push_back({h->index, nonces.back().commitment()});
  }
  std::vector<crypto::frost::SignatureShare> shares;
  for (std::size_t i = 0; i < who.size(); ++i) {
    const auto share = crypto::frost::sign(key, who[i]->index, who[i]->quorum_share,
                                           std::move(nonces[i]), view("day"), signers);
    if (!share.ok()) return crypto::frost::BadShares{};
    shares.push_back(*share);
  }
  return crypto::frost::aggregate(key, view("day"), signers, shares);
}

TEST(Ceremony, EveryoneEndsWithTheSameKeysAndNobodyCanActAlone_CUS_6) {
  Custodians c;
  const auto keys = c.hold(2);
  const Point c2 = crypto::mul_base(Scalar::random(c.rng));
  for (const State& s : c.states) {
    ASSERT_NE(s.holding(keys), nullptr);
    EXPECT_EQ(crypto::mul_base(s.held[0].share), keys.decryption.share_points[s.index - 1u]);
    EXPECT_EQ(crypto::ed_mul_base(s.held[0].quorum_share), keys.quorum.share_points[s.index - 1u]);
    EXPECT_FALSE(signed_by(keys.quorum, {&s.held[0]}, c.rng).ok());
  }
  const HeldKeys &one = c.states[0].held[0], &two = c.states[1].held[0],
                 &three = c.states[2].held[0];
  EXPECT_EQ(combined({&one, &two}, c2), combined({&two, &three}, c2));
  EXPECT_NE(combined({&one}, c2), combined({&one, &two}, c2));
  const auto signature = signed_by(keys.quorum, {&one, &three}, c.rng);
  ASSERT_TRUE(signature.ok());
  EXPECT_TRUE(crypto::verify(crypto::frost::verify_key(keys.quorum), view("day"), *signature));
}

TEST(Ceremony, ABadPartIsNoticedByItsReceiverWhoNamesTheDealer_CUS_6) {
  Custodians c(5);
  const auto circle = c.convene(3);
  auto dealings = c.deal_all(circle);
  // the part for no. 5; signed again, as its dealer can
  dealings[1].quorum[dealings[1].quorum.size() - 1] ^= 1;
  dealings[1].signature = c.states[1].signing.sign(dealings[1].signed_message());
  for (State& s : c.states) {
    const auto r = confirm(s, circle, dealings);
    EXPECT_EQ(r.ok(), s.index != 5);
    if (!r.ok()) {
      EXPECT_EQ(r.error().custodian, 2);
    }
  }
  // The others repeat it without no. 2, and without no. 5 for the number to be odd: any two of
  // three, numbered anew.
  c.states.erase(c.states.begin() + 4);
  c.states.erase(c.states.begin() + 1);
  for (std::size_t i = 0; i < c.states.size(); ++i) {
    c.states[i].index = static_cast<std::uint16_t>(i + 1);
    renew(c.states[i], c.rng);
  }
  EXPECT_EQ(c.hold(2).decryption.params, (crypto::SharingParams{2, 3}));
}

TEST(Ceremony, NoDealingForACircleThatNamesUsOtherwise_CUS_6) {
  Custodians c;
  const auto circle = c.convene(2);
  order::Circle other = circle;
  other.peers[0].name = "Somebody";
  EXPECT_EQ(deal(c.states[0], other, c.rng).error(), Err::refused);
  other = circle;
  other.threshold = 1;
  EXPECT_EQ(deal(c.states[0], other, c.rng).error(), Err::refused);
  const auto first = deal(c.states[0], circle, c.rng).take();
  EXPECT_EQ(encode(deal(c.states[0], circle, c.rng).take()), encode(first))
      << "a second dealing would be another answer";
  renew(c.states[0], c.rng);
  EXPECT_EQ(deal(c.states[0], circle, c.rng).error(), Err::refused) << "the card changed meanwhile";
  EXPECT_FALSE(accept(c.states[1], {}).ok());
}

TEST(Ceremony, WithoutEveryConfirmationTheShareIsNotUsedAndNothingIsLost_CUS_6) {
  Custodians c;
  const auto circle = c.convene(2);
  const auto dealings = c.deal_all(circle);
  std::vector<order::Confirmation> confirmations;
  for (State& s : c.states) confirmations.push_back(confirm(s, circle, dealings).take());
  auto bad = confirmations;
  bad[2].decryption[0] ^= 1;
  EXPECT_EQ(accept(c.states[0], bad).error().custodian, 3);
  bad.pop_back();
  EXPECT_EQ(accept(c.states[0], bad).error().custodian, 3);
  EXPECT_TRUE(c.states[0].held.empty());
  c.states[0] = State::load(c.states[0].save()).take();  // the machine restarts in between
  EXPECT_TRUE(accept(c.states[0], confirmations).ok());
  EXPECT_FALSE(c.states[0].secrets.has_value()) << "the dealings open to nobody any more";
}

TEST(Ceremony, TwoOfFiveLostAndTheOtherThreeStillOpenAndSign_CUS_7) {
  Custodians c(5);
  const auto keys = c.hold(3);
  const Scalar omega = Scalar::random(c.rng);
  const Point c2 = crypto::mul_base(omega), ss2 = omega * keys.decryption.public_key;
  for (std::size_t a = 0; a < 5; ++a) {
    for (std::size_t b = a + 1; b < 5; ++b) {
      std::vector<const HeldKeys*> left;
      for (std::size_t i = 0; i < 5; ++i) {
        if (i != a && i != b) left.push_back(&c.states[i].held[0]);
      }
      EXPECT_EQ(combined(left, c2), ss2);
      EXPECT_TRUE(signed_by(keys.quorum, left, c.rng).ok());
      left.pop_back();
      EXPECT_NE(combined(left, c2), ss2);
      EXPECT_FALSE(signed_by(keys.quorum, left, c.rng).ok());
    }
  }
}

TEST(Rotation, ARemovedShareIsOfNoUseUnderTheNextMonthsKeys_CUS_8) {
  Custodians c(5);
  const auto old = c.hold(3);
  State removed = State::load(c.states[4].save()).take();
  // nos. 4 and 5 leave; the others make next month's keys
  c.states.erase(c.states.begin() + 3, c.states.end());
  for (State& s : c.states) renew(s, c.rng);
  const auto next = c.hold(2, kDecember + 31);
  EXPECT_NE(next.decryption.public_key, old.decryption.public_key);

  const Scalar omega = Scalar::random(c.rng);
  const Point c2 = crypto::mul_base(omega), ss2 = omega * next.decryption.public_key;
  const auto held = [&](std::size_t i, const order::CustodianKeys& keys) {
    return c.states[i].holding(keys);
  };
  const HeldKeys& stale = removed.held[0];
  ASSERT_EQ(combined({held(0, next), held(1, next)}, c2), ss2);
  EXPECT_NE(combined({held(0, next), &stale}, c2), ss2);
  EXPECT_NE(combined({held(0, old), &stale}, c2), ss2);
  // Nor under the old share in a new holder's place: it does not fit the published point, and is
  // named.
  HeldKeys pretended = stale;
  pretended.index = 3;
  EXPECT_NE(crypto::mul_base(pretended.share), next.decryption.share_points[2]);
  EXPECT_EQ(signed_by(next.quorum, {held(0, next), &pretended}, c.rng).error().from,
            std::vector<std::uint16_t>{3});
  EXPECT_FALSE(signed_by(next.quorum, {held(0, next), &stale}, c.rng).ok());

  // For the old month it is as good as ever, as long as two others keep theirs; once they retire
  // them, it is not.
  const Point old_ss2 = omega * old.decryption.public_key;
  EXPECT_EQ(combined({held(0, old), held(1, old), &stale}, c2), old_ss2);
  for (State& s : c.states) EXPECT_EQ(forget_shares(s, kDecember + 31, next.quorum.public_key), 1u);
  EXPECT_EQ(held(0, old), nullptr);
  EXPECT_NE(held(0, next), nullptr);
}

/// Five custodians with December's keys, and January's record.
struct Months : Custodians {
  Months() : Custodians(5) {
    before = hold(3);
    for (State& s : states) renew(s, rng);
    const auto circle = convene(3, kDecember + 31);
    const auto dealings = deal_all(circle);
    std::vector<order::Confirmation> confirmations;
    for (State& s : states) confirmations.push_back(confirm(s, circle, dealings).take());
    for (State& s : states) next = accept(s, confirmations).take();
  }
  order::HandoverRequest ask(const std::vector<std::size_t>& who) {
    std::vector<order::NoncePromise> promises;
    for (const std::size_t i : who)
      promises.push_back(promise_nonce(states[i], before, rng).take());
    return order::request_handover(before, next, promises).take();
  }
  order::CustodianKeys before;
  order::CeremonyRecord next;
};

TEST(Handover, ThreeOfFiveSignTheNextKeysAndAnyoneChecksIt_CUS_9) {
  Months m;
  const auto request = m.ask({4, 0, 2});
  std::vector<order::HandoverShare> shares;
  for (const std::size_t i : {0u, 2u, 4u})
    shares.push_back(sign_handover(m.states[i], request, m.next).take());
  const auto handover = order::combine_handover(m.before, request, shares).take();
  EXPECT_TRUE(order::verify_handover(m.before, m.next, handover).ok());
  EXPECT_FALSE(order::verify_handover(order::verify(m.next).take(), m.next, handover).ok());
  Months other;
  other.next.circle.from = other.next.circle.from + 1;
  EXPECT_EQ(order::verify_handover(m.before, other.next, handover).error(), Err::forged);

  auto bad = shares;
  bad[1].share[0] ^= 1;
  EXPECT_EQ(order::combine_handover(m.before, request, bad).error().custodian, 3);
  bad.pop_back();
  EXPECT_EQ(order::combine_handover(m.before, request, bad).error().custodian, 5);
  const std::vector<order::NoncePromise> two{promise_nonce(m.states[0], m.before, m.rng).take(),
                                             promise_nonce(m.states[1], m.before, m.rng).take()};
  EXPECT_EQ(order::request_handover(m.before, m.next, two).error(), Err::refused);
}

TEST(Handover, ANonceSignsOnceAlsoAfterARestartFromTheStateSavedBeforeTheShareLeft_CUS_9) {
  Months m;
  const auto request = m.ask({0, 1, 2});
  State& s = m.states[0];
  ASSERT_TRUE(sign_handover(s, request, m.next).ok());
  EXPECT_EQ(sign_handover(s, request, m.next).error(), Err::missing);
  State restarted = State::load(s.save()).take();
  EXPECT_EQ(sign_handover(restarted, request, m.next).error(), Err::missing);
  EXPECT_TRUE(restarted.nonces.empty());
}

TEST(Handover, ACustodianSignsOnlyOneSuccessorAndOnlyARecordItSaw_CUS_9) {
  Months m;
  const auto request = m.ask({0, 1, 2});
  auto damaged = m.next;
  damaged.confirmations[0].signature[0] ^= 1;
  EXPECT_EQ(sign_handover(m.states[0], request, damaged).error(), Err::forged);
  EXPECT_EQ(m.states[0].nonces.size(), 1u);  // not used up
  ASSERT_TRUE(sign_handover(m.states[0], request, m.next).ok());

  Custodians strangers(3, 99);
  strangers.hold(2);
  const auto circle = [&] {
    for (State& s : strangers.states) renew(s, strangers.rng);
    return strangers.convene(2);
  }();
  const auto dealings = strangers.deal_all(circle);
  std::vector<order::Confirmation> confirmations;
  for (State& s : strangers.states) confirmations.push_back(confirm(s, circle, dealings).take());
  const auto rival = accept(strangers.states[0], confirmations).take();
  std::vector<order::NoncePromise> promises;
  for (const std::size_t i : {0u, 1u, 2u})
    promises.push_back(promise_nonce(m.states[i], m.before, m.rng).take());
  const auto second = order::request_handover(m.before, rival, promises).take();
  EXPECT_EQ(sign_handover(m.states[0], second, rival).error(), Err::refused);
  EXPECT_TRUE(sign_handover(m.states[1], second, rival).ok());
}

TEST(State, AKeyInATokenIsNamedOnlyAndSignsOnlyWithThatToken_CUS_12) {
  SeededRandom rng(5);
  const auto in_the_token = std::make_shared<crypto::SigningKey>(crypto::SigningKey::generate(rng));
  const auto another = std::make_shared<crypto::SigningKey>(crypto::SigningKey::generate(rng));
  const State made =
      new_custodian("Custodian 1", 1, OwnKey::in_token(in_the_token->verify_key()), rng);
  const Bytes saved = made.save();
  const auto seed = in_the_token->seed().reveal("looking for it in what is saved");
  EXPECT_EQ(std::search(saved.begin(), saved.end(), seed.begin(), seed.end()), saved.end());

  State s = State::load(saved).take();
  ASSERT_TRUE(s.signing.is_in_token());
  EXPECT_EQ(s.signing.attach(another).error(), Err::refused);
  EXPECT_EQ(s.signing.attach(nullptr).error(), Err::refused);
  ASSERT_TRUE(s.signing.attach(in_the_token).ok());
  EXPECT_TRUE(
      crypto::verify(s.signing.verify_key(), to_bytes("words"), s.signing.sign(to_bytes("words"))));
  EXPECT_EQ(s.save(), saved) << "attaching changes nothing that is kept";

  State here = new_custodian("Custodian 2", 2, rng);
  EXPECT_EQ(here.signing.attach(in_the_token).error(), Err::refused);
}

TEST(State, IsSavedAndLoadedWholeAndRefusesOtherBytes) {
  Custodians c;
  c.hold(2);
  State s = std::move(c.states[0]);
  renew(s, c.rng);
  s.dealt = order::Dealing{};
  s.pending = Pending{{}, {}, s.held[0]};
  ASSERT_TRUE(promise_nonce(s, s.held[0].keys, c.rng).ok());
  s.handed_over[Array<32>{7}] = {};
  s.signed_epochs[Day{5}] = 9;
  OwnCeremony dealing;
  dealing.days = {Day{5}, Day{7}};
  dealing.secrets.emplace(
      Day{6},
      DealingSecrets{crypto::hpke_generate(crypto::Kem::dhkem_x25519, c.rng), c.rng.secret<32>()});
  dealing.gathering.emplace();
  dealing.answered[Day{6}] = {1, 2};
  dealing.settled[Day{5}] = {};
  s.ceremonies.push_back(std::move(dealing));
  s.days[crypto::Digest{3}] = {{crypto::Digest{3}, Day{5}, 1, {Scalar::random(c.rng)}},
                               {crypto::Digest{4}}};
  s.releases.push_back({{}, s.signing.verify_key()});
  s.dealings.push_back({wire::LetterKind::dealing_board, Bytes{1}});
  s.orders.push_back({s.signing.verify_key(), {}});
  const Bytes saved = s.save();
  EXPECT_EQ(State::load(saved).take().save(), saved);
  for (std::size_t n = 0; n < saved.size(); n += 7)
    EXPECT_FALSE(State::load(View(saved).first(n)).ok());
  Bytes other = saved;
  other[1] = 9;
  EXPECT_EQ(State::load(other).error(), Err::unsupported);
}

}  // namespace
}  // namespace eq::custodian
