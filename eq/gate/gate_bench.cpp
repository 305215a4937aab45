// Rows of `equipoise bench gate`.  Yardstick M: one libsodium ristretto255 scalar multiplication,
// measured beside each row.
#include "bench/frame.h"
#include "eq/gate/test_day.h"

namespace eq::gate {
namespace {

using testing::account;
using testing::context;
using testing::SeededRandom;
using testing::TestCustodians;
using testing::TestDay;
using Goal = std::optional<double>;

class Rows {
 public:
  Rows() : report_("gate", "libsodium ristretto255 scalar multiplication") {
    SeededRandom rng(7);
    x_ = Scalar::random(rng);
    p_ = crypto::mul_base(Scalar::random(rng));
    report_.yardstick(m());
  }
  void row(const char* name, std::uint64_t size, Goal goal, const std::function<void()>& op) {
    report_.row_against(name, size, goal, op, m());
  }
  bench::Report take() { return std::move(report_); }

 private:
  std::function<void()> m() {
    return [x = x_, p = p_] { EQ_ASSERT(!(x * p).is_identity()); };
  }
  bench::Report report_;
  Scalar x_;
  Point p_;
};

void client_rows(Rows& rows) {
  for (const auto& [k, goal] : {std::pair<std::uint16_t, Goal>{16, 15}, {256, 120}, {1024, 350}}) {
    // Points stand for an object: what a client does does not depend on what they hide.
    SeededRandom rng(k);
    EpochObject o{TestDay::kRealm, TestDay::kDay, {}, {}, {}};
    for (std::uint16_t j = 0; j < k; ++j)
      o.pairs.push_back(encrypt_coefficient(Scalar::random(rng), Scalar::random(rng)));
    const Bytes w = o.encode();
    const Scalar t = tag(TestDay::kRealm, account(200));
    rows.row("client_daily", k, goal,
             [&] { EQ_ASSERT(!EpochObject::decode(w)->evaluate_var(t).a.is_identity()); });
  }
  TestDay day;
  const DailyKey key = DailyKey::from_var(day.verified(), account(3)).value();
  const Secret<32> seed = day.rng.secret<32>();
  rows.row("envelope", kEnvelopeSize, 3,
           [&] { EQ_ASSERT(seal(key, context(), seed).envelope.size() == 80); });
}

void day_rows(Rows& rows) {
  TestDay day(256, 192, 1, 3);
  TestCustodians& c = day.custodians;
  rows.row("custodian_deal", 256, 600, [&] { EQ_ASSERT(c.deal(1).dealer == 1); });
  const Bytes dealing = c.deal(2).encode();
  // a file from its bytes on, its signature, proof and our own part
  rows.row("check_dealing", 256, 200, [&] {
    const CheckedDealing d = c.check(Dealing::decode(dealing, c.terms).value());
    EQ_ASSERT(c.open(d, 1).owner() == 1);
  });
  const std::vector<std::uint16_t> q{1, 2, 3, 4, 5};
  std::vector<HeldParts> held;
  for (const CheckedDealing& d : c.dealings) held.push_back(c.open(d, 1));
  rows.row("settle_day", 256, {}, [&] {
    EQ_ASSERT(OwnDay::settle(c.terms, c.dealings, q, 1, c.dealings[0].digest(), held).ok());
  });
  rows.row("registry_epoch", 256, {},
           [&] { EQ_ASSERT(make_epoch(*c.dealt, day.orders, day.rng).ok()); });
  rows.row("verify_proof", 256, 1000, [&] {
    EQ_ASSERT(verify_proof_var(day.registry.object, c.dealt->body(), day.registry.proof).ok());
  });
  const ProvenRoot root = day.root(1);
  const auto agency = crypto::hpke_generate(crypto::Kem::dhkem_x25519, day.rng);
  rows.row("custodian_release", 256, 2,
           [&] { EQ_ASSERT(make_release(c.own[0].shares(), root, 7, c.signers[0]).ok()); });
  const Release release = make_release(c.own[0].shares(), root, 7, c.signers[0]).value();
  rows.row("seal_release", 98, {}, [&] {
    EQ_ASSERT(seal_release(release, root.wid(), 7, agency.public_key, day.rng).ok());
  });
  const VerifiedEpoch epoch = day.verified();
  const RootProof proof = prove_root(epoch, day.orders[0], day.registry.registry_keys[0], day.rng);
  rows.row("check_root", 256, {}, [&] {
    EQ_ASSERT(ProvenRoot::check_var(epoch, account(1), day.orders[0].blind, proof).ok());
  });
  const auto releases = day.releases(1);
  rows.row("combine", 256, {}, [&] {
    EQ_ASSERT(
        combine_var(epoch, account(1), 7, day.registry.registry_keys[0], releases, c.verify_keys)
            .key.has_value());
  });
}

bench::Report run() {
  Rows rows;
  client_rows(rows);
  day_rows(rows);
  return rows.take();
}

const bench::Registration registration("gate", run);

}  // namespace
}  // namespace eq::gate
