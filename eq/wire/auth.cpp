#include "eq/wire/auth.h"

#include "eq/crypto/hash.h"
#include "eq/wire/checked_request.h"

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

Status check_time(const SignedRequest& r, Time now) {
  const std::uint64_t skew = r.at > now ? r.at.ms - now.ms : now.ms - r.at.ms;
  REQUIRE_OR(skew <= kRequestSkew_ms, Err::stale);
  return ok();
}

Status check_signature(const SignedRequest& r, Verb verb, std::string_view realm) {
  EQ_ASSERT(realm.size() <= 255);
  REQUIRE_OR(crypto::verify(r.key, signed_text(r, verb, realm), r.signature), Err::forged);
  return ok();
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
  TRY(check_time(r, now));
  return check_signature(r, verb, realm);
}

CheckedRequest::CheckedRequest(SignedRequest request, Verb verb, std::string_view realm)
    : request_(std::move(request)), verb_(verb), realm_(realm) {}

void CheckedRequest::check_ahead() { signature_ = check_signature(request_, verb_, realm_); }

Status CheckedRequest::verify(Time now) const {
  TRY(check_time(request_, now));
  return signature_ ? *signature_ : check_signature(request_, verb_, realm_);
}

}  // namespace eq::wire
