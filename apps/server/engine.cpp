#include "apps/server/engine.h"

#include <spdlog/spdlog.h>

#include <future>

namespace eq::server {
namespace {
constexpr std::size_t kGroupMax = 256;
}

Engine::Engine(std::unique_ptr<SqliteStore> store, std::unique_ptr<platform::Platform> platform)
    : store_(std::move(store)), platform_(std::move(platform)), thread_([this] { loop(); }) {}

Engine::~Engine() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  some_.notify_all();
  thread_.join();
}

void Engine::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
  }
  some_.notify_one();
}

bool Engine::run(std::function<void(platform::Platform&)> what) {
  std::promise<bool> promise;
  auto result = promise.get_future();
  submit({std::move(what), [&promise](bool durable) { promise.set_value(durable); }});
  return result.get();
}

void Engine::loop() {
  for (;;) {
    std::deque<Job> group;
    {
      std::unique_lock lock(mutex_);
      some_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      while (!queue_.empty() && group.size() < kGroupMax) {
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
    }
    run_group(group);
  }
}

void Engine::run_group(std::deque<Job>& group) {
  bool durable = store_->begin_group().ok();
  if (durable) {
    for (auto& job : group) job.run(*platform_);
    durable = store_->commit_group().ok();
    if (!durable) store_->abandon_group();
  }
  if (!durable) spdlog::error("the database took nothing: {}", store_->trouble());
  for (auto& job : group)
    if (job.done) job.done(durable);
}

}  // namespace eq::server
