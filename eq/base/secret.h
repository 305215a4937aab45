// Secrets: they move, never copy, are wiped when they die, have no ==, and open only through
// reveal("why"), so that `grep reveal` lists every place where a secret leaves its type.
#pragma once

#include <string.h>
#include <algorithm>

#include "eq/base/bytes.h"

namespace eq {

/// Overwrite memory in a way the compiler may not remove.
inline void wipe(MutView v) {
  if (!v.empty()) explicit_bzero(v.data(), v.size());
}

/// Constant-time in the contents; the lengths are public.
[[nodiscard]] bool equal_ct(View a, View b);

/// A secret of N bytes.
template <std::size_t N>
class Secret {
 public:
  static constexpr std::size_t kSize = N;

  Secret() : b_{} {}
  /// Takes the bytes over and wipes where they came from.
  explicit Secret(Array<N>&& b) : b_(b) { wipe(b); }
  Secret(Secret&& o) noexcept : b_(o.b_) { wipe(o.b_); }
  Secret& operator=(Secret&& o) noexcept {
    if (this != &o) {
      b_ = o.b_;
      wipe(o.b_);
    }
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(b_); }

  /// Copy N bytes in; Err::malformed on another length.
  static Result<Secret> from(View v) {
    if (v.size() != N) return Err::malformed;
    Secret s;
    std::copy(v.begin(), v.end(), s.b_.begin());
    return s;
  }

  /// An explicit second copy, for the rare secret that must live in two places.
  Secret clone() const {
    Secret s;
    s.b_ = b_;
    return s;
  }

  std::span<const std::uint8_t, N> reveal([[maybe_unused]] const char* why) const { return b_; }
  /// Write access, for the function that produces the secret.
  std::span<std::uint8_t, N> fill_in() { return b_; }

 private:
  Array<N> b_;
};

/// A secret whose length is not known to the type.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(Bytes&& b) : b_(std::move(b)) {}
  explicit SecretBytes(std::size_t n) : b_(n) {}
  SecretBytes(SecretBytes&& o) noexcept : b_(std::move(o.b_)) { o.b_.clear(); }
  SecretBytes& operator=(SecretBytes&& o) noexcept {
    if (this != &o) {
      wipe(b_);
      b_ = std::move(o.b_);
      o.b_.clear();
    }
    return *this;
  }
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes() { wipe(b_); }

  static SecretBytes from(View v) { return SecretBytes(to_bytes(v)); }
  SecretBytes clone() const { return from(b_); }

  std::size_t size() const { return b_.size(); }
  bool empty() const { return b_.empty(); }
  View reveal([[maybe_unused]] const char* why) const { return b_; }
  MutView fill_in() { return b_; }

 private:
  Bytes b_;
};

}  // namespace eq
