#include "apps/server/engine.h"

#include <algorithm>
#include <new>

namespace eq::server {
namespace {
constexpr std::size_t kGroupMax = 256;
constexpr std::size_t kLargeInGroup = 8;  // answers; each up to 33 MB
// To open a database that does not work, and to see whether another's lease was renewed.
constexpr auto kTryAgain = std::chrono::milliseconds(250);
constexpr auto kNap = std::chrono::hours(1);  // there is nothing to do

/// Want of memory shows again in the job's turn, where it loses the group.
void prepare(Job& job) {
  try {
    job.prepare();
  } catch (const std::bad_alloc&) {
  }
}
}  // namespace

unsigned Engine::one_less_than_cores() {
  return std::max(1u, std::thread::hardware_concurrency()) - 1;
}

Engine::Engine(std::optional<LivePlatform> live, OpenLive again, Measured measured,
               unsigned helpers)
    : measured_(std::move(measured)),
      thread_([this, committer = Committer(std::move(live), std::move(again))]() mutable {
        loop(std::move(committer));
      }) {
  for (unsigned i = 0; i < helpers; ++i) helpers_.emplace_back([this] { help(); });
}

void Engine::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  some_.notify_all();
  unclaimed_.notify_all();
  for (auto& helper : helpers_)
    if (helper.joinable()) helper.join();
  if (thread_.joinable()) thread_.join();
}

void Engine::submit(std::unique_ptr<Job> job, const PeerAddress& from) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      queues_[from].jobs.push_back(std::move(job));
      unclaimed_from_.insert(from);
    }
  }
  if (job) return job->lose();
  some_.notify_one();
  unclaimed_.notify_one();
}

std::size_t Engine::waiting() {
  const std::lock_guard lock(mutex_);
  std::size_t all = 0;
  for (const auto& [from, queue] : queues_) all += queue.jobs.size();
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
  std::unique_lock lock(mutex_);
  some_.wait_until(lock, until, [&] { return stopping_ || !queues_.empty() || !copies_.empty(); });
  if (stopping_ && queues_.empty()) return std::nullopt;
  JobGroup group = take_group();
  helped_.wait(lock, [&] {
    return std::ranges::none_of(helped_now_, [&](const Job* job) {
      return std::ranges::any_of(group, [&](const auto& ours) { return ours.get() == job; });
    });
  });
  return group;
}

JobGroup Engine::take_group() {
  JobGroup group;
  std::size_t large = 0, passed_over = 0;
  while (passed_over < queues_.size() && group.size() < kGroupMax) {
    auto next = queues_.upper_bound(turn_);
    if (next == queues_.end()) next = queues_.begin();
    turn_ = next->first;
    auto& [jobs, claimed] = next->second;
    const bool is_large = jobs.front()->answer() == Answer::large;
    if (is_large && large == kLargeInGroup) {
      ++passed_over;  // its turn comes with the next group
      continue;
    }
    passed_over = 0;
    large += is_large;
    if (claimed > 0) --claimed;
    group.push_back(std::move(jobs.front()));
    jobs.pop_front();
    if (!jobs.empty()) continue;
    unclaimed_from_.erase(next->first);
    queues_.erase(next);
  }
  return group;
}

/// The next job that nobody is at, of the addresses in turn; nullptr for none.
Job* Engine::claim() {
  if (unclaimed_from_.empty()) return nullptr;
  auto from = unclaimed_from_.upper_bound(helped_turn_);
  if (from == unclaimed_from_.end()) from = unclaimed_from_.begin();
  helped_turn_ = *from;
  auto& [jobs, claimed] = queues_.at(*from);
  Job* job = jobs[claimed++].get();
  if (claimed == jobs.size()) unclaimed_from_.erase(from);
  return job;
}

void Engine::help() {
  std::unique_lock lock(mutex_);
  for (;;) {
    Job* job = nullptr;
    unclaimed_.wait(lock, [&] { return stopping_ || (job = claim()) != nullptr; });
    if (job == nullptr) return;
    helped_now_.push_back(job);
    lock.unlock();
    prepare(*job);
    lock.lock();
    std::erase(helped_now_, job);
    helped_.notify_one();
  }
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
