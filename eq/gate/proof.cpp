#include "eq/gate/proof.h"

#include "eq/crypto/multi.h"
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
  for (std::size_t i = 0; i < m; ++i) p.chain.push_back(TRY(get<Point>(in)));
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

Status verify_proof_var(const EpochObject& object, const EpochProof& proof) {
  const std::size_t m = object.commitments.size();
  REQUIRE_OR(proof.chain.size() == m && proof.responses.size() == m, Err::forged);
  const ProofStatement st(object);
  const Scalar c = -proof.challenge;
  const Point &g = Point::generator(), &h = pedersen_h();
  const auto sum = [](std::initializer_list<std::pair<Scalar, Point>> terms) {
    std::vector<Scalar> scalars;
    std::vector<Point> points;
    for (const auto& [s, p] : terms) scalars.push_back(s), points.push_back(p);
    return crypto::multi_mul_var(scalars, points);
  };
  std::vector<Point> first_moves;
  Point previous = g;
  for (std::size_t i = 0; i < m; ++i) {
    const EpochProof::Responses& x = proof.responses[i];
    first_moves.push_back(sum({{x.alpha, g}, {x.minus_blind, h}, {c, st.shifted(object.commitments[i])}}));
    first_moves.push_back(sum({{x.alpha, previous}, {x.upsilon, h}, {c, proof.chain[i]}}));
    previous = proof.chain[i];
  }
  first_moves.push_back(sum({{proof.r, g}, {c, st.at_z.a}}));
  first_moves.push_back(sum({{proof.r, lae_u()}, {st.delta * proof.v, g}, {c, st.at_z.b}}));
  first_moves.push_back(sum({{proof.v, g}, {proof.nu, h}, {c, previous}}));
  return equal_ct(st.challenge(proof.chain, first_moves), proof.challenge) ? ok() : Status(Err::forged);
}

Result<VerifiedEpoch> VerifiedEpoch::verify(View w, View proof, const EpochPins& pins, const Digest& wid) {
  EpochObject object = TRY(EpochObject::decode(w));
  const EpochProof p = TRY(EpochProof::decode(proof));
  REQUIRE_OR(object.k() <= pins.k_cap, Err::too_large);
  REQUIRE_OR(object.realm == pins.realm && object.epoch == pins.epoch, Err::forged);
  REQUIRE_OR(object.custodian_key == pins.custodian_key, Err::forged);
  REQUIRE_OR(object.wid() == wid, Err::forged);
  TRY(verify_proof_var(object, p));
  return VerifiedEpoch(std::move(object), wid);
}

}  // namespace eq::gate
