// What leaves the server leaves after its group of requests lies on disk, and only then: a reply, a
// wake-up, a checkpoint for the witness is what a job's ask() returned, and nobody can read that
// but tell(), to whom only the group's Durable opens it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "eq/base/result.h"
#include "parties/platform/platform.h"

namespace eq::server {

/// That a group survives a crash and a power cut.  Only a store says so: after its commit, or when
/// it was opened again and the group was found in it.
class Durable {
 public:
  std::uint64_t group() const { return group_; }

 private:
  friend class DurableStore;
  explicit Durable(std::uint64_t group) : group_(group) {}
  std::uint64_t group_;
};

/// How much of memory the answer may take: of large ones few are made in one group.
enum class Answer : std::uint8_t { small, large };

/// One thing to do within a group, and whom to tell.  Not thread-safe.
class Job {
 public:
  virtual ~Job() = default;
  /// What needs neither the platform nor a clock; before run(), on any thread, or not at all.
  virtual void prepare() {}
  virtual void run(platform::Platform& platform, std::uint64_t group) = 0;
  /// Whether its group is to reach the disk although nothing in it changes anything.
  virtual bool flushes() const { return false; }
  virtual Answer answer() const { return Answer::small; }
  /// Exactly one of these, once.
  virtual void keep(const Durable& durable) = 0;
  /// It had no effect; or the program ends before anybody knows, and nobody listens any more.
  virtual void lose() = 0;
};

template <class Ask, class Tell>
class Asked final : public Job {
 public:
  using Value = std::invoke_result_t<Ask&, platform::Platform&>;

  Asked(Ask ask, Tell tell, Answer answer = Answer::small)
      : ask_(std::move(ask)), tell_(std::move(tell)), answer_(answer) {}
  Answer answer() const override { return answer_; }
  void prepare() override {
    if constexpr (requires { ask_.prepare(); }) ask_.prepare();
  }
  void run(platform::Platform& platform, std::uint64_t group) override {
    value_.emplace(ask_(platform));
    group_ = group;
  }
  void keep(const Durable& durable) override {
    EQ_ASSERT(value_ && durable.group() == group_);
    tell_(std::move(value_));
  }
  void lose() override {
    value_.reset();
    tell_(std::optional<Value>());
  }

 private:
  Ask ask_;
  Tell tell_;
  Answer answer_;
  std::optional<Value> value_;
  std::uint64_t group_ = 0;
};

/// Asks whether anything could be kept now.
class Probe final : public Job {
 public:
  explicit Probe(std::function<void(bool)> tell) : tell_(std::move(tell)) {}
  void run(platform::Platform&, std::uint64_t) override {}
  bool flushes() const override { return true; }
  void keep(const Durable&) override { tell_(true); }
  void lose() override { tell_(false); }

 private:
  std::function<void(bool)> tell_;
};

}  // namespace eq::server
