// The evaluation key of vouchers, made by the hotlines that will hold it: COCKTAIL-DKG (eq/crypto/cocktail.h)
// in two letters each.  Nobody ever has the key; its last round, in which all confirm that they saw the same, is
// the signatures of two of them under a head that names every part of it.
#pragma once

#include "parties/curator/curator.h"

namespace eq::curator {

/// LetterKind::holder_hello: the sender's public key for this run.
struct Hello {
  std::uint16_t threshold = 0;
  std::vector<crypto::VerifyKey> circle;
  crypto::Point key;
  EQ_FIELDS(threshold, circle, key)
};
/// LetterKind::holder_dealing.
struct HolderDealing {
  crypto::Digest run{};  // its session's context
  Bytes message;
  EQ_FIELDS(run, message)
};

enum class KeyStep { waits, made };

/// Begin, or go on: write what is ours to write, take what waits at the desk.  Every hotline of the circle calls it
/// with the same arguments until it is made.
/// @param with       names of the other holders
/// @param threshold  so many together evaluate; 2 .. circle
/// @return Err::missing for an unknown hotline; Err::refused if one jurisdiction could evaluate alone, or a key is
///         held already; Err::forged for a dealing that is bad: the run ends.  Promises CUR-8.
Result<KeyStep> make_key(State& s, Hands& h, const std::vector<std::string>& with, std::uint16_t threshold);

}  // namespace eq::curator
