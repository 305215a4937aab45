#include "eq/crypto/dleq.h"

#include <array>

#include "eq/crypto/hash.h"
#include "eq/crypto/hash_to_group.h"
#include "eq/crypto/multi.h"

namespace eq::crypto {
namespace {

Bytes tag(std::string_view name, View context) { return concat({view(name), context}); }

void check(const DleqStatement& st) {
  EQ_ASSERT(st.context.size() <= 200);
  EQ_ASSERT(st.c.size() == st.d.size() && !st.c.empty() && st.c.size() <= kDleqMaxPairs);
}

/// The random weights d_i of ComputeComposites.
std::vector<Scalar> weights(const DleqStatement& st) {
  const auto point_size = be16(32), seed_size = be16(64);
  const Bytes seed_dst = tag("Seed-", st.context), scalar_dst = tag("HashToScalar-", st.context);
  const Array<64> seed = sha512(
      {point_size, st.b.bytes(), be16(static_cast<std::uint16_t>(seed_dst.size())), seed_dst});
  std::vector<Scalar> out;
  out.reserve(st.c.size());
  for (std::size_t i = 0; i < st.c.size(); ++i) {
    out.push_back(hash_to_scalar(
        scalar_dst, {seed_size, seed, be16(static_cast<std::uint16_t>(i)), point_size,
                     st.c[i].bytes(), point_size, st.d[i].bytes(), view("Composite")}));
  }
  return out;
}

Scalar challenge(const DleqStatement& st, const Point& m, const Point& z, const Point& t2,
                 const Point& t3) {
  const auto n = be16(32);
  return hash_to_scalar(tag("HashToScalar-", st.context),
                        {n, st.b.bytes(), n, m.bytes(), n, z.bytes(), n, t2.bytes(), n, t3.bytes(),
                         view("Challenge")});
}

}  // namespace

void DleqProof::encode(Writer& w) const {
  w.raw(c.reveal("a proof is public"));
  w.raw(s.reveal("a proof is public"));
}
Result<DleqProof> DleqProof::decode(Reader& r) {
  DleqProof p;
  p.c = TRY(Scalar::decode(TRY(r.raw(32))));
  p.s = TRY(Scalar::decode(TRY(r.raw(32))));
  return p;
}

DleqProof dleq_prove_with_nonce(const DleqStatement& st, const Scalar& k, const Scalar& nonce) {
  check(st);
  const Point m = multi_mul_var(weights(st), st.c);  // the weights are public
  const Point z = k * m;
  DleqProof p;
  p.c = challenge(st, m, z, nonce * st.a, nonce * m);
  p.s = nonce - p.c * k;
  return p;
}

DleqProof dleq_prove(const DleqStatement& st, const Scalar& k, Random& rng) {
  return dleq_prove_with_nonce(st, k, Scalar::random(rng));
}

bool dleq_verify(const DleqStatement& st, const DleqProof& p) {
  check(st);
  const auto w = weights(st);
  const Point m = multi_mul_var(w, st.c), z = multi_mul_var(w, st.d);
  const std::array<Scalar, 2> response{p.s, p.c};
  const Point t2 = multi_mul_var(response, std::array{st.a, st.b});
  const Point t3 = multi_mul_var(response, std::array{m, z});
  return equal_ct(challenge(st, m, z, t2, t3), p.c);
}

}  // namespace eq::crypto
