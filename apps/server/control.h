// Orders to a server that runs, from whoever may look into its home: a socket that lies there.  Not
// over the network, and not to everybody on this machine.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace eq::server {

class Control {
 public:
  /// What to say to an order, a word; on a thread of Control's own, one at a time.
  using Obey = std::function<std::string(const std::string& order)>;

  /// @param home  the folder, which is locked: a socket that lies there already is nobody's
  /// @return nullptr with a sentence in `why`
  static std::unique_ptr<Control> open(const std::string& home, Obey obey, std::string& why);
  /// Waits for the order that is being obeyed.
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
  std::thread thread_;
};

/// What the server over this home says to the order, however long that takes; empty if it ended
/// before it said anything; nullopt if none runs.
std::optional<std::string> tell_server(const std::string& home, const std::string& order);

}  // namespace eq::server
