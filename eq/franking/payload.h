// How a franked message lies inside an MLS PrivateMessage.  spec/franking.md section 5.
//
// Encoding and decoding only: wrap, loc and envelope belong to eq/gate and are opaque here.
#pragma once

#include <optional>

#include "eq/base/secret.h"
#include "eq/franking/header.h"

namespace eq::franking {

/// PrivateMessage.authenticated_data, which the delivery service reads:
/// "EQP2" || hdr[25] || Cf[32] || wrap[32] || loc[8] || optional<envelope[80]> || b (to the end).
struct AuthenticatedData {
  Header header;
  Commitment cf;
  Array<32> wrap{};
  Array<8> loc{};
  std::optional<Array<80>> envelope;
  Bytes b;
  bool operator==(const AuthenticatedData&) const = default;

  void encode(Writer& w) const;
  /// Err::malformed also if b is not a bucket plus a 16-byte tag.
  static Result<AuthenticatedData> decode(Reader& r);
};

/// application_data, under the MLS key: ver || ck || u32 ak_index || optional<seed[32]>.
struct ApplicationData {
  Version version = Version::v1;
  Secret<32> ck;
  std::uint32_t ak_index = 0;      // i of AK_i, part B
  std::optional<Secret<32>> seed;  // first message of a (sender, MLS epoch, day) only
};
SecretBytes encode_application_data(const ApplicationData& data);
/// Err::malformed.
Result<ApplicationData> decode_application_data(View bytes);

}  // namespace eq::franking
