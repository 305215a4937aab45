// Rows of `equipoise bench gate`.  Yardstick M: one libsodium ristretto255 scalar multiplication.
#include "bench/frame.h"
#include "eq/gate/test_day.h"

namespace eq::gate {
namespace {

using testing::account;
using testing::context;
using testing::TestDay;

/// M, measured beside each row: a clock that changes its pace would else move every ratio.
std::function<void()> yardstick() {
  testing::SeededRandom rng(7);
  const Scalar x = Scalar::random(rng);
  const Point p = crypto::mul_base(Scalar::random(rng));
  return [x, p] { EQ_ASSERT(!(x * p).is_identity()); };
}

void client_rows(bench::Report& report) {
  using Goal = std::optional<double>;
  for (const auto& [k, goal] : {std::pair<std::uint16_t, Goal>{16, 15}, {64, {}}, {256, 120}, {512, {}}, {1024, 350}}) {
    const TestDay day(k, static_cast<std::uint8_t>(std::min<int>(k * 3 / 4, 16)));
    const Bytes w = day.registry.object.encode();
    const Scalar t = tag(TestDay::kRealm, account(200));
    report.row_against("client_daily", k, goal, [&] {
      const auto object = EpochObject::decode(w);
      EQ_ASSERT(!evaluate_var(*object, t).a.is_identity());
    }, yardstick());
  }
  TestDay day(16, 2);
  const DailyKey key = DailyKey::from_var(day.verified(), account(3));
  const Secret<32> seed = day.rng.secret<32>();
  report.row_against("envelope", kEnvelopeSize, 4, [&] { EQ_ASSERT(seal(key, context(), seed).envelope.size() == 112); }, yardstick());
  const DailyKey target = DailyKey::from_var(day.verified(), account(1));
  report.row_against("envelope_of_a_target", kEnvelopeSize, 4,
             [&] { EQ_ASSERT(seal(target, context(), seed).envelope.size() == 112); }, yardstick());
}

void custodian_rows(bench::Report& report) {
  TestDay day(16, 2);
  const VerifiedEpoch epoch = day.verified();
  const auto target = ProvenTarget::prove(epoch, account(1), day.registry.day_keys[0]);
  const Envelope e = seal(DailyKey::from_var(epoch, account(1)), context(), day.rng.secret<32>()).envelope;
  const Point c2 = EnvelopeParts::decode(e)->c2;
  report.row_against("custodian_share", 1, 2.5, [&] {
    EQ_ASSERT(make_share(day.custodians.shares[0], *target, c2, day.rng).index == 1);
  }, yardstick());
  const auto shares = day.shares(*target, e);
  report.row_against("combine_and_open", shares.size(), std::nullopt, [&] {
    const Combined c = combine_shares_var(day.custodians.set, c2, shares);
    EQ_ASSERT(open_envelope(*target, context(), e, *c.ss2).ok());
  }, yardstick());
}

void registry_rows(bench::Report& report) {
  for (const std::uint16_t k : {16, 256, 1024}) {
    testing::SeededRandom rng(1);
    std::vector<OrderOpening> orders;
    for (std::uint16_t i = 0; i < k * 3 / 4; ++i) orders.push_back({Scalar::random(rng), Scalar::random(rng)});
    const Point y = crypto::mul_base(Scalar::random(rng));
    const RegistryDay made = make_epoch(TestDay::kRealm, TestDay::kDay, y, k, orders, rng).value();
    report.row_against("registry_epoch", k, std::nullopt, [&] {
      EQ_ASSERT(make_epoch(TestDay::kRealm, TestDay::kDay, y, k, orders, rng).ok());
    }, yardstick());
    report.row_against("verify_proof", k, k == 256 ? std::optional<double>(1000) : std::nullopt,
               [&] { EQ_ASSERT(verify_proof_var(made.object, made.proof).ok()); }, yardstick());
  }
}

bench::Report run() {
  bench::Report report("gate", "libsodium ristretto255 scalar multiplication");
  report.yardstick(yardstick());
  client_rows(report);
  custodian_rows(report);
  registry_rows(report);
  return report;
}

const bench::Registration registration("gate", run);

}  // namespace
}  // namespace eq::gate
