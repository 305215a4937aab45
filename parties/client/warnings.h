// Warnings that this device showed, kept on it alone; taken back when the entry behind one is gone
// from the list.
//
// A warning is remembered by the tags of the filter that it hit.  Tags of an entry stay the same
// from version to version, so the device sees by itself, in the next filter, whether the entry
// still stands: nobody is asked about it.
#pragma once

#include "eq/wire/list_reader.h"
#include "parties/client/matching.h"

namespace eq::client {

/// Remember what was found listed; once for each hash, kind of list, version and message.
void note_warning(State& state, const phash::Hash& hash, const list::Finding& finding,
                  const list::ListHead& head, const std::optional<MessagePlace>& where, Time now);

/// Compare what was warned of with a newer version.  Promises CLI-13.
void reexamine_warnings(State& state, const wire::ReadList& newer, Time now);

/// Warnings taken back and not yet told; told now.  Before that, once a day, the lists in force of
/// the kinds that the owner ever agreed to are fetched: also when consent was withdrawn since, for
/// what was shown under it must be taken back; and whether or not a warning was ever shown: so
/// fetching it tells nothing.
/// @return Err::unavailable and other errors of current_list(), but none if no list is published.
///     Promises CLI-13.
Result<std::vector<Warning>> find_recalls(State& state, Environment& environment);
/// One sentence for people.  Only for a warning that was taken back.
std::string to_text(const Warning& recalled);

}  // namespace eq::client
