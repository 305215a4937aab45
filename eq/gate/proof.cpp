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

Status verify_proof_var(const EpochObject& object, const EpochProof& proof) {
  REQUIRE_OR(proof.responses.size() == object.m(), Err::forged);  // before the work of an evaluation
  return verify_proof_var(ProofStatement(object), object.commitments, proof);
}

Status verify_proof_var(const ProofStatement& st, const std::vector<PublicPoint>& commitments, const EpochProof& proof) {
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
  return equal_ct(st.challenge(proof.chain, first_moves), proof.challenge) ? ok() : Status(Err::forged);
}

std::string_view to_text(EpochFault f) {
  switch (f) {
    case EpochFault::object_form: return "the object is not in its one form";
    case EpochFault::proof_form: return "the proof is not in its one form";
    case EpochFault::degree: return "the degree is above the cap";
    case EpochFault::realm: return "the object is another realm's";
    case EpochFault::day: return "the object is another day's";
    case EpochFault::custodian_key: return "the object is for another custodian key";
    case EpochFault::identifier: return "the object is not the one its identifier names";
    case EpochFault::proof: return "the proof does not hold";
  }
  return "unknown";
}

Err to_err(EpochFault f) {
  if (f == EpochFault::object_form || f == EpochFault::proof_form) return Err::malformed;
  return f == EpochFault::degree ? Err::too_large : Err::forged;
}

Result<VerifiedEpoch, EpochFault> VerifiedEpoch::examine(View w, View proof, const EpochPins& pins,
                                                         const Digest& wid) {
  auto object = EpochObject::decode(w);
  REQUIRE_OR(object.ok(), EpochFault::object_form);
  const auto p = EpochProof::decode(proof);
  REQUIRE_OR(p.ok(), EpochFault::proof_form);
  REQUIRE_OR(object->k() <= pins.k_cap, EpochFault::degree);
  REQUIRE_OR(object->realm == pins.realm, EpochFault::realm);
  REQUIRE_OR(object->epoch == pins.epoch, EpochFault::day);
  REQUIRE_OR(object->custodian_key == pins.custodian_key, EpochFault::custodian_key);
  REQUIRE_OR(object->wid() == wid, EpochFault::identifier);
  REQUIRE_OR(verify_proof_var(*object, *p).ok(), EpochFault::proof);
  return VerifiedEpoch(std::move(object).take(), wid);
}

Result<VerifiedEpoch> VerifiedEpoch::verify(View w, View proof, const EpochPins& pins, const Digest& wid) {
  auto epoch = examine(w, proof, pins, wid);
  if (!epoch.ok()) return to_err(epoch.error());
  return std::move(epoch).take();
}

}  // namespace eq::gate
