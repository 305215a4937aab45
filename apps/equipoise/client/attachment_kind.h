// What an attachment is taken for before anything of it is saved.
//
// Its first bytes decide, and what its sender calls it; never what a decoder makes of it, for that
// may be absent, out of time, or no match for the file.  Whatever another program would open as a
// picture is a picture here, also of kinds that nothing here can open.
#pragma once

#include <string>

#include "eq/base/foreign_text.h"
#include "eq/base/result.h"

namespace eq::app {

enum class AttachmentKind { document, picture };
/// @param media_type  as the sender claims: it can make a picture of a file, and nothing else
AttachmentKind kind_of(View file, const ForeignText& media_type);

/// Why a picture could not be opened here, as the end of a sentence about it.
/// @param why  as media::Worker::picture()
std::string why_not_opened(Err why);

}  // namespace eq::app
