// Why a letter at a hotline's desk came to nothing.  Whoever empties the desk is told.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eq::hotline {

enum class Ignored : std::uint8_t {
  unreadable,      // not sealed to us, or altered on its way
  stranger,        // from nobody who certifies lists in this realm
  too_old,         // nobody acts on it after a week
  answer_unasked,  // to no proposal of ours that waits
  dispute_unfit,   // disputes.h file_dispute()
  malformed,       // a proposal that cannot be read, or not one that anybody could sign
  replaced,        // the same hotline proposed anew
  not_next,        // it does not follow the published version
  out_of_time,     // issued in the future, or over by now
  too_long,        // in force for more than 366 days
  basis_ended,     // the law of one of its regions is over
  not_genuine,     // the judge did not sign the legal basis of one of its regions
  not_entrusted,   // one of us may not certify lists of this kind
  no_common_key,   // reports, without an evaluation key of us two
  another_signed,  // we signed another head of this version within a week
  unsound,         // its entries or parts do not hold
  undelivered,     // the service did not take our answer
};
/// A clause that goes on after "a letter of X: ".
std::string_view to_text(Ignored why);

struct IgnoredLetter {
  Ignored why;
  std::string from;  // the hotline, by the realm's name for it; empty if nobody knows
};
using IgnoredLetters = std::vector<IgnoredLetter>;

}  // namespace eq::hotline
