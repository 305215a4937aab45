#include "eq/franking/token.h"

#include "eq/crypto/hash.h"

namespace eq::franking {

namespace {

constexpr std::string_view kExpand = "eqp-token-seed-v1";
constexpr std::string_view kSign = "eqp-token-v1";

struct Keys {
  Array<32> r;
  crypto::SigningKey ske;
};

Keys expand(const Secret<32>& seed, std::uint32_t i) {
  const SecretBytes okm =
      crypto::hkdf({}, seed.reveal("expand a token"), concat({view(kExpand), be32(i)}), 64);
  const View v = okm.reveal("split into r and ske");
  Array<32> r;
  std::copy_n(v.begin(), 32, r.begin());
  auto ske = Secret<32>::from(v.subspan(32));
  return {r, crypto::SigningKey::from_seed(std::move(ske).take())};
}

/// cid: the commitment to the account.
crypto::Digest commitment_to(const AccountId& account, const Array<32>& r) {
  return crypto::hmac_sha256(r, account.view());
}

}  // namespace

Status check(const Token& token, const AccountId& account,
             const crypto::VerifyKey& issuer_day_key) {
  const auto cid = commitment_to(account, token.r);
  const bool genuine = crypto::verify(
      issuer_day_key, {view(kSign), cid, token.pke.bytes, be32(token.day.n)}, token.sigma1);
  return genuine ? ok() : Status(Err::forged);
}

SecretBytes encode_batch(const TokenBatch& batch) {
  Writer w;
  put(w, batch.day);
  w.raw(batch.seed.reveal("sent sealed to its account, or saved in its purse"));
  put(w, batch.sigma1);
  return SecretBytes(w.take());
}

Result<TokenBatch> decode_batch(View bytes) {
  Reader r(bytes);
  TokenBatch batch;
  batch.day = TRY(get<Day>(r));
  batch.seed = TRY(Secret<32>::from(TRY(r.raw(32))));
  REQUIRE_OR(r.rest().size() <= kMaxBatch * 64 + 4, Err::too_large);
  batch.sigma1 = TRY(get<std::vector<crypto::Signature>>(r));
  TRY(r.end());
  REQUIRE_OR(batch.sigma1.size() <= kMaxBatch, Err::too_large);
  return batch;
}

Result<TokenBatch> issue(const crypto::SigningKey& issuer_day_key, Day day,
                         const AccountId& account, std::size_t n, Random& rng) {
  REQUIRE_OR(n >= 1 && n <= kMaxBatch, Err::refused);
  TokenBatch batch;
  batch.day = day;
  batch.seed = rng.secret<32>();
  batch.sigma1.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    const Keys keys = expand(batch.seed, static_cast<std::uint32_t>(i));
    batch.sigma1.push_back(issuer_day_key.sign(
        {view(kSign), commitment_to(account, keys.r), keys.ske.verify_key().bytes, be32(day.n)}));
  }
  return batch;
}

SpendableToken token_at(const TokenBatch& batch, std::size_t i) {
  EQ_ASSERT(i < batch.sigma1.size());
  Keys keys = expand(batch.seed, static_cast<std::uint32_t>(i));
  Token token{keys.r, keys.ske.verify_key(), batch.day, batch.sigma1[i]};
  return {token, std::move(keys.ske)};
}

Status check_batch(const TokenBatch& batch, const AccountId& self,
                   const crypto::VerifyKey& issuer_day_key) {
  for (std::size_t i = 0; i < batch.sigma1.size(); ++i)
    TRY(check(token_at(batch, i).token, self, issuer_day_key));
  return ok();
}

void TokenPurse::add(TokenBatch batch) {
  for (const Pocket& p : pockets_)
    if (equal_ct(p.batch.seed.reveal("is this batch here already?"),
                 batch.seed.reveal("is this batch here already?")))
      return;
  pockets_.push_back({std::move(batch), 0});
}

Result<SpendableToken> TokenPurse::take(Day day) {
  for (Pocket& p : pockets_)
    if (p.batch.day == day && p.next < p.batch.sigma1.size()) return token_at(p.batch, p.next++);
  return Err::exhausted;
}

std::size_t TokenPurse::left(Day day) const {
  std::size_t n = 0;
  for (const Pocket& p : pockets_)
    if (p.batch.day == day) n += p.batch.sigma1.size() - p.next;
  return n;
}

void TokenPurse::prune(Day first) {
  std::erase_if(pockets_, [&](const Pocket& p) { return p.batch.day < first; });
}

SecretBytes TokenPurse::save() const {
  Writer w;
  w.u16(static_cast<std::uint16_t>(pockets_.size()));
  for (const Pocket& p : pockets_) {
    w.u32(p.next);
    w.opaque(encode_batch(p.batch).reveal("saved in its purse"));
  }
  return SecretBytes(w.take());
}

Result<TokenPurse> TokenPurse::load(View bytes) {
  Reader r(bytes);
  TokenPurse purse;
  const auto pockets = TRY(r.u16());
  for (unsigned i = 0; i < pockets; ++i) {
    const auto next = TRY(r.u32());
    Pocket p{TRY(decode_batch(TRY(r.opaque()))), next};
    REQUIRE_OR(next <= p.batch.sigma1.size(), Err::malformed);
    purse.pockets_.push_back(std::move(p));
  }
  TRY(r.end());
  return purse;
}

}  // namespace eq::franking
