// When a live session looks into its mailbox: when the server wakes it, when it is listened to
// again, and now and then for what time alone brings.  Nothing here waits.
#pragma once

#include <chrono>
#include <memory>

#include "apps/equipoise/frame/machine.h"
#include "apps/server/wake_stream.h"

namespace eq::app {

class Wakes {
 public:
  /// @param url  of the server, as the home's settings have it.  Throws Failure if it is none.
  explicit Wakes(const std::string& url);

  /// What to do now, one thing at a time.
  enum class Next {
    nothing,
    look,    // into the mailbox
    listen,  // say who listens: listen()
    away,    // the server cannot be reached: say so once
  };
  Next next();
  void listen(Bytes hello);
  /// It could not be looked now; once more in a while.
  void look_again() { look_at_ = now() + kBetweenTries; }

  int descriptor() const { return stream_->descriptor(); }
  /// Milliseconds until next() has something to say although nothing happened.
  int pause_ms() const;

 private:
  using Instant = std::chrono::steady_clock::time_point;
  static Instant now() { return std::chrono::steady_clock::now(); }
  static constexpr std::chrono::seconds kBetweenTries{10}, kBetweenLooks{600};

  /// Some time from now, longer with each failure, and never the same for all clients.
  Instant some_time_later();

  std::unique_ptr<server::WakeStream> stream_;
  SystemRandom rng_;
  enum class Line { none, trying, up } line_ = Line::none;
  unsigned failures_ = 0;  // one after the other
  Instant listen_at_, look_at_;
  bool must_look_ = false, must_tell_ = false, has_wakes_ = true;
};

}  // namespace eq::app
