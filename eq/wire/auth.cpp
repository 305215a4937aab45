#include "eq/wire/auth.h"

#include "eq/crypto/hash.h"

namespace eq::wire {
namespace {
Bytes signed_text(const SignedRequest& r, Verb verb, std::string_view realm) {
  Writer w;
  w.raw(view("eqp-request-v1"));
  w.u8(static_cast<std::uint8_t>(verb));
  w.u8(static_cast<std::uint8_t>(realm.size()));
  w.raw(view(realm));
  w.u64(r.at.ms);
  w.raw(r.nonce);
  w.raw(crypto::sha256(r.body));
  return w.take();
}
}  // namespace

SignedRequest sign_request(const crypto::Signer& key, Verb verb, std::string_view realm, Bytes body,
                           Time now, Random& rng) {
  EQ_ASSERT(realm.size() <= 255);
  SignedRequest r;
  r.key = key.verify_key();
  r.at = now;
  r.nonce = rng.array<16>();
  r.body = std::move(body);
  r.signature = key.sign(signed_text(r, verb, realm));
  return r;
}

Status verify_request(const SignedRequest& r, Verb verb, std::string_view realm, Time now) {
  EQ_ASSERT(realm.size() <= 255);
  const std::uint64_t skew = r.at > now ? r.at.ms - now.ms : now.ms - r.at.ms;
  REQUIRE_OR(skew <= kRequestSkew_ms, Err::stale);
  REQUIRE_OR(crypto::verify(r.key, signed_text(r, verb, realm), r.signature), Err::forged);
  return ok();
}

}  // namespace eq::wire
