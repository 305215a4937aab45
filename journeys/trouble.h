// Disturbs a step of a party, then has it done again: what was begun must come to the same.
#pragma once

#include "journeys/town.h"

namespace eq::journeys {

/// A line that is cut after so many requests.
class CutLine final : public wire::Transport {
 public:
  CutLine(wire::Transport& line, unsigned requests) : line_(line), left_(requests) {}
  Result<Bytes> call(wire::Verb verb, View request) override {
    if (left_ == 0) return Err::unavailable;
    --left_;
    return line_.call(verb, request);
  }
  Result<Bytes> get(std::string_view path) override { return line_.get(path); }

 private:
  wire::Transport& line_;
  unsigned left_;
};

/// Disturbs a step, then has it done again.
class Trouble {
 public:
  explicit Trouble(Town& town) : town_(town) {}
  virtual ~Trouble() = default;

  template <class State, class Step>
  void step(State& state, Step step) {
    Bytes kept = state.save();
    CutLine line(*town_.office_line, requests());
    wire::Environment environment{town_.realm, line, [&] { kept = state.save(); }, clock(),
                                  town_.rng};
    if (step(state, environment)) return;
    if (dies()) state = State::load(kept).take();
    town_.advance(kMinute_ms);
    wire::Environment again{town_.realm, *town_.office_line, [&] { kept = state.save(); },
                            town_.now, town_.rng};
    EQ_ASSERT(step(state, again));
  }

 protected:
  virtual unsigned requests() const = 0;  // until the line is cut
  virtual Time clock() const = 0;
  virtual bool dies() const = 0;
  Town& town_;
};

struct Crash final : Trouble {
  Crash(Town& town, unsigned after) : Trouble(town), after(after) {}
  unsigned requests() const override { return after; }
  Time clock() const override { return town_.now; }
  bool dies() const override { return true; }
  unsigned after;
};

struct Jump final : Trouble {
  Jump(Town& town, std::int64_t by_ms) : Trouble(town), by(by_ms) {}
  unsigned requests() const override { return 1000; }
  Time clock() const override { return Time{town_.now.ms + static_cast<std::uint64_t>(by)}; }
  bool dies() const override { return false; }
  std::int64_t by;
};

}  // namespace eq::journeys
