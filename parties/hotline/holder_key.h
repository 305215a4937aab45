// The evaluation key of vouchers, made by the hotlines that will hold it: COCKTAIL-DKG
// (eq/crypto/cocktail.h) in two letters each.  Nobody ever has the key; its last round, in which
// all confirm that they saw the same, is the signatures of two of them under a head that names
// every part of it.
#pragma once

#include "parties/hotline/hotline.h"

namespace eq::hotline {

/// LetterKind::holder_hello: the sender's public key for this run.
struct Hello {
  list::Kind kind = list::Kind::drill;
  std::uint16_t threshold = 0;
  std::vector<crypto::VerifyKey> circle;
  crypto::Point key;
  EQ_FIELDS(kind, threshold, circle, key)
};
/// LetterKind::holder_dealing.
struct HolderDealing {
  crypto::Digest run{};  // its session's context
  Bytes message;
  EQ_FIELDS(run, message)
};

enum class KeyStep { waits, made };

/// Why these hotlines cannot make a key of this kind.
struct KeyFault {
  enum class Why : std::uint8_t {
    never_reports,     // the kind is a drill
    held_already,      // we hold one of this kind
    unknown,           // no hotline of the realm has this name
    named_twice,       // or is the one that asks
    not_entrusted,     // it may not certify lists of this kind
    threshold,         // fewer than two, or more than there are
    one_jurisdiction,  // hotlines of this country could evaluate alone
  } why;
  std::string name;  // of the hotline or country
};
std::optional<KeyFault> key_fault(const State& state, const wire::Realm& realm, list::Kind kind,
                                  const std::vector<std::string>& with, std::uint16_t threshold);

/// Begin, or go on, with the key for lists of one kind: write what is ours to write, take what
/// waits at the desk.  Every hotline of the circle calls it with the same arguments until it is
/// made.
/// @param with       names of the other holders
/// @param threshold  so many together evaluate; 2 .. circle
/// @return Err::missing for an unknown hotline; Err::refused for any other key_fault();
///     Err::forged for a dealing that is bad: the run ends.  Promises HOT-8.
Result<KeyStep> make_key(State& state, Environment& environment, list::Kind kind,
                         const std::vector<std::string>& with, std::uint16_t threshold);

}  // namespace eq::hotline
