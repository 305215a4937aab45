#include "eq/gate/proof.h"

#include "eq/crypto/multi.h"
#include "eq/crypto/two_products.h"
#include "eq/gate/transcript.h"

namespace eq::gate {
namespace {

void put_scalar(Writer& w, const Scalar& s) { w.raw(s.reveal("proof response, public")); }
Result<Scalar> get_scalar(Reader& r) { return Scalar::decode(TRY(r.raw(32))); }

}  // namespace

Bytes EpochProof::encode() const {
  EQ_ASSERT(chain.size() == responses.size());
  Writer w;
  put_scalar(w, challenge);
  for (const Point& d : chain) put(w, d);
  for (const Responses& x : responses) {
    put_scalar(w, x.alpha);
    put_scalar(w, x.minus_blind);
    put_scalar(w, x.upsilon);
  }
  put_scalar(w, r);
  put_scalar(w, v);
  put_scalar(w, nu);
  return w.take();
}

Result<EpochProof> EpochProof::decode(View bytes) {
  REQUIRE_OR(bytes.size() >= 128 && bytes.size() % 128 == 0, Err::malformed);
  const std::size_t m = bytes.size() / 128 - 1;
  REQUIRE_OR(m <= kDegreeMax, Err::malformed);
  Reader in(bytes);
  EpochProof p;
  p.challenge = TRY(get_scalar(in));
  p.chain = TRY(PublicPoint::decode_all_var(TRY(in.raw(32 * m))));
  for (std::size_t i = 0; i < m; ++i) {
    Responses x;
    x.alpha = TRY(get_scalar(in));
    x.minus_blind = TRY(get_scalar(in));
    x.upsilon = TRY(get_scalar(in));
    p.responses.push_back(x);
  }
  p.r = TRY(get_scalar(in));
  p.v = TRY(get_scalar(in));
  p.nu = TRY(get_scalar(in));
  TRY(in.end());
  return p;
}

EpochProof prove(const ProofStatement& st, std::span<const OrderOpening> orders, const Scalar& r,
                 Random& rng) {
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
  const Scalar nonce_r = Scalar::random(rng), nonce_v = Scalar::random(rng),
               nonce_nu = Scalar::random(rng);
  first_moves.push_back(crypto::mul_base(nonce_r));
  first_moves.push_back(crypto::two_products(nonce_r, lae_u(), st.delta * nonce_v, g));
  first_moves.push_back(crypto::two_products(nonce_v, g, nonce_nu, h));

  const Scalar c = st.challenge(proof.chain, first_moves);
  proof.challenge = c;
  for (std::size_t i = 0; i < m; ++i) {
    proof.responses.push_back({nonce[i].alpha + c * witness[i].alpha,
                               nonce[i].minus_blind - c * orders[i].blind,
                               nonce[i].upsilon + c * witness[i].upsilon});
  }
  proof.r = nonce_r + c * r;
  proof.v = nonce_v + c * v;
  proof.nu = nonce_nu + c * nu;
  return proof;
}

Status verify_proof_var(const ProofStatement& st, const std::vector<PublicPoint>& commitments,
                        const EpochProof& proof) {
  const std::size_t m = commitments.size();
  REQUIRE_OR(proof.chain.size() == m && proof.responses.size() == m, Err::forged);
  const Scalar c = -proof.challenge;
  const PublicPoint &g = generator(), &h = pedersen_h();
  const auto sum = [](const std::vector<Scalar>& scalars, const std::vector<PublicPoint>& points) {
    return crypto::multi_mul_var(scalars, points);
  };
  std::vector<Point> first_moves;
  PublicPoint previous = g;
  for (std::size_t i = 0; i < m; ++i) {
    const EpochProof::Responses& x = proof.responses[i];
    // c * F_i = c*z * g - c * C_i
    first_moves.push_back(sum({x.alpha + c * st.z, x.minus_blind, -c}, {g, h, commitments[i]}));
    first_moves.push_back(sum({x.alpha, x.upsilon, c}, {previous, h, proof.chain[i]}));
    previous = proof.chain[i];
  }
  first_moves.push_back(sum({proof.r, c}, {g, st.at_z.a}));
  first_moves.push_back(sum({proof.r, st.delta * proof.v, c}, {lae_u(), g, st.at_z.b}));
  first_moves.push_back(sum({proof.v, proof.nu, c}, {g, h, previous}));
  return equal_ct(st.challenge(proof.chain, first_moves), proof.challenge) ? ok()
                                                                           : Status(Err::forged);
}

}  // namespace eq::gate
