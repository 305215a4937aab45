// The signed request envelope of accounts and organisations.  spec/wire.md section 3.
//
//   signature = Ed25519(key, "eqp-request-v1" || u8 verb || u8 len || realm name || u64 time_ms
//                            || nonce[16] || SHA-256(body))
//
// Verb, realm and time are inside, so a request can be used once, for one thing, in one realm, for
// five minutes.  The server keeps every nonce for as long as its time would still be accepted.
#pragma once

#include "eq/base/codec.h"
#include "eq/base/random.h"
#include "eq/crypto/sign.h"
#include "eq/wire/verb.h"

namespace eq::wire {

inline constexpr std::uint64_t kRequestSkew_ms = 5 * kMinute_ms;
using Nonce = Array<16>;

struct SignedRequest {
  crypto::VerifyKey key;  // a device key or an organisation's signing key
  Time at;
  Nonce nonce{};
  Bytes body;  // the encoded request
  crypto::Signature signature{};
  EQ_FIELDS(key, at, nonce, body, signature)
};

/// Wrap an encoded request.  @param realm  the realm's name, at most 255 bytes.
SignedRequest sign_request(const crypto::Signer& key, Verb verb, std::string_view realm, Bytes body,
                           Time now, Random& rng);

/// Err::stale if `r.at` is more than five minutes from `now` on either side; Err::forged if the
/// signature does not verify for this verb and realm.  Replay is the caller's to refuse: it alone
/// remembers nonces.  Promises WIR-2.
Status verify_request(const SignedRequest& r, Verb verb, std::string_view realm, Time now);

}  // namespace eq::wire
