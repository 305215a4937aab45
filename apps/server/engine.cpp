#include "apps/server/engine.h"

namespace eq::server {
namespace {
constexpr std::size_t kGroupMax = 256;
constexpr auto kTryAgain = std::chrono::milliseconds(500);  // to open a database that does not work
}

Engine::Engine(LivePlatform live, OpenLive again)
    : committer_(std::move(live), std::move(again)), thread_([this] { loop(); }) {}

Engine::~Engine() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  some_.notify_all();
  thread_.join();
}

void Engine::submit(std::unique_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
  }
  some_.notify_one();
}

void Engine::loop() {
  for (;;) {
    JobGroup group;
    {
      std::unique_lock lock(mutex_);
      some_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      while (!queue_.empty() && group.size() < kGroupMax) {
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
    }
    const auto now = std::chrono::steady_clock::now();
    if (!committer_.is_open() && now < next_try_) {
      for (auto& job : group) job->lose();
      continue;
    }
    committer_.run(group);
    next_try_ = now + kTryAgain;
  }
}

}  // namespace eq::server
