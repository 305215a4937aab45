// A home whose store came from a backup says so until the witness has been asked.
#pragma once

#include <string>

#include "eq/base/time.h"

namespace eq::app {

/// Durable when it returns.  @param made  when the backup was made
void mark_restored(const std::string& home, Time made);
bool is_restored(const std::string& home);
void unmark_restored(const std::string& home);

}  // namespace eq::app
