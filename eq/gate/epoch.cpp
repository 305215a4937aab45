#include "eq/gate/epoch.h"

#include "eq/crypto/multi.h"

namespace eq::gate {

Bytes EpochObject::encode() const {
  EQ_ASSERT(pairs.size() <= kDegreeMax && commitments.size() <= pairs.size());
  Writer w;
  w.u32(static_cast<std::uint32_t>(realm.size()));
  w.raw(view(realm));
  w.u32(epoch.n);
  put(w, custodian_key);
  w.u16(k());
  w.u16(m());
  for (const ElGamalPair& e : pairs) {
    put(w, e.a);
    put(w, e.b);
  }
  for (const Point& c : commitments) put(w, c);
  return w.take();
}

Result<EpochObject> EpochObject::decode(View bytes) {
  Reader r(bytes);
  EpochObject o;
  const std::uint32_t realm_size = TRY(r.u32());
  REQUIRE_OR(realm_size >= 1 && realm_size <= kRealmSizeMax, Err::malformed);
  o.realm = to_string(TRY(r.raw(realm_size)));
  o.epoch = Day{TRY(r.u32())};
  o.custodian_key = TRY(get<PublicPoint>(r));
  REQUIRE_OR(!o.custodian_key.is_identity(), Err::malformed);
  const std::size_t k = TRY(r.u16());
  const std::size_t m = TRY(r.u16());
  REQUIRE_OR(k >= 1 && k <= kDegreeMax && m <= k, Err::malformed);
  // Sizes before points: a short object costs nothing.
  REQUIRE_OR(r.rest().size() == 64 * k + 32 * m, Err::malformed);
  const auto points = TRY(PublicPoint::decode_all_var(TRY(r.raw(64 * k))));
  o.pairs.reserve(k);
  for (std::size_t j = 0; j < k; ++j) o.pairs.push_back({points[2 * j], points[2 * j + 1]});
  o.commitments = TRY(PublicPoint::decode_all_var(TRY(r.raw(32 * m))));
  TRY(r.end());
  return o;
}

Digest EpochObject::wid() const { return crypto::sha256({view("Equipoise-LAE-v1 W"), encode()}); }

Evaluation evaluate_var(const EpochObject& object, const Scalar& t) { return evaluate_var(object.pairs, t); }

Evaluation evaluate_var(const std::vector<ElGamalPair>& pairs, const Scalar& t) {
  std::vector<Scalar> powers;
  std::vector<PublicPoint> a, b;
  Scalar power = Scalar::from_u64(1);
  for (const ElGamalPair& e : pairs) {
    powers.push_back(power);
    a.push_back(e.a);
    b.push_back(e.b);
    power = power * t;
  }
  const Point a_t = crypto::multi_mul_var(powers, a);
  // The leading coefficient is implicit: (0, g) encrypts 1 with no randomness.
  powers.push_back(power);
  b.push_back(generator());
  return {a_t, crypto::multi_mul_var(powers, b)};
}

}  // namespace eq::gate
