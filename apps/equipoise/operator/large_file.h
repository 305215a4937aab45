// Files that do not fit into memory: copied in pieces, flushed, and measured on the way.
#pragma once

#include <string>

#include "eq/crypto/hash.h"

namespace eq::app {

struct Copied {
  std::uint64_t bytes = 0;
  crypto::Digest sha256{};
};

/// To a file that was not there before, which only its owner may read; durable when it returns.
/// Throws Failure; then nothing is left of it.
Copied copy_file(const std::string& from, const std::string& to);
/// Gives a file its place, durably.  Throws Failure.
void move_file(const std::string& from, const std::string& to);

/// Copies of a store that a command left in a home when it was cut off: they would remember what
/// the server forgets.
void forget_copies(const std::string& home);

/// A file that goes when this does, with what SQLite lays beside it.
class Temporary {
 public:
  explicit Temporary(std::string path) : path_(std::move(path)) { remove(); }
  ~Temporary() { remove(); }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  const std::string& path() const { return path_; }

 private:
  void remove() const;
  std::string path_;
};

}  // namespace eq::app
