// Why a letter at a hotline's desk came to nothing.  Whoever works on the lists next is told.
#pragma once

#include <string_view>

#include "eq/base/codec.h"

namespace eq::hotline {

enum class Ignored : std::uint8_t {
  unreadable,      // not sealed to us, altered on its way, or older than any letter counts
  stranger,        // from nobody who certifies lists in this realm
  too_old,         // nobody acts on it after a week
  answer_unasked,  // to no proposal of ours that waits
  unchecked,       // too many disputes whose account nobody could look up
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
  nothing_held,    // we hold a copy of none of its entries: nothing would be left
  undelivered,     // the service did not take our answer
  empties_list,    // nothing would be left, and not all that is published was withdrawn
  none_to_report,  // all is taken off, and a region would report all the same
};
constexpr bool is_valid(Ignored why) { return why <= Ignored::none_to_report; }
/// A clause that goes on after "a letter of X: ".
std::string_view to_text(Ignored why);

struct IgnoredLetter {
  Ignored why;
  std::string from;  // the hotline, by the realm's name for it; empty if nobody knows
  EQ_FIELDS(why, from)
};
using IgnoredLetters = std::vector<IgnoredLetter>;

}  // namespace eq::hotline
