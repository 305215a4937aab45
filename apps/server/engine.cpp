#include "apps/server/engine.h"

namespace eq::server {
namespace {
constexpr std::size_t kGroupMax = 256;
constexpr std::size_t kLargeInGroup = 8;                    // answers; each up to 33 MB
constexpr auto kTryAgain = std::chrono::milliseconds(500);  // to open a database that does not work
constexpr auto kNap = std::chrono::hours(1);                // there is nothing to do
}  // namespace

Engine::Engine(std::optional<LivePlatform> live, OpenLive again, Measured measured)
    : measured_(std::move(measured)),
      thread_([this, committer = Committer(std::move(live), std::move(again))]() mutable {
        loop(std::move(committer));
      }) {}

void Engine::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  some_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Engine::submit(std::unique_ptr<Job> job, const PeerAddress& from) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) queues_[from].push_back(std::move(job));
  }
  if (job) return job->lose();
  some_.notify_one();
}

std::size_t Engine::waiting() {
  const std::lock_guard lock(mutex_);
  std::size_t all = 0;
  for (const auto& [from, queue] : queues_) all += queue.size();
  return all;
}

void Engine::copy(std::string path, Committer::CopyTold told) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) copies_.push_back({std::move(path), std::exchange(told, nullptr)});
  }
  if (told) return told("The server stops; nothing was copied");
  some_.notify_one();
}

std::optional<JobGroup> Engine::next(Clock::time_point until) {
  JobGroup group;
  std::unique_lock lock(mutex_);
  some_.wait_until(lock, until, [&] { return stopping_ || !queues_.empty() || !copies_.empty(); });
  if (stopping_ && queues_.empty()) return std::nullopt;
  std::size_t large = 0, passed_over = 0;
  while (passed_over < queues_.size() && group.size() < kGroupMax) {
    auto next = queues_.upper_bound(turn_);
    if (next == queues_.end()) next = queues_.begin();
    turn_ = next->first;
    const bool is_large = next->second.front()->answer() == Answer::large;
    if (is_large && large == kLargeInGroup) {
      ++passed_over;  // its turn comes with the next group
      continue;
    }
    passed_over = 0;
    large += is_large;
    group.push_back(std::move(next->second.front()));
    next->second.pop_front();
    if (next->second.empty()) queues_.erase(next);
  }
  return group;
}

std::deque<Engine::CopyOrder> Engine::copies_to_begin() {
  const std::lock_guard lock(mutex_);
  return std::exchange(copies_, {});
}

void Engine::loop(Committer committer) {
  auto next_try = Clock::now();
  const auto until = [&] {
    if (committer.is_copying()) return Clock::now();
    return committer.is_open() ? Clock::now() + kNap : next_try;
  };
  while (auto group = next(until())) {
    for (auto& order : copies_to_begin()) committer.begin_copy(order.path, std::move(order.told));
    if (!committer.is_open() && Clock::now() < next_try) {
      for (auto& job : *group) job->lose();
      continue;
    }
    const std::size_t jobs = group->size();
    const auto begun = Clock::now();
    committer.run(std::move(*group));
    if (measured_ && jobs > 0) measured_(jobs, Clock::now() - begun);
    next_try = Clock::now() + kTryAgain;
    committer.copy_on();
  }
  for (auto& order : copies_to_begin()) order.told("The server stops; nothing was copied");
}

}  // namespace eq::server
