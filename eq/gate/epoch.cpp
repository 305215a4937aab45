#include "eq/gate/epoch.h"

#include "eq/gate/registry_part.h"

namespace eq::gate {

Bytes EpochObject::encode() const {
  EQ_ASSERT(pairs.size() <= kDegreeMax && commitments.size() <= pairs.size());
  Writer w;
  w.u32(static_cast<std::uint32_t>(realm.size()));
  w.raw(view(realm));
  w.u32(epoch.n);
  w.raw(dealt);
  w.u16(k());
  w.u16(m());
  for (const ElGamalPair& e : pairs) {
    put(w, e.a);
    put(w, e.b);
  }
  for (const PublicPoint& c : commitments) put(w, c);
  return w.take();
}

Result<EpochObject> EpochObject::decode(View bytes) {
  Reader r(bytes);
  EpochObject o;
  const std::uint32_t realm_size = TRY(r.u32());
  REQUIRE_OR(realm_size >= 1 && realm_size <= kRealmSizeMax, Err::malformed);
  o.realm = to_string(TRY(r.raw(realm_size)));
  o.epoch = Day{TRY(r.u32())};
  o.dealt = TRY(to_array<32>(TRY(r.raw(32))));
  const std::size_t k = TRY(r.u16()), m = TRY(r.u16());
  REQUIRE_OR(k >= 1 && k <= kDegreeMax && m <= k, Err::malformed);
  REQUIRE_OR(r.rest().size() == 64 * k + 32 * m, Err::malformed);  // sizes before points
  const auto points = TRY(PublicPoint::decode_all_var(TRY(r.raw(64 * k))));
  for (std::size_t j = 0; j < k; ++j) o.pairs.push_back({points[2 * j], points[2 * j + 1]});
  o.commitments = TRY(PublicPoint::decode_all_var(TRY(r.raw(32 * m))));
  TRY(r.end());
  return o;
}

Digest EpochObject::wid() const { return digest_of(" W", {encode()}); }

Evaluation EpochObject::evaluate_var(const Scalar& tag) const {
  return gate::evaluate_var(pairs, tag);
}

Evaluation registry_part_var(const EpochObject& object, const DealtBody& c, const Scalar& at) {
  const Evaluation e = object.evaluate_var(at), dealt = c.evaluate_var(at);
  return {e.a - dealt.a, e.b - dealt.b};
}

ProofStatement statement_of(const EpochObject& o) {
  return ProofStatement(o.wid(), o.realm, o.k(), o.m());
}

Status verify_proof_var(const EpochObject& object, const DealtBody& c, const EpochProof& proof) {
  REQUIRE_OR(proof.responses.size() == object.m() && c.terms.k == object.k(), Err::forged);
  ProofStatement statement = statement_of(object);
  statement.at_z = registry_part_var(object, c, statement.z);
  return gate::verify_proof_var(statement, object.commitments, proof);
}

std::string_view to_text(EpochFault f) {
  switch (f) {
    case EpochFault::object_form: return "the object is not in its one form";
    case EpochFault::proof_form: return "the proof is not in its one form";
    case EpochFault::degree: return "the degree is above the cap, or not the dealing's";
    case EpochFault::realm: return "the object is another realm's";
    case EpochFault::day: return "the object is another day's";
    case EpochFault::dealt: return "the object rests on another dealing";
    case EpochFault::identifier: return "the object is not the one its identifier names";
    case EpochFault::proof: return "the proof does not hold";
  }
  return "unknown";
}

Err to_err(EpochFault f) {
  if (f == EpochFault::object_form || f == EpochFault::proof_form) return Err::malformed;
  return f == EpochFault::degree ? Err::too_large : Err::forged;
}

Evaluation VerifiedEpoch::registry_part_var(const Scalar& tag) const {
  return gate::registry_part_var(object_, dealt_, tag);
}

Result<VerifiedEpoch, EpochFault> VerifiedEpoch::examine(View w, View proof, const Dealt& dealt,
                                                         std::uint16_t k_cap, const Digest& wid) {
  auto object = EpochObject::decode(w);
  REQUIRE_OR(object.ok(), EpochFault::object_form);
  const auto p = EpochProof::decode(proof);
  REQUIRE_OR(p.ok(), EpochFault::proof_form);
  const DealingTerms& terms = dealt.body().terms;
  REQUIRE_OR(object->k() <= k_cap && object->k() == terms.k, EpochFault::degree);
  REQUIRE_OR(object->realm == terms.realm, EpochFault::realm);
  REQUIRE_OR(object->epoch == terms.epoch, EpochFault::day);
  REQUIRE_OR(object->dealt == dealt.id(), EpochFault::dealt);
  REQUIRE_OR(object->wid() == wid, EpochFault::identifier);
  REQUIRE_OR(gate::verify_proof_var(*object, dealt.body(), *p).ok(), EpochFault::proof);
  return VerifiedEpoch(std::move(object).take(), dealt.body(), wid);
}

Result<VerifiedEpoch> VerifiedEpoch::verify(View w, View proof, const Dealt& dealt,
                                            std::uint16_t k_cap, const Digest& wid) {
  auto epoch = examine(w, proof, dealt, k_cap, wid);
  if (!epoch.ok()) return to_err(epoch.error());
  return std::move(epoch).take();
}

}  // namespace eq::gate
