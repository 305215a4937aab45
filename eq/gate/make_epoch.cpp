#include "eq/gate/make_epoch.h"

#include "eq/gate/polynomial.h"
#include "eq/gate/registry_part.h"

namespace eq::gate {

std::vector<ElGamalPair> encrypt_over(const DealtBody& c, std::span<const Scalar> p,
                                      std::span<const Scalar> x) {
  EQ_ASSERT(x.size() == c.terms.k && p.size() >= x.size());
  Bytes sums;
  for (std::size_t j = 0; j < x.size(); ++j) {
    const ElGamalPair e = encrypt_coefficient(p[j], x[j]);
    append(sums, (c.g[j * c.terms.t()].point() + e.a.point()).bytes());
    append(sums, (c.b[j].point() + e.b.point()).bytes());
  }
  const auto points = PublicPoint::decode_all_var(sums).take();
  std::vector<ElGamalPair> out;
  for (std::size_t j = 0; j < x.size(); ++j) out.push_back({points[2 * j], points[2 * j + 1]});
  return out;
}

EpochProof prove(const EpochObject& object, const DealtBody& c,
                 std::span<const OrderOpening> orders, std::span<const Scalar> x, Random& rng) {
  EQ_ASSERT(orders.size() == object.m() && x.size() == object.k());
  ProofStatement statement = statement_of(object);
  statement.at_z = registry_part_var(object, c, statement.z);
  return gate::prove(statement, orders, evaluate(x, statement.z), rng);
}

Result<RegistryDay> make_epoch(const Dealt& dealt, std::span<const OrderOpening> orders,
                               Random& rng) {
  const DealtBody& c = dealt.body();
  REQUIRE_OR(orders.size() <= c.terms.k, Err::refused);
  RegistryDay day;
  day.object = {c.terms.realm, c.terms.epoch, dealt.id(), {}, {}};
  std::vector<Scalar> roots;
  for (const OrderOpening& order : orders) {
    roots.push_back(order.tag);
    day.object.commitments.push_back(order.commitment());
  }
  for (std::uint32_t i = day.object.m(); i < c.terms.k; ++i) roots.push_back(pad(c.terms.realm, i));

  std::vector<Scalar> x;  // dies with this function: scalars wipe themselves
  for (std::size_t j = 0; j < c.terms.k; ++j) x.push_back(Scalar::random(rng));
  day.object.pairs = encrypt_over(c, monic_from_roots(roots), x);
  for (const OrderOpening& order : orders) day.registry_keys.push_back(evaluate(x, order.tag));
  day.proof = gate::prove(day.object, c, orders, x, rng);
  return day;
}

}  // namespace eq::gate
