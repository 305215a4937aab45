#include "apps/server/shared_answer.h"

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

namespace eq::server {

void SharedAnswer::ask(Tell tell) {
  std::optional<std::string> ready;
  bool make = false;
  {
    const std::lock_guard lock(mutex_);
    if (value_ && Clock::now() - made_at_ < fresh_) {
      ready = value_;
    } else {
      waiting_.push_back({std::move(tell), Clock::now() + patience_});
      make = !std::exchange(making_, true);
    }
  }
  if (ready) return tell(std::move(ready));
  if (!make) return;
  try {
    make_([this](std::optional<std::string> value) { made(std::move(value)); });
  } catch (const std::bad_alloc&) {
    made(std::nullopt);  // or nobody would ever make it again
  }
}

void SharedAnswer::made(std::optional<std::string> value) {
  std::vector<Waiting> waiting;
  {
    const std::lock_guard lock(mutex_);
    making_ = false;
    value_ = value;
    made_at_ = Clock::now();
    waiting.swap(waiting_);
  }
  for (auto& w : waiting) w.tell(value);
}

void SharedAnswer::give_up() {
  std::vector<Waiting> late;
  {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    const auto first_late = std::stable_partition(waiting_.begin(), waiting_.end(),
                                                  [&](const Waiting& w) { return w.until > now; });
    std::move(first_late, waiting_.end(), std::back_inserter(late));
    waiting_.erase(first_late, waiting_.end());
  }
  for (auto& w : late) w.tell(std::nullopt);
}

}  // namespace eq::server
