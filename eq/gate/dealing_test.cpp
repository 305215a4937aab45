#include <gtest/gtest.h>

#include "eq/gate/test_day.h"

namespace eq::gate {
namespace {

using testing::SeededRandom;
using testing::TestCustodians;

struct Dealt2of3 : ::testing::Test {
  Result<CheckedDealing, DealingFault> check(Dealing d, const DealtPoints& before = {}) {
    const auto key = c.verify_keys[d.dealer - 1u];
    return CheckedDealing::check_var(std::move(d), c.terms, key, before);
  }
  Dealing signed_again(Dealing d) {
    d.signature = c.signers[d.dealer - 1u].sign(dealing_message(d.digest(c.terms)));
    return d;
  }
  SeededRandom rng{5};
  TestCustodians c{2, 3, rng};
};

TEST_F(Dealt2of3, ADealingHasOneEncodingAndItsPartsFit_GAT_7_GAT_11) {
  const Dealing d = c.deal(2);
  const Bytes bytes = d.encode();
  EXPECT_EQ(bytes.size(), dealing_size(c.terms));
  EXPECT_EQ(Dealing::decode(bytes, c.terms)->encode(), bytes);
  EXPECT_FALSE(Dealing::decode(View(bytes).first(bytes.size() - 1), c.terms).ok());
  const CheckedDealing checked = check(d).value();
  for (std::uint16_t m = 1; m <= 3; ++m) {
    EXPECT_TRUE(HeldParts::open(checked, m, c.ceremony_keys[m - 1u], rng).ok());
    EXPECT_FALSE(
        Complaint::about(checked, m, c.ceremony_keys[m - 1u], c.signers[m - 1u], rng).has_value());
  }
  EXPECT_FALSE(HeldParts::open(checked, 1, c.ceremony_keys[1], rng).ok());
}

TEST_F(Dealt2of3, OneThatItsDealerDidNotSignIsNobodys_GAT_11) {
  Dealing d = c.deal(1);
  d.signature = c.signers[1].sign(dealing_message(d.digest(c.terms)));
  EXPECT_EQ(check(d).error(), DealingFault::signature);
  d = c.deal(1);
  d.sealed[2][40] ^= 1;  // what it addressed to whom is signed too
  EXPECT_EQ(check(d).error(), DealingFault::signature);
}

TEST_F(Dealt2of3, OneOfAnotherDayCeremonyOrDealerDoesNotProveItself_GAT_11) {
  for (int what = 0; what < 3; ++what) {
    TestCustodians other = {2, 3, rng};
    other.terms = c.terms;
    if (what == 0) other.terms.epoch = other.terms.epoch + 1;
    if (what == 1) other.terms.ceremony[0] ^= 1;
    Dealing d = deal(other.terms, 1, c.public_keys, c.signers[0], rng).value();
    if (what == 2) d.dealer = 2;
    EXPECT_EQ(check(signed_again(d)).error(), DealingFault::proof) << what;
  }
}

TEST_F(Dealt2of3, ASecretDealtBeforeIsRefused_GAT_11) {
  DealtPoints before;
  const Dealing d = c.deal(1);
  check(d)->remember(before);
  EXPECT_EQ(before.size(), 3u);
  EXPECT_EQ(check(d, before).error(), DealingFault::repeated);
  std::vector<Scalar> f(6, Scalar::from_u64(9));  // the same secret for every j
  Dealing same = deal_with(c.terms, 1, f, Scalar::from_u64(4));
  same.sealed = d.sealed;
  EXPECT_EQ(check(signed_again(same)).error(), DealingFault::repeated);
}

TEST_F(Dealt2of3, ShapesThatLetTwoSetsOfCustodiansMissEachOtherAreRefused_GAT_11) {
  for (const auto& [t, n] : {std::pair{1, 1}, {2, 2}, {2, 4}, {3, 4}, {3, 6}, {17, 33}}) {
    DealingTerms terms = c.terms;
    terms.sharing = {static_cast<std::uint16_t>(t), static_cast<std::uint16_t>(n)};
    EXPECT_EQ(gate::check(terms).error(), Err::refused) << t << " of " << n;
  }
}

/// Dealer 1 gives custodian `m` a wrong part; everything anybody can see is right.
Dealing with_a_bad_part(TestCustodians& c, std::uint16_t m) {
  Dealing d = c.deal(1);
  const std::vector<Scalar> wrong(c.terms.k, Scalar::from_u64(3));
  d.sealed[m - 1u] = seal_parts(d.context(c.terms), m, c.public_keys[m - 1u], wrong, c.rng).value();
  d.signature = c.signers[0].sign(dealing_message(d.digest(c.terms)));
  return d;
}

TEST_F(Dealt2of3, ABadPartIsComplainedOfAndTheAnswerServesAsThePart_GAT_11) {
  std::vector<Scalar> f;
  for (int i = 0; i < 6; ++i) f.push_back(Scalar::random(rng));
  Dealing d = deal_with(c.terms, 1, f, Scalar::random(rng));
  for (std::uint16_t m = 1; m <= 3; ++m) {
    auto shares = shares_for(c.terms, f, m);
    if (m == 3) shares[1] = shares[0];
    d.sealed.push_back(
        seal_parts(d.context(c.terms), m, c.public_keys[m - 1u], shares, rng).value());
  }
  const std::vector<CheckedDealing> dealings{check(signed_again(d)).value()};
  const auto complaint = Complaint::about(dealings[0], 3, c.ceremony_keys[2], c.signers[2], rng);
  ASSERT_TRUE(complaint.has_value());
  EXPECT_TRUE(complaint->verify(c.verify_keys[2]).ok());
  const std::vector<Complaint> complaints{*complaint};
  EXPECT_TRUE(qualified(dealings, complaints, {}, c.verify_keys, rng).empty());

  const auto right = shares_for(c.terms, f, 3);
  const std::vector<Answer> answers{Answer::sign(dealings[0].digest(), 3, right, c.signers[0])};
  EXPECT_EQ(qualified(dealings, complaints, answers, c.verify_keys, rng),
            std::vector<std::uint16_t>{1});
  EXPECT_EQ(answers[0].check(dealings[0], c.verify_keys[0], rng)->owner(), 3);
  // A wrong answer, and one that somebody else signed, are none.
  const std::vector<Answer> bad{
      Answer::sign(dealings[0].digest(), 3, shares_for(c.terms, f, 2), c.signers[0]),
      Answer::sign(dealings[0].digest(), 3, right, c.signers[1])};
  EXPECT_TRUE(qualified(dealings, complaints, bad, c.verify_keys, rng).empty());
}

TEST_F(Dealt2of3, ComplaintsFromTLeaveTheDealerOutHoweverItAnswers_GAT_11) {
  std::vector<Scalar> f;
  for (int i = 0; i < 6; ++i) f.push_back(Scalar::random(rng));
  Dealing d = deal_with(c.terms, 1, f, Scalar::random(rng));
  d.sealed.assign(3, Bytes(32 * 3 + 48, 0));  // nothing opens
  const std::vector<CheckedDealing> dealings{check(signed_again(d)).value()};
  std::vector<Complaint> complaints;
  std::vector<Answer> answers;
  for (std::uint16_t m = 2; m <= 3; ++m) {
    complaints.push_back(
        *Complaint::about(dealings[0], m, c.ceremony_keys[m - 1u], c.signers[m - 1u], rng));
    answers.push_back(
        Answer::sign(dealings[0].digest(), m, shares_for(c.terms, f, m), c.signers[0]));
  }
  EXPECT_TRUE(qualified(dealings, complaints, answers, c.verify_keys, rng).empty());
  complaints.pop_back();
  EXPECT_EQ(qualified(dealings, complaints, answers, c.verify_keys, rng).size(), 1u);
}

TEST_F(Dealt2of3, AForgedComplaintAndOneOfAnotherDealingCountForNothing_GAT_11) {
  const std::vector<CheckedDealing> dealings{check(c.deal(1)).value()};
  const CheckedDealing bad = check(with_a_bad_part(c, 3)).value();
  Complaint forged = *Complaint::about(bad, 3, c.ceremony_keys[2], c.signers[2], rng);
  const std::vector<Complaint> elsewhere{forged};
  EXPECT_EQ(qualified(dealings, elsewhere, {}, c.verify_keys, rng).size(), 1u);
  forged.dealing = dealings[0].digest();  // the signature was over another digest
  forged.accuser = 2;
  const std::vector<Complaint> none{forged};
  EXPECT_EQ(qualified(dealings, none, {}, c.verify_keys, rng).size(), 1u);
}

TEST_F(Dealt2of3, ACustodianSignsOnlyWhatItHoldsRightPartsOf_GAT_11) {
  c.dealings = {check(with_a_bad_part(c, 2)).value(), check(c.deal(2)).value(),
                check(c.deal(3)).value()};
  const std::vector<std::uint16_t> all{1, 2, 3}, q{2, 3};
  std::vector<HeldParts> held{c.open(c.dealings[1], 2), c.open(c.dealings[2], 2)};
  const auto own = c.dealings[1].digest();
  EXPECT_EQ(OwnDay::settle(c.terms, c.dealings, all, 2, own, held).error(), Err::missing);
  EXPECT_TRUE(OwnDay::settle(c.terms, c.dealings, q, 2, own, held).ok());
  // What Q says of us must be the one dealing we made.
  EXPECT_EQ(OwnDay::settle(c.terms, c.dealings, q, 2, c.dealings[2].digest(), held).error(),
            Err::forged);
  EXPECT_EQ(OwnDay::settle(c.terms, c.dealings, q, 2, std::nullopt, held).error(), Err::forged);
  const std::vector<std::uint16_t> alone{2};
  EXPECT_EQ(OwnDay::settle(c.terms, c.dealings, alone, 2, own, held).error(), Err::refused);
}

TEST_F(Dealt2of3, ADayIsDealtOnlyWithTSignaturesOfItsCustodiansOverItsBody_GAT_11) {
  c.deal_all();
  const Bytes body = c.own[0].body().encode();
  const Digest id = c.own[0].body().id();
  EXPECT_EQ(DealtBody::decode(body)->encode(), body);
  const NumberedSignature one = c.own[0].sign(c.signers[0]), two = c.own[1].sign(c.signers[1]);
  const auto verify = [&](std::vector<NumberedSignature> s, const DealtPins& pins) {
    return Dealt::verify(body, id, s, pins);
  };
  EXPECT_TRUE(verify({one, two}, c.pins()).ok());
  EXPECT_EQ(verify({one}, c.pins()).error(), Err::forged);
  EXPECT_EQ(verify({one, one}, c.pins()).error(), Err::forged);
  EXPECT_EQ(verify({one, {2, one.signature}}, c.pins()).error(), Err::forged);
  for (int what = 0; what < 5; ++what) {
    DealtPins pins = c.pins();
    if (what == 0) pins.realm = "other.example";
    if (what == 1) pins.epoch = pins.epoch + 1;
    if (what == 2) pins.constitution[0] ^= 1;
    if (what == 3) pins.k = 4;
    if (what == 4) pins.custodians.pop_back();
    EXPECT_EQ(verify({one, two}, pins).error(), Err::forged) << what;
  }
  Digest other = id;
  other[0] ^= 1;
  EXPECT_EQ(Dealt::verify(body, other, std::vector{one, two}, c.pins()).error(), Err::forged);
}

TEST_F(Dealt2of3, KeptSharesHaveOneEncoding_GAT_7) {
  c.deal_all();
  const Bytes bytes = encode(c.own[0].shares());
  EXPECT_EQ(encode(decode<DayShares>(bytes).value()), bytes);
  EXPECT_EQ(bytes.size(), 32u + 4 + 2 + 2 + 3 * 32);
}

}  // namespace
}  // namespace eq::gate
