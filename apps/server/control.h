// Orders to a server that runs, from whoever may look into its home: a socket that lies there.  Not
// over the network, and not to everybody on this machine.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace eq::server {

class Control {
 public:
  struct Answer {
    std::string text;
    std::function<void()> unheard{};  // called if whoever asked has gone meanwhile
  };
  /// What to say to an order, a word; on a thread of Control's own, a few at once: one that takes
  /// long keeps nobody from asking whether the server lives.
  using Obey = std::function<Answer(const std::string& order)>;

  /// @param home  the folder, which is locked: a socket that lies there already is nobody's
  /// @return nullptr with a sentence in `why`
  static std::unique_ptr<Control> open(const std::string& home, Obey obey, std::string& why);
  /// Waits for the orders that are being obeyed.
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

 private:
  Control(std::string socket, int listener, int end, Obey obey);
  void loop();
  void serve(int asker);

  std::string socket_;
  int listener_, end_;
  Obey obey_;
  std::vector<std::thread> threads_;
};

/// What the server over a home made of an order.
struct Told {
  enum class Standing : std::uint8_t {
    none_runs,
    silent,    // it took longer than kHearing_s to say that it heard
    ended,     // it heard, and ended before it answered
    answered,  // however long that took
  };
  Standing standing = Standing::none_runs;
  std::string answer{};
};
inline constexpr int kHearing_s = 5;
Told tell_server(const std::string& home, const std::string& order);

}  // namespace eq::server
