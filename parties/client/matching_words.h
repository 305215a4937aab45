// What matching means for whoever carries the device, in plain sentences: before he agrees, while
// it applies, and when a picture is found.  For each kind of list: what is compared, what leaves
// the device, and when.
#pragma once

#include "parties/client/matching.h"

namespace eq::client {

/// One sentence: what happens in a region, or why nothing does.
std::string to_text(const ModeHere& mode);
/// What somebody agrees to, a fact a line; empty where nothing is in force.  Promises CLI-36.
/// @param head  by which `mode` was found
std::string terms_text(const ModeHere& mode, const list::ListHead& head);
/// Why a picture is blurred, who says so, what the check disclosed, and what can be done.  Promises
/// CLI-36.
std::string warning_text(const PictureAnswer& answer, const list::AcceptedList& list);

}  // namespace eq::client
