// Hostile epoch objects: every field changed in turn, and by which check each is refused.
#include <gtest/gtest.h>

#include <set>

#include "eq/gate/test_day.h"

namespace eq::gate {
namespace {

using testing::account;
using testing::TestCustodians;
using testing::TestDay;
using F = EpochFault;
using Faults = std::set<F>;

/// Where the fields of W and of the proof lie.
struct Field {
  const char* name;
  std::size_t size;
  Faults by;  // the checks that may refuse a changed byte of it
};

/// Each bit of each byte of `bytes`, fields in order: refused, and by one of the field's own
/// checks.
template <class Examine>
void flip_everything(const Bytes& bytes, const std::vector<Field>& fields, Examine examine) {
  std::size_t at = 0;
  for (const Field& f : fields) {
    Faults seen;
    for (const std::size_t end = at + f.size; at < end; ++at) {
      for (const std::uint8_t bit : {0x01, 0x10, 0x80}) {
        Bytes bad = bytes;
        bad[at] ^= bit;
        const auto verdict = examine(bad);
        ASSERT_FALSE(verdict.ok()) << f.name << ", byte " << at;
        seen.insert(verdict.error());
        ASSERT_TRUE(f.by.contains(verdict.error()))
            << f.name << ", byte " << at << ": " << to_text(verdict.error());
      }
    }
    EXPECT_EQ(seen, f.by) << f.name;  // and no check is named that never refuses
  }
  ASSERT_EQ(at, bytes.size());
}

std::vector<Field> fields_of(const EpochObject& o, const Faults& by_points) {
  std::vector<Field> out = {{"length of the realm's name", 4, {F::object_form}},
                            {"realm", o.realm.size(), {F::realm}},
                            {"day", 4, {F::day}},
                            {"what was dealt", 32, {F::dealt}},
                            {"k", 2, {F::object_form}},
                            {"m", 2, {F::object_form}}};
  for (std::size_t j = 0; j < 2u * o.k(); ++j) out.push_back({"point of a pair", 32, by_points});
  for (std::size_t i = 0; i < o.m(); ++i) out.push_back({"commitment", 32, by_points});
  return out;
}

TEST(Refusal, EveryFieldOfAnObjectChangedUnderTheLoggedIdentifierIsRefusedByItsOwnCheck_GAT_7) {
  const TestDay day;
  const EpochObject& o = day.registry.object;
  const Bytes proof = day.registry.proof.encode();
  flip_everything(o.encode(), fields_of(o, {EpochFault::object_form, EpochFault::identifier}),
                  [&](const Bytes& w) {
                    return VerifiedEpoch::examine(w, proof, *day.custodians.dealt, 4, o.wid());
                  });
}

TEST(Refusal, EveryPointOfAnObjectChangedAndIdentifiedAnewIsRefusedByTheProof_GAT_3) {
  const TestDay day;
  const EpochObject& o = day.registry.object;
  const Bytes proof = day.registry.proof.encode();
  flip_everything(o.encode(), fields_of(o, {EpochFault::object_form, EpochFault::proof}),
                  [&](const Bytes& w) {
                    const auto changed = EpochObject::decode(w);
                    return VerifiedEpoch::examine(w, proof, *day.custodians.dealt, 4,
                                                  changed.ok() ? changed->wid() : o.wid());
                  });
}

TEST(Refusal, EveryFieldOfAProofChangedIsRefusedByItsFormOrByTheProof_GAT_3) {
  const TestDay day;
  const EpochObject& o = day.registry.object;
  std::vector<Field> fields = {{"challenge", 32, {F::proof_form, F::proof}}};
  for (std::size_t i = 0; i < o.m(); ++i)
    fields.push_back({"point of the chain", 32, {F::proof_form, F::proof}});
  for (std::size_t i = 0; i < 3u * o.m() + 3; ++i)
    fields.push_back({"response", 32, {F::proof_form, F::proof}});
  flip_everything(day.registry.proof.encode(), fields, [&](const Bytes& p) {
    return VerifiedEpoch::examine(o.encode(), p, *day.custodians.dealt, 4, o.wid());
  });
}

TEST(Refusal, AProofOfAnotherNumberOfOrdersOrCutShortIsRefused_GAT_3) {
  const TestDay day;
  const EpochObject& o = day.registry.object;
  const Bytes good = day.registry.proof.encode();
  const auto fault = [&](View p) {
    return VerifiedEpoch::examine(o.encode(), p, *day.custodians.dealt, 4, o.wid()).error();
  };
  for (std::size_t n = 0; n < good.size(); ++n) {
    const EpochFault f = fault(View(good).first(n));
    // fewer orders, or no proof's length
    EXPECT_TRUE(f == F::proof_form || (f == F::proof && n % 128 == 0)) << n;
  }
  Bytes longer = good;
  longer.insert(longer.end(), 128, 0);
  // what follows is read as a point where it stood for a scalar
  const EpochFault f = fault(longer);
  EXPECT_TRUE(f == F::proof_form || f == F::proof);
}

TEST(Refusal, TheFlatErrorDoesNotSayWhichSecretCheckFailed_GAT_7) {
  for (const F f : {F::realm, F::day, F::dealt, F::identifier, F::proof})
    EXPECT_EQ(to_err(f), Err::forged);
  for (const F f : {F::object_form, F::proof_form}) EXPECT_EQ(to_err(f), Err::malformed);
  EXPECT_EQ(to_err(F::degree), Err::too_large);
  std::set<std::string_view> texts;
  for (const F f : {F::object_form, F::proof_form, F::degree, F::realm, F::day, F::dealt,
                    F::identifier, F::proof}) {
    EXPECT_TRUE(texts.insert(to_text(f)).second);
  }
}

TEST(Refusal, YesterdaysTomorrowsOrASecondValidObjectOfTheDayIsNotTheDays_GAT_7) {
  TestDay day;
  const Digest logged = day.registry.object.wid();
  const auto fault_of = [&](const RegistryDay& r, const Digest& wid) {
    return VerifiedEpoch::examine(r.object.encode(), r.proof.encode(), *day.custodians.dealt, 4,
                                  wid)
        .error();
  };
  // late, or early: valid on its day
  for (const Day other : {Day{TestDay::kDay.n - 1}, Day{TestDay::kDay.n + 1}}) {
    TestCustodians elsewhere(2, 4, day.rng, other);
    elsewhere.deal_all();
    const RegistryDay r = make_epoch(*elsewhere.dealt, day.orders, day.rng).value();
    EXPECT_EQ(fault_of(r, r.object.wid()), EpochFault::day);
  }
  // Same day, same orders, made twice: both are valid, and the logged identifier decides.
  const RegistryDay twin = make_epoch(*day.custodians.dealt, day.orders, day.rng).value();
  EXPECT_TRUE(VerifiedEpoch::examine(twin.object.encode(), twin.proof.encode(),
                                     *day.custodians.dealt, 4, twin.object.wid())
                  .ok());
  EXPECT_EQ(fault_of(twin, logged), EpochFault::identifier);
  // missing
  EXPECT_EQ(VerifiedEpoch::examine({}, {}, *day.custodians.dealt, 4, logged).error(),
            EpochFault::object_form);
}

TEST(Refusal, AProofOfOneObjectDoesNotServeItsTwin_GAT_3) {
  TestDay day;
  const RegistryDay twin = make_epoch(*day.custodians.dealt, day.orders, day.rng).value();
  EXPECT_EQ(VerifiedEpoch::examine(twin.object.encode(), day.registry.proof.encode(),
                                   *day.custodians.dealt, 4, twin.object.wid())
                .error(),
            EpochFault::proof);
}

TEST(Refusal, SealersTakeAnyObjectOfIdentitiesAsValuesAndStillMakeAnEnvelope_GAT_7) {
  // Nobody can prove such an object, so no VerifiedEpoch has it; the arithmetic beneath must hold
  // all the same.
  EpochObject o{TestDay::kRealm, TestDay::kDay, {}, {}, {}};
  o.pairs.resize(16);
  const Scalar t = tag(TestDay::kRealm, account(5));
  const Evaluation at = o.evaluate_var(t);
  EXPECT_TRUE(at.a.is_identity());
  Scalar power = Scalar::from_u64(1);
  for (int i = 0; i < 16; ++i) power = power * t;
  EXPECT_EQ(at.b, crypto::mul_base(power));
  EXPECT_EQ(EpochObject::decode(o.encode()).value(), o);
}

}  // namespace
}  // namespace eq::gate
