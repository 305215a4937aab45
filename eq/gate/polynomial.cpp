#include "eq/gate/polynomial.h"

#include "eq/crypto/two_products.h"
#include "eq/gate/transcript.h"

namespace eq::gate {

std::vector<Scalar> monic_from_roots(std::span<const Scalar> roots) {
  std::vector<Scalar> p{Scalar::from_u64(1)};  // constant term first
  for (const Scalar& root : roots) {
    // p * (X - root): new[j] = p[j-1] - root*p[j]
    std::vector<Scalar> next(p.size() + 1);
    for (std::size_t j = 0; j < p.size(); ++j) {
      next[j] = next[j] - root * p[j];
      next[j + 1] = p[j];
    }
    p = std::move(next);
  }
  return p;
}

Scalar evaluate(std::span<const Scalar> coefficients, const Scalar& t) {
  Scalar sum;
  for (std::size_t j = coefficients.size(); j-- > 0;) sum = sum * t + coefficients[j];
  return sum;
}

ElGamalPair encrypt_coefficient(const Scalar& p, const Scalar& x) {
  return {crypto::mul_base(x), crypto::two_products(x, lae_u(), p, generator())};
}

EpochProof prove(const EpochObject& object, std::span<const OrderOpening> orders, std::span<const Scalar> x,
                 Random& rng) {
  EQ_ASSERT(orders.size() == object.m() && x.size() == object.k());
  const ProofStatement statement(object);
  return prove(statement, orders, evaluate(x, statement.z), rng);
}

EpochProof prove(const ProofStatement& st, std::span<const OrderOpening> orders, const Scalar& r, Random& rng) {
  const std::size_t m = orders.size();
  const PublicPoint &g = generator(), &h = pedersen_h();

  struct Witness {
    Scalar alpha, upsilon;
  };
  std::vector<Witness> witness(m);
  std::vector<EpochProof::Responses> nonce(m);
  EpochProof proof;
  std::vector<Point> first_moves;
  PublicPoint previous = g;
  Scalar v = Scalar::from_u64(1), nu;  // D_i = v*g + nu*h throughout
  for (std::size_t i = 0; i < m; ++i) {
    witness[i] = {st.z - orders[i].tag, Scalar::random(rng)};
    nonce[i] = {Scalar::random(rng), Scalar::random(rng), Scalar::random(rng)};
    first_moves.push_back(crypto::two_products(nonce[i].alpha, g, nonce[i].minus_blind, h));
    first_moves.push_back(crypto::two_products(nonce[i].alpha, previous, nonce[i].upsilon, h));
    previous = crypto::two_products(witness[i].alpha, previous, witness[i].upsilon, h);
    proof.chain.push_back(previous);
    v = witness[i].alpha * v;
    nu = witness[i].alpha * nu + witness[i].upsilon;
  }
  const Scalar nonce_r = Scalar::random(rng), nonce_v = Scalar::random(rng), nonce_nu = Scalar::random(rng);
  first_moves.push_back(crypto::mul_base(nonce_r));
  first_moves.push_back(crypto::two_products(nonce_r, lae_u(), st.delta * nonce_v, g));
  first_moves.push_back(crypto::two_products(nonce_v, g, nonce_nu, h));

  const Scalar c = st.challenge(proof.chain, first_moves);
  proof.challenge = c;
  for (std::size_t i = 0; i < m; ++i) {
    proof.responses.push_back({nonce[i].alpha + c * witness[i].alpha, nonce[i].minus_blind - c * orders[i].blind,
                               nonce[i].upsilon + c * witness[i].upsilon});
  }
  proof.r = nonce_r + c * r;
  proof.v = nonce_v + c * v;
  proof.nu = nonce_nu + c * nu;
  return proof;
}

Result<RegistryDay> make_epoch(std::string_view realm, Day epoch, const Point& custodian_key, std::uint16_t k,
                               std::span<const OrderOpening> orders, Random& rng) {
  REQUIRE_OR(k >= 1 && k <= kDegreeMax && orders.size() <= k, Err::refused);
  REQUIRE_OR(!realm.empty() && realm.size() <= kRealmSizeMax, Err::refused);
  REQUIRE_OR(!custodian_key.is_identity(), Err::refused);

  std::vector<Scalar> roots;
  RegistryDay day;
  day.object = {std::string(realm), epoch, custodian_key, {}, {}};
  for (const OrderOpening& order : orders) {
    roots.push_back(order.tag);
    day.object.commitments.push_back(order.commitment());
  }
  for (std::uint32_t i = static_cast<std::uint32_t>(orders.size()); i < k; ++i) roots.push_back(pad(realm, i));
  const std::vector<Scalar> p = monic_from_roots(roots);

  std::vector<Scalar> x;  // dies with this function: scalars wipe themselves
  for (std::size_t j = 0; j < k; ++j) {
    x.push_back(Scalar::random(rng));
    day.object.pairs.push_back(encrypt_coefficient(p[j], x[j]));
  }
  for (const OrderOpening& order : orders) day.day_keys.push_back(evaluate(x, order.tag));
  day.proof = prove(day.object, orders, x, rng);
  return day;
}

}  // namespace eq::gate
