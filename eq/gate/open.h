// The combiner's side: the court's day key and t custodians' shares open a target's envelope.
// spec/gate.md section 7.  For the agency, which cannot act without both.
#pragma once

#include <optional>
#include <span>

#include "eq/crypto/verifiable_sharing.h"
#include "eq/gate/ratchet.h"
#include "eq/gate/share.h"

namespace eq::gate {

struct Combined {
  std::optional<Point> ss2;          // absent if fewer than t shares verify
  std::vector<std::uint16_t> bad;    // custodians whose share did not verify, to be named
};

/// Verify every share and interpolate the first t good ones of distinct custodians.  Public data, variable-time.
/// @param custodians  the key whose public half is the Y of the day's epoch object
Combined combine_shares_var(const crypto::SharedKey& custodians, const Point& c2, std::span<const DecryptionShare> shares);

/// AK_0 of one envelope.  @param ctx  envelope_context(); the leaf is unknown beforehand, so try each
/// @param ss2  from combine_shares_var for this envelope's c2
/// @return Err::malformed for a bad envelope, Err::forged if it is not this account's in this context.
Result<AccessKey> open_envelope(const ProvenTarget& target, const Digest& ctx, View envelope, const Point& ss2);

}  // namespace eq::gate
