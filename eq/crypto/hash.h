// SHA-2, HMAC and HKDF.  FIPS 180-4, RFC 2104, RFC 5869.
#pragma once

#include <memory>

#include "eq/base/secret.h"

namespace eq::crypto {

using Digest = Array<32>;

/// One-shot digests.  Constant-time in the contents.
Digest sha256(View data);
Digest sha256(std::initializer_list<View> parts);
Array<64> sha512(View data);
Array<64> sha512(std::initializer_list<View> parts);

/// Incremental SHA-256, for data that does not lie in one piece.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&);
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();
  Sha256& update(View data);
  /// Ends the computation; the object must not be used afterwards.
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Incremental SHA-512, likewise.
class Sha512 {
 public:
  Sha512();
  Sha512(const Sha512&) = delete;
  Sha512& operator=(const Sha512&) = delete;
  ~Sha512();
  Sha512& update(View data);
  Array<64> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// HMAC-SHA256 over the concatenation of the parts.  Constant-time in key and data.
Digest hmac_sha256(View key, View data);
Digest hmac_sha256(View key, std::initializer_list<View> parts);
Array<64> hmac_sha512(View key, View data);

/// HKDF-SHA256.  `n` at most 255*32 bytes, asserted (lengths are ours, never a stranger's).
Secret<32> hkdf_extract(View salt, View ikm);
Secret<32> hkdf_extract(View salt, std::initializer_list<View> ikm);
SecretBytes hkdf_expand(View prk, View info, std::size_t n);
SecretBytes hkdf_expand(View prk, std::initializer_list<View> info, std::size_t n);
/// Extract then expand.
SecretBytes hkdf(View salt, View ikm, View info, std::size_t n);
template <std::size_t N>
Secret<N> hkdf(View salt, View ikm, View info) {
  Secret<N> out;
  SecretBytes okm = hkdf(salt, ikm, info, N);
  auto v = okm.reveal("moved into its typed secret");
  std::copy(v.begin(), v.end(), out.fill_in().begin());
  return out;
}

}  // namespace eq::crypto
