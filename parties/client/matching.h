// Is a picture on the certified list?  The verdict exists on this device only.  eq/list.
#pragma once

#include "eq/list/query.h"
#include "parties/client/hands.h"

namespace eq::client {

/// The list in force, for showing and for look_up_picture().
/// @return Err::missing if none is published; otherwise as list::AcceptedHead::accept: a head that is not
/// logged, not certified by two authorities of two jurisdictions, or older than one seen before is
/// never used.  Promises CLI-7.
Result<list::AcceptedList> current_list(State& s, Hands& h);

struct PictureAnswer {
  list::Finding finding;
  list::RegionRule rule;             // what the list says for our region
  std::size_t sent = 0, received = 0;  // bytes that crossed, the same for every picture
};
/// @param region  ISO 3166-1 alpha-2.  With mode "off" for it nothing is asked at all: Err::refused.
/// Promises CLI-7.
Result<PictureAnswer> look_up_picture(State& s, Hands& h, const list::AcceptedList& list,
                                      const phash::Fingerprint& picture, std::string_view region);

}  // namespace eq::client
