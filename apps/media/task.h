// What a decoding process does between its start and its end (worker.h is the other side).
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "eq/base/bytes.h"

namespace eq::media {

struct Task {
  std::string_view name;
  std::function<Result<Bytes>(View file)> answer;
};

/// main() of such a program, called as PROGRAM TASK SECONDS BYTES: confines itself, reads the file
/// on descriptor 0, answers on descriptor 1 and ends the process.  Returns an exit code only if it
/// could not begin.
int run_task(int argc, char** argv, const std::vector<Task>& tasks);

}  // namespace eq::media
