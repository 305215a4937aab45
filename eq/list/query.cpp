#include "eq/list/query.h"

namespace eq::list {
namespace {

Result<std::vector<crypto::Point>> points_of(const Elements& elements) {
  std::vector<crypto::Point> points;
  for (std::size_t i = 0; i < kBatch; i++) {
    points.push_back(TRY(crypto::Point::decode(View(elements).subspan(32 * i, 32))));
  }
  return points;
}

void write(Elements& out, std::size_t i, const crypto::Point& p) {
  std::copy(p.bytes().begin(), p.bytes().end(), out.begin() + static_cast<std::ptrdiff_t>(32 * i));
}

}  // namespace

Result<MatchReply> evaluate(const crypto::VoprfKey& match_key, const MatchRequest& request,
                            Random& rng) {
  const auto blinded = TRY(points_of(request.blinded));
  const auto evaluation = TRY(match_key.blind_evaluate(blinded, rng));
  MatchReply reply;
  for (std::size_t i = 0; i < kBatch; i++) write(reply.evaluated, i, evaluation.elements[i]);
  reply.proof = TRY(to_array<64>(encode(evaluation.proof)));
  return reply;
}

Result<BlindedBatch> BlindedBatch::blind(std::span<const Bytes> inputs, Random& rng) {
  REQUIRE_OR(inputs.size() <= kBatch, Err::too_large);
  BlindedBatch b;
  b.wanted_ = inputs.size();
  b.inputs_.assign(inputs.begin(), inputs.end());
  while (b.inputs_.size() < kBatch) b.inputs_.push_back(to_bytes(View(rng.array<32>())));
  for (std::size_t i = 0; i < kBatch; i++) {
    b.blinded_.push_back(TRY(crypto::voprf_blind(b.inputs_[i], rng)));
    write(b.request_.blinded, i, b.blinded_.back().element);
  }
  return b;
}

Result<BlindedBatch> BlindedBatch::blind_again(std::span<const Bytes> inputs,
                                               std::span<const crypto::Scalar> blinds) {
  EQ_ASSERT(inputs.size() == kBatch && blinds.size() == kBatch);
  BlindedBatch b;
  b.wanted_ = kBatch;
  b.inputs_.assign(inputs.begin(), inputs.end());
  for (std::size_t i = 0; i < kBatch; i++) {
    REQUIRE_OR(!blinds[i].is_zero(), Err::malformed);
    b.blinded_.push_back(TRY(crypto::voprf_blind_with(inputs[i], blinds[i])));
    write(b.request_.blinded, i, b.blinded_.back().element);
  }
  return b;
}

std::vector<crypto::Scalar> BlindedBatch::reveal_blinds(const char*) const {
  std::vector<crypto::Scalar> blinds;
  for (const auto& b : blinded_) blinds.push_back(b.blind);
  return blinds;
}

Result<std::vector<Tag>> BlindedBatch::finish(const MatchReply& reply,
                                              const crypto::Point& match_key) const {
  crypto::VoprfEvaluation evaluation;
  evaluation.elements = TRY(points_of(reply.evaluated));
  evaluation.proof = TRY(decode<crypto::DleqProof>(reply.proof));
  const std::vector<View> inputs(inputs_.begin(), inputs_.end());
  const auto outputs = TRY(crypto::voprf_finalize(match_key, inputs, blinded_, evaluation));
  std::vector<Tag> tags;
  for (std::size_t i = 0; i < wanted_; i++) tags.push_back(tag_of(outputs[i]));
  return tags;
}

Result<Query> Query::prepare(const phash::Fingerprint& picture, const AcceptedList& list,
                             Random& rng) {
  std::vector<Bytes> inputs;
  const bool asks = picture.is_meaningful();
  if (asks) {
    for (const auto& token : phash::probe_tokens(picture, list.head().tokens))
      inputs.push_back(token.bytes());
  }
  return Query(TRY(BlindedBatch::blind(inputs, rng)), asks, list.head().kind, list.head().version);
}

Result<Finding> Query::finish(const MatchReply& reply, const AcceptedList& list) const {
  REQUIRE_OR(list.head().kind == kind_ && list.head().version == version_, Err::stale);
  Finding finding{asks_ ? Verdict::not_listed : Verdict::unhashable, kind_, version_, {}};
  for (const auto& tag : TRY(batch_.finish(reply, list.head().match_key))) {
    if (!asks_ || !list.filter().contains_var(tag)) continue;
    finding.verdict = Verdict::listed;
    finding.hits.push_back(tag);
  }
  return finding;
}

}  // namespace eq::list
