// An answer that is the same for everybody, made at most once at a time and given out for a while:
// whoever asks a hundred times costs as much as whoever asks once.  Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace eq::server {

class SharedAnswer {
 public:
  /// nullopt: it could not be made, or not in time.
  using Tell = std::function<void(std::optional<std::string>)>;
  using Milliseconds = std::chrono::milliseconds;
  /// @param make      makes it anew and tells it, once, from any thread
  /// @param fresh     for so long it is given out
  /// @param patience  so long somebody waits for it; give_up() must be called now and then
  SharedAnswer(std::function<void(Tell)> make, Milliseconds fresh, Milliseconds patience)
      : make_(std::move(make)), fresh_(fresh), patience_(patience) {}

  void ask(Tell tell);
  void give_up();

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    Tell tell;
    Clock::time_point until;
  };
  void made(std::optional<std::string> value);

  std::function<void(Tell)> make_;
  Milliseconds fresh_, patience_;
  std::mutex mutex_;
  bool making_ = false;
  std::optional<std::string> value_;
  Clock::time_point made_at_;
  std::vector<Waiting> waiting_;
};

}  // namespace eq::server
