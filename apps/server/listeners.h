// Who waits for news over a WebSocket.  Thread-safe.
#pragma once

#include <iterator>
#include <map>
#include <memory>
#include <mutex>

#include "apps/server/http.h"
#include "eq/base/id.h"

namespace eq::server {

class Listeners {
 public:
  /// Of one account; whoever opens more loses his oldest.
  static constexpr std::ptrdiff_t kOfOneAccount = 16;

  void add(const AccountId& account, const std::shared_ptr<Socket>& socket) {
    std::shared_ptr<Socket> oldest;
    {
      const std::lock_guard lock(mutex_);
      auto [first, last] = sockets_.equal_range(account);
      while (first != last) {
        const auto known = first->second.lock();
        if (known == socket) return;
        first = known ? std::next(first) : sockets_.erase(first);
      }
      sockets_.emplace(account, socket);
      std::tie(first, last) = sockets_.equal_range(account);
      if (std::distance(first, last) > kOfOneAccount) {
        oldest = first->second.lock();
        sockets_.erase(first);
      }
    }
    if (oldest) oldest->close();
  }

  void wake(const AccountId& account) {
    const std::lock_guard lock(mutex_);
    const auto [first, last] = sockets_.equal_range(account);
    for (auto it = first; it != last;) {
      if (const auto socket = it->second.lock()) {
        socket->send(Bytes{1});
        ++it;
      } else {
        it = sockets_.erase(it);
      }
    }
  }

  /// Nobody is woken here any more: all are cut off, so that they come back where they are.
  void leave_all() {
    std::multimap<AccountId, std::weak_ptr<Socket>> sockets;
    {
      const std::lock_guard lock(mutex_);
      sockets.swap(sockets_);
    }
    for (const auto& [account, weak] : sockets)
      if (const auto socket = weak.lock()) socket->close();
  }

 private:
  std::mutex mutex_;
  std::multimap<AccountId, std::weak_ptr<Socket>> sockets_;  // of one account: oldest first
};

}  // namespace eq::server
