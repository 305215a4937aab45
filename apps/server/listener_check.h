// What can be said of a listener without listening, and of a certificate that was read again.
#pragma once

#include "apps/server/http.h"

namespace eq::server {

/// Why nobody may or can listen so, in sentences; empty if nothing is seen before it is tried.
std::string fault_of(const Listener& listener);

/// The key that clients of a private network pin, where there is one.
class ShownKey {
 public:
  explicit ShownKey(const Listener& listener);
  /// After the files were read again: what people must be told if the key is another one now;
  /// empty if it is not.
  std::string read_again();

 private:
  std::optional<TlsFiles> files_;
  std::optional<KeyPin> key_;
};

}  // namespace eq::server
