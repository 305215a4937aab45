// Where a connection comes from, as limits count it.
#pragma once

#include <compare>
#include <cstdint>

#include "eq/base/bytes.h"

namespace eq::server {

/// An IPv4 address, or the first half of an IPv6 address: one customer's network has 2^64 of the
/// rest.
struct PeerAddress {
  Array<16> bytes{};
  auto operator<=>(const PeerAddress&) const = default;

  static PeerAddress v4(const Array<4>& a);
  static PeerAddress v6(const Array<16>& a);
  /// This machine: a proxy that stands for many, so that nothing is counted by it.
  bool is_here() const;
};

}  // namespace eq::server
