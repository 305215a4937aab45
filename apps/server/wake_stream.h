// The client's end of /v1/mailbox/stream (spec/wire.md section 1): learns that something has
// arrived without asking.  It works on a thread of its own, so a server that hangs keeps nobody
// waiting; what happened shows as a file descriptor to poll.
#pragma once

#include <memory>

#include "apps/server/server_address.h"
#include "eq/base/bytes.h"

namespace eq::server {

class WakeStream {
 public:
  /// What happened since it was last asked.
  struct News {
    bool began = false;  // the server will wake us: what came before is to be fetched
    bool woken = false;  // something new lies in the mailbox
    // One of these is the last of a connection:
    bool lost = false;      // it broke, or none came about
    bool declined = false;  // the server answers, and knows no wake-ups
  };

  static std::unique_ptr<WakeStream> to(const ServerAddress& address,
                                        std::uint64_t limit_ms = kUsualLimit_ms);
  /// For connecting, and for a sign of life on a connection that is up.
  static constexpr std::uint64_t kUsualLimit_ms = 20'000;
  /// What is under way ends at once, but for a name that is being looked up.
  virtual ~WakeStream() = default;

  /// Connect anew, and say who listens.  @param hello  a SignedRequest of mailbox.fetch, made now:
  /// the server takes each once
  virtual void listen(Bytes hello) = 0;
  /// Readable while there are news.  It stays the same, and is the stream's to close.
  virtual int descriptor() const = 0;
  virtual News take_news() = 0;

 protected:
  WakeStream() = default;
};

}  // namespace eq::server
