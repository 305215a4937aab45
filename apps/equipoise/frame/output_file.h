// Where somebody asked a command to write: never in the place of something else.
#pragma once

#include <functional>
#include <string>

#include "eq/base/bytes.h"

namespace eq::app {

/// Whole and durable, or not at all.  Throws Failure naming the path; another file that is there
/// already stays as it is, and the same one is as good as written.
void write_output(const std::string& path, View data, unsigned mode = 0600);
/// The same, but what `is_earlier` knows for an earlier version of the same is replaced.
void write_newer_output(const std::string& path, View data,
                        const std::function<bool(View there)>& is_earlier, unsigned mode = 0600);
/// For what has an effect before its file can be written.  Throws Failure if something is there.
void must_be_free(const std::string& path);
/// A folder to write into, there already or not.  Throws Failure naming the path.
void make_folder(const std::string& path);

}  // namespace eq::app
