// What a service does without being asked: day keys, what is preserved, and forgetting.
#pragma once

#include <atomic>

#include "apps/server/cosigner.h"
#include "apps/server/engine.h"
#include "eq/base/random.h"

namespace eq::server {

class Tending {
 public:
  /// All of them outlive it.  @param cosigner  none: the logs stay unpublished
  Tending(Engine& engine, Cosigner* cosigner, const std::function<Time()>& clock, Random& random)
      : engine_(engine), cosigner_(cosigner), clock_(clock), random_(random) {}

  /// doubted: day keys are announced, and nothing is sealed, ended or forgotten.
  enum class Clock : std::uint8_t { believed, doubted };
  void tend(Clock clock);

 private:
  void forget(platform::Forgetting what);

  Engine& engine_;
  Cosigner* cosigner_;
  const std::function<Time()>& clock_;
  Random& random_;
  std::atomic<bool> forgetting_{false};
};

}  // namespace eq::server
