// A holder's work for the mode "report after threshold": its part of each voucher's evaluation, and
// the comparison of what was opened with the list, which the service does not know.
#pragma once

#include "eq/wire/vouchers.h"
#include "parties/hotline/hotline.h"

namespace eq::hotline {

struct HolderWork {
  std::size_t evaluated = 0;              // vouchers: from whom, and of what, nobody tells us
  std::size_t compared = 0, on_list = 0;  // pictures opened above a threshold
};
/// Everything that waits, for a list of this kind that is logged, certified and evaluated under our
/// key.
/// @return Err::missing if we hold no key for the kind or no list is published; Err::refused for a
///     list under another key; errors of published().  Promises HOT-9.
Result<HolderWork> work_as_holder(State& state, Environment& environment, list::Kind kind);

/// Name of the entry of this kind that an opened picture is: within 31 bits of one of its hashes,
/// and of our own copy's middle in the same turn.  Neither alone is enough.  Promises HOT-10.
std::optional<crypto::Digest> name_of_entry(const State& state, list::Kind kind,
                                            const wire::ComparisonTask::Picture& opened);

}  // namespace eq::hotline
