// The name under which what another party sent is saved, where its owner says none.
#pragma once

#include <string>

#include "eq/base/foreign_text.h"

namespace eq::app {

/// The last part of the sender's name for it, as a name for a file in one's own folder: it names no
/// other folder, is neither hidden nor an option, and has no character that would be spelled out on
/// a screen or that a file system forbids; each of those is an underscore.  A long one is shortened
/// before its end.  "attachment" where nothing is left.
std::string file_name_from(const ForeignText& name);
/// What a file's own name tells those who are sent it: the name without its folders, if it is text
/// and short enough to be sent; else nothing.
std::string file_name_for_others(const std::string& path);

}  // namespace eq::app
