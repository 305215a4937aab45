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
    look,    // into the mailbox, and then say how that went: looked()
    listen,  // say who listens: listen()
  };
  Next next();
  void listen(Bytes hello);
  /// Whether the server answered.  While it does not wake us it is asked now and then; one that
  /// does not answer either, seldom: somebody may be typing.
  enum class Looked { well, in_vain };
  void looked(Looked how);

  int descriptor() const { return stream_->descriptor(); }
  /// Milliseconds until next() has something to say although nothing happened.
  int pause_ms() const;

 private:
  using Instant = std::chrono::steady_clock::time_point;
  static Instant now() { return std::chrono::steady_clock::now(); }
  static constexpr std::chrono::seconds kAwake{600}, kUnwoken{10}, kAway{60};

  /// Some time from now, longer with each failure, and never the same for all clients.
  Instant some_time_later();

  std::unique_ptr<server::WakeStream> stream_;
  SystemRandom rng_;
  enum class Line { none, trying, up } line_ = Line::none;
  unsigned failures_ = 0;  // one after the other
  Looked last_ = Looked::well;
  Instant listen_at_, look_at_;
};

}  // namespace eq::app
