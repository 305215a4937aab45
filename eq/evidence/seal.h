// A package closed so that one organisation alone can read it.  spec/evidence.md section 9
//
// HPKE in base mode: who made the package is signed inside, for everybody and for good.  A sender's
// key under the seal would tell the addressee alone, could be forged by whoever steals the
// addressee's key, and would say nothing more.  So the seal says only for whom it is.
#pragma once

#include "eq/crypto/hpke.h"
#include "eq/evidence/package.h"

namespace eq::evidence {

inline constexpr std::string_view kSealedMark = "eqp-sealed-evidence-v1\n";

/// @param to    X25519 key of the addressee, 32 bytes
/// @param file  the ZIP file of container.h; its size shows
/// @return Err::malformed if `to` is not a key; Err::too_large above kFileSizeMax.
Result<Bytes> seal(View file, View to, Random& rng);

/// Begins like a sealed package.
bool is_sealed(View file);
/// The key it is sealed to, as the file says.  Err::malformed if it is no sealed package.
Result<Array<32>> sealed_to(View file);

/// @return Err::malformed for another file, Err::refused if it is sealed to another key,
///     Err::forged if it was altered. Promises EVD-7.
Result<Bytes> open(View sealed, const crypto::HpkeKeyPair& key);

}  // namespace eq::evidence
