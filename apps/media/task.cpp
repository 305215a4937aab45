#include "apps/media/task.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <new>

#include "apps/media/confine.h"

namespace eq::media {
namespace {

Bytes read_file() {
  const off_t size = lseek(0, 0, SEEK_END);
  if (size < 0 || lseek(0, 0, SEEK_SET) != 0) std::exit(1);
  Bytes file(static_cast<std::size_t>(size));
  for (std::size_t at = 0; at < file.size();) {
    const ssize_t n = read(0, file.data() + at, file.size() - at);
    if (n <= 0) std::exit(1);
    at += static_cast<std::size_t>(n);
  }
  return file;
}

void write_answer(View answer) {
  while (!answer.empty()) {
    const ssize_t n = write(1, answer.data(), answer.size());
    if (n <= 0) std::exit(1);
    answer = answer.subspan(static_cast<std::size_t>(n));
  }
}

Result<Bytes> answer_within_memory(const Task& task) {
  try {
    return task.answer(read_file());
  } catch (const std::bad_alloc&) {
    return Err::exhausted;
  }
}

}  // namespace

int run_task(int argc, char** argv, const std::vector<Task>& tasks) {
  if (argc != 4) return 2;
  const auto task =
      std::find_if(tasks.begin(), tasks.end(), [&](const Task& t) { return t.name == argv[1]; });
  if (task == tasks.end()) return 2;
  if (!confine(static_cast<unsigned>(std::atoi(argv[2])),
               static_cast<std::size_t>(std::atoll(argv[3]))))
    return 3;
  const auto result = answer_within_memory(*task);
  const std::uint8_t status =
      result.ok() ? 0 : static_cast<std::uint8_t>(1 + static_cast<int>(result.error()));
  write_answer({&status, 1});
  if (result.ok()) write_answer(*result);
  // nothing to tidy up, and whatever wants to run at the end may need what was given up
  std::_Exit(0);
}

}  // namespace eq::media
