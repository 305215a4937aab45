#include "eq/crypto/voprf.h"

#include "eq/crypto/hash.h"
#include "eq/crypto/hash_to_group.h"

namespace eq::crypto {
namespace {

// contextString = "OPRFV1-" || mode || "-" || identifier (section 3.1).  The mode byte may be zero,
// so the lengths are spelled out.
constexpr std::string_view kBase("OPRFV1-\x00-ristretto255-SHA512", 28);
constexpr std::string_view kVerifiable("OPRFV1-\x01-ristretto255-SHA512", 28);

Bytes tag(std::string_view name, std::string_view context) {
  return concat({view(name), view(context)});
}

Array<2> size16(std::size_t n) {
  EQ_ASSERT(n <= 65535);
  return be16(static_cast<std::uint16_t>(n));
}

Scalar derive_key(View seed, View info, std::string_view context) {
  EQ_ASSERT(seed.size() == 32);
  for (std::uint8_t counter = 0;; ++counter) {
    const Scalar k = hash_to_scalar(tag("DeriveKeyPair", context),
                                    {seed, size16(info.size()), info, View(&counter, 1)});
    if (!k.is_zero()) return k;
    EQ_ASSERT(counter < 255);
  }
}

Result<Scalar> decode_key(View bytes) {
  const Scalar k = TRY(Scalar::decode(bytes));
  REQUIRE_OR(!k.is_zero(), Err::malformed);
  return k;
}

Result<Point> map_input(View input, std::string_view context) {
  REQUIRE_OR(input.size() <= kOprfMaxInput, Err::too_large);
  const Point p = hash_to_point(tag("HashToGroup-", context), {input});
  REQUIRE_OR(!p.is_identity(), Err::refused);
  return p;
}

Result<OprfBlinded> blind(View input, const Scalar& b, std::string_view context) {
  EQ_ASSERT(!b.is_zero());
  return OprfBlinded{b, b * TRY(map_input(input, context))};
}

OprfOutput output(View input, const Point& unblinded) {
  return sha512({size16(input.size()), input, size16(32), unblinded.bytes(), view("Finalize")});
}

Result<OprfOutput> unblind(View input, const Scalar& blind, const Point& evaluated) {
  return output(input, TRY(blind.inverse()) * evaluated);
}

}  // namespace

VoprfKey VoprfKey::generate(Random& rng) { return VoprfKey(Scalar::random(rng)); }
VoprfKey VoprfKey::derive(View seed, View info) {
  return VoprfKey(derive_key(seed, info, kVerifiable));
}
Result<VoprfKey> VoprfKey::decode(View bytes) { return VoprfKey(TRY(decode_key(bytes))); }

Result<VoprfEvaluation> VoprfKey::blind_evaluate_with_nonce(std::span<const Point> blinded,
                                                            const Scalar& nonce) const {
  REQUIRE_OR(!blinded.empty(), Err::malformed);
  REQUIRE_OR(blinded.size() <= kOprfMaxBatch, Err::too_large);
  VoprfEvaluation out;
  out.elements.reserve(blinded.size());
  for (const Point& p : blinded) {
    REQUIRE_OR(!p.is_identity(), Err::malformed);
    out.elements.push_back(key_ * p);
  }
  out.proof = dleq_prove_with_nonce(
      {view(kVerifiable), Point::generator(), public_, blinded, out.elements}, key_, nonce);
  return out;
}
Result<VoprfEvaluation> VoprfKey::blind_evaluate(std::span<const Point> blinded,
                                                 Random& rng) const {
  return blind_evaluate_with_nonce(blinded, Scalar::random(rng));
}

Result<OprfOutput> VoprfKey::evaluate(View input) const {
  return output(input, key_ * TRY(map_input(input, kVerifiable)));
}

Result<OprfBlinded> voprf_blind_with(View input, const Scalar& b) {
  return blind(input, b, kVerifiable);
}
Result<OprfBlinded> voprf_blind(View input, Random& rng) {
  return voprf_blind_with(input, Scalar::random(rng));
}

Result<std::vector<OprfOutput>> voprf_finalize(const Point& server_key,
                                               std::span<const View> inputs,
                                               std::span<const OprfBlinded> blinded,
                                               const VoprfEvaluation& evaluation) {
  EQ_ASSERT(inputs.size() == blinded.size() && !inputs.empty() && inputs.size() <= kOprfMaxBatch);
  REQUIRE_OR(evaluation.elements.size() == blinded.size(), Err::forged);
  REQUIRE_OR(!server_key.is_identity(), Err::forged);
  std::vector<Point> sent;
  sent.reserve(blinded.size());
  for (const auto& b : blinded) sent.push_back(b.element);
  const DleqStatement statement{view(kVerifiable), Point::generator(), server_key, sent,
                                evaluation.elements};
  REQUIRE_OR(dleq_verify(statement, evaluation.proof), Err::forged);
  std::vector<OprfOutput> out;
  out.reserve(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    out.push_back(TRY(unblind(inputs[i], blinded[i].blind, evaluation.elements[i])));
  }
  return out;
}

OprfKey OprfKey::derive(View seed, View info) { return OprfKey(derive_key(seed, info, kBase)); }
Result<OprfKey> OprfKey::decode(View bytes) { return OprfKey(TRY(decode_key(bytes))); }
Result<Point> OprfKey::blind_evaluate(const Point& blinded) const {
  REQUIRE_OR(!blinded.is_identity(), Err::malformed);
  return key_ * blinded;
}
Result<OprfOutput> OprfKey::evaluate(View input) const {
  return output(input, key_ * TRY(map_input(input, kBase)));
}
Result<OprfBlinded> oprf_blind_with(View input, const Scalar& b) { return blind(input, b, kBase); }
Result<OprfBlinded> oprf_blind(View input, Random& rng) {
  return oprf_blind_with(input, Scalar::random(rng));
}
Result<OprfOutput> oprf_finalize(View input, const OprfBlinded& blinded, const Point& evaluated) {
  REQUIRE_OR(input.size() <= kOprfMaxInput, Err::too_large);
  REQUIRE_OR(!evaluated.is_identity(), Err::malformed);
  return unblind(input, blinded.blind, evaluated);
}

}  // namespace eq::crypto
