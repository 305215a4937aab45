// Internal to this room: many independent checks, shared among lent threads if there are any.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "eq/base/executor.h"
#include "eq/mls/rule.h"

namespace eq::mls {

/// `check(i) -> Checked<void>` for 0 .. n-1.  The failure reported is that of the lowest index,
/// whatever order the jobs ran in.
/// @param executor  nullptr: here, one after another
template <class Check>
Checked<void> check_all(Executor* executor, std::size_t n, const Check& check) {
  constexpr std::size_t kBlock = 16;  // below a millisecond of signatures
  auto block = [&](std::size_t from, std::size_t to) -> Checked<void> {
    for (std::size_t i = from; i < to; ++i) MLS_TRY(check(i));
    return {};
  };
  if (!executor || n <= kBlock) return block(0, n);
  std::vector<std::optional<Fail>> failures((n + kBlock - 1) / kBlock);
  executor->run(failures.size(), [&](std::size_t job) {
    const auto result = block(job * kBlock, std::min(n, (job + 1) * kBlock));
    if (!result.ok()) failures[job] = result.error();
  });
  for (const auto& f : failures)
    if (f) return *f;
  return {};
}

}  // namespace eq::mls
