#include "eq/list/absence.h"

#include <algorithm>

namespace eq::list {
namespace {

std::vector<Bytes> inputs_of(const phash::Fingerprint& picture, const AcceptedList& list) {
  std::vector<Bytes> inputs;
  for (const auto& token : phash::probe_tokens(picture, list.head().tokens))
    inputs.push_back(token.bytes());
  return inputs;
}

Status check_none_listed(const BlindedBatch& batch, const MatchReply& reply,
                         const AcceptedList& list) {
  const auto tags = TRY(batch.finish(reply, list.head().match_key));
  REQUIRE_OR(std::none_of(tags.begin(), tags.end(),
                          [&](const Tag& t) { return list.filter().contains_var(t); }),
             Err::refused);
  return {};
}

}  // namespace

void AbsenceProof::encode(Writer& w) const {
  EQ_ASSERT(blinds.size() == kBatch);
  w.raw(head);
  for (const auto& b : blinds) w.raw(b);
  put(w, reply);
}

Result<AbsenceProof> AbsenceProof::decode(Reader& r) {
  AbsenceProof p;
  p.head = TRY(get<crypto::Digest>(r));
  for (std::size_t i = 0; i < kBatch; i++) p.blinds.push_back(TRY(get<Array<32>>(r)));
  p.reply = TRY(get<MatchReply>(r));
  return p;
}

Result<AbsenceQuery> AbsenceQuery::prepare(const phash::Fingerprint& picture,
                                           const AcceptedList& list, Random& rng) {
  REQUIRE_OR(picture.is_meaningful(), Err::refused);
  return AbsenceQuery(TRY(BlindedBatch::blind(inputs_of(picture, list), rng)));
}

Result<AbsenceProof> AbsenceQuery::finish(const MatchReply& reply, const AcceptedList& list) const {
  TRY(check_none_listed(batch_, reply, list));
  AbsenceProof proof;
  proof.head = list.head().id();
  for (const auto& b : batch_.reveal_blinds("the proof opens this look-up"))
    proof.blinds.push_back(b.reveal("as above"));
  proof.reply = reply;
  return proof;
}

Status verify_absence(const phash::Fingerprint& picture, const AcceptedList& list,
                      const AbsenceProof& proof) {
  REQUIRE_OR(picture.is_meaningful(), Err::refused);
  REQUIRE_OR(proof.head == list.head().id(), Err::stale);
  std::vector<crypto::Scalar> blinds;
  for (const auto& b : proof.blinds) blinds.push_back(TRY(crypto::Scalar::decode(b)));
  return check_none_listed(TRY(BlindedBatch::blind_again(inputs_of(picture, list), blinds)),
                           proof.reply, list);
}

}  // namespace eq::list
