// What stands for an attachment on a screen.
#pragma once

#include "eq/base/shown.h"
#include "eq/franking/commit.h"

namespace eq::app {

/// Name, type and size, as its sender calls them: "minutes.txt, text/plain, 120 bytes".
inline std::string in_words(const franking::Attachment& attachment) {
  return (attachment.name.empty() ? "" : shown_name(attachment.name) + ", ") +
         shown_name(attachment.media_type) + ", " + std::to_string(attachment.size) + " bytes";
}

}  // namespace eq::app
