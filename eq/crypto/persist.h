// Private keys as fields of a party's own saved state; the same rule as eq/base/persist.h: only
// where a party writes or reads its own store.
#pragma once

#include "eq/base/persist.h"
#include "eq/crypto/hpke.h"
#include "eq/crypto/ristretto.h"
#include "eq/crypto/sign.h"
#include "eq/crypto/voprf.h"
#include "eq/crypto/vrf.h"

namespace eq {

template <>
struct Codec<crypto::SigningKey> {
  static constexpr std::size_t kLeastWire = 32;
  static void put(Writer& w, const crypto::SigningKey& k) { eq::put(w, k.seed()); }
  static Result<crypto::SigningKey> get(Reader& r) {
    return crypto::SigningKey::from_seed(TRY(eq::get<Secret<32>>(r)));
  }
};
template <>
struct Codec<crypto::HpkeKeyPair> {
  static constexpr std::size_t kLeastWire = 2;
  static void put(Writer& w, const crypto::HpkeKeyPair& k) {
    eq::put(w, k.private_key);
    eq::put(w, k.public_key);
  }
  static Result<crypto::HpkeKeyPair> get(Reader& r) {
    auto secret = TRY(eq::get<SecretBytes>(r));
    // not inside the braces: clang 16 then forgets to destroy `secret`
    auto shared = TRY(eq::get<Bytes>(r));
    return crypto::HpkeKeyPair{std::move(secret), std::move(shared)};
  }
};
template <>
struct Codec<crypto::Scalar> {
  static constexpr std::size_t kLeastWire = 32;
  static void put(Writer& w, const crypto::Scalar& s) {
    w.raw(s.reveal("saved in its owner's store"));
  }
  static Result<crypto::Scalar> get(Reader& r) { return crypto::Scalar::decode(TRY(r.raw(32))); }
};
template <>
struct Codec<crypto::VoprfKey> {
  static constexpr std::size_t kLeastWire = 32;
  static void put(Writer& w, const crypto::VoprfKey& k) { eq::put(w, k.scalar()); }
  static Result<crypto::VoprfKey> get(Reader& r) {
    return crypto::VoprfKey::decode(TRY(r.raw(32)));
  }
};
template <>
struct Codec<crypto::VrfKey> {
  static constexpr std::size_t kLeastWire = 32;
  static void put(Writer& w, const crypto::VrfKey& k) { eq::put(w, k.scalar()); }
  static Result<crypto::VrfKey> get(Reader& r) { return crypto::VrfKey::decode(TRY(r.raw(32))); }
};

}  // namespace eq
