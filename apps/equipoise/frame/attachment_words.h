// What stands for an attachment on a screen.
#pragma once

#include "eq/base/counted.h"
#include "eq/base/shown.h"
#include "eq/franking/commit.h"

namespace eq::app {

/// Type and size, and its name in quotation marks, those inside it spelled out: whatever the sender
/// calls it, it ends where they end.  "text/plain, 120 bytes, called \"minutes.txt\"".
inline std::string in_words(const franking::Attachment& attachment) {
  std::string out = shown_name(attachment.media_type) + ", " + counted(attachment.size, "byte");
  if (attachment.name.empty()) return out;
  out += ", called \"";
  for (const char c : shown_name(attachment.name)) out += c == '"' ? "\\\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace eq::app
