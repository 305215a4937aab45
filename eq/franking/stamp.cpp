#include "eq/franking/stamp.h"

namespace eq::franking {

namespace {
constexpr std::string_view kSign = "eqp-stamp-v1";
constexpr Array<1> kChainPrefix{3};
}  // namespace

crypto::Digest chain_link(const crypto::Digest& previous, const ConversationId& conversation,
                          std::uint64_t seq, Time time, const Commitment& cf,
                          const crypto::Digest& message_hash) {
  return crypto::sha256({kChainPrefix, previous, conversation.view(), be64(seq), be64(time.ms),
                         cf.bytes, message_hash});
}

Result<Stamp> stamp(const crypto::SigningKey& day_key, ChainHead& head,
                    const ConversationId& conversation, const Commitment& cf,
                    const crypto::Digest& message_hash, Time now) {
  REQUIRE_OR(now >= head.time, Err::stale);
  Stamp s;
  s.seq = head.seq + 1;
  s.time = now;
  s.chain = chain_link(head.chain, conversation, s.seq, now, cf, message_hash);
  s.sigma3 = day_key.sign(
      {view(kSign), conversation.view(), be64(s.seq), be64(now.ms), cf.bytes, s.chain});
  head = {s.seq, now, s.chain};
  return s;
}

Status verify(const Stamp& s, const ConversationId& conversation, const Commitment& cf,
              const crypto::VerifyKey& delivery_day_key) {
  const bool genuine = crypto::verify(
      delivery_day_key,
      {view(kSign), conversation.view(), be64(s.seq), be64(s.time.ms), cf.bytes, s.chain},
      s.sigma3);
  return genuine ? ok() : Status(Err::forged);
}

bool follows(const Stamp& previous, const Stamp& next, const ConversationId& conversation,
             const Commitment& next_cf, const crypto::Digest& next_message_hash) {
  return next.seq == previous.seq + 1 && next.time >= previous.time &&
         next.chain == chain_link(previous.chain, conversation, next.seq, next.time, next_cf,
                                  next_message_hash);
}

}  // namespace eq::franking
