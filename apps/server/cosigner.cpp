#include "apps/server/cosigner.h"

#include <spdlog/spdlog.h>

namespace eq::server {
namespace {
constexpr auto kRetry = std::chrono::seconds(5);
// Whether the witness is there, where nothing grows.
constexpr auto kLook = std::chrono::seconds(10);
}  // namespace

Cosigner::Cosigner(Engine& engine, std::unique_ptr<HttpClient> witness, std::function<Time()> clock)
    : engine_(engine),
      witness_(std::move(witness)),
      clock_(std::move(clock)),
      thread_([this] { loop(); }) {}

Cosigner::~Cosigner() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  some_.notify_all();
  thread_.join();
  for (auto& then : waiting_) then();
}

void Cosigner::grown(std::function<void()> then) {
  {
    const std::lock_guard lock(mutex_);
    pending_ = true;
    if (then) waiting_.push_back(std::move(then));
  }
  some_.notify_all();
}

void Cosigner::loop() {
  bool behind = false;
  for (;;) {
    std::vector<std::function<void()>> waiting;
    {
      std::unique_lock lock(mutex_);
      const auto ready = [&] { return stopping_ || pending_; };
      some_.wait_for(lock, behind ? kRetry : kLook, ready);
      if (stopping_) return;
      pending_ = false;
      waiting.swap(waiting_);
    }
    asked_ = false;
    behind = !round(wire::LogName::orders);
    behind |= !round(wire::LogName::epochs);
    behind |= !round(wire::LogName::directory);
    if (!asked_ && !behind) behind = !look();
    answers_ = !behind;
    for (auto& then : waiting) then();
  }
}

/// Whoever watches the server learns of a silent witness before an entry waits for it.
bool Cosigner::look() {
  if (!witness_->send("GET", "/", {}).ok()) return silent();
  heard();
  return true;
}

bool Cosigner::silent() {
  if (!complained_)
    spdlog::warn("the witness does not answer; new entries wait for it. {}", witness_->why());
  complained_ = true;
  return false;
}

void Cosigner::heard() {
  if (complained_) spdlog::info("the witness answers again");
  complained_ = false;
}

bool Cosigner::round(wire::LogName log) {
  bool is_taken = false;
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto asked = engine_.run([this, log](platform::Platform& platform) {
      return platform.witness_request(log, clock_());
    });
    if (!asked || !asked->ok()) return false;
    const auto& request = **asked;
    if (!request) return true;
    asked_ = true;
    const auto reply =
        witness_->send("POST", "/add-checkpoint", view(*request), "text/plain; charset=utf-8");
    if (!reply.ok()) return silent();
    const auto taken = engine_.run([&](platform::Platform& platform) {
      return platform.witness_reply(log, *request, reply->status, to_string(reply->body), clock_());
    });
    if (!taken) return false;
    if (taken->ok()) {
      heard();
      if (log != wire::LogName::directory) return true;
      is_taken = true;  // and there may be the next epoch, which waited for this
      continue;
    }
    if (taken->error() != Err::stale) {
      if (!complained_ && reply->status == 200)
        spdlog::error("the witness's word for the {} log is not taken ({}): it is of another key",
                      to_text(log), to_text(taken->error()));
      else if (!complained_)
        spdlog::error("the witness refuses the {} log (status {})", to_text(log), reply->status);
      complained_ = true;
      return false;
    }
  }
  return is_taken;
}

}  // namespace eq::server
