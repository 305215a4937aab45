// What a command takes from the machine it runs on: randomness and the time.
#pragma once

#include <string>

#include "eq/base/random.h"
#include "eq/base/time.h"

namespace eq::app {

/// The operating system's randomness.
class SystemRandom final : public Random {
 public:
  void fill(MutView out) override;
};

/// The system clock, shifted by the signed number of milliseconds written in a file, so that days
/// can be simulated without touching the machine.  An empty path means the plain system clock.
class Clock {
 public:
  explicit Clock(std::string file) : file_(std::move(file)) {}
  /// Reads the file anew at every call.  Throws Failure if it is not there, or holds no number.
  Time now() const;

 private:
  std::string file_;
};

/// The path of a clock file as a home keeps it: absolute.  Throws Failure as Clock::now(): a file
/// that is not there is said before anything is made or changed.
std::string clock_to_keep(const std::string& path);

}  // namespace eq::app
