// Identifiers that cannot be mistaken for one another.
#pragma once

#include <compare>
#include <cstring>
#include <functional>

#include "eq/base/bytes.h"

namespace eq {

/// N public bytes naming one kind of thing (`Tag`).
template <class Tag, std::size_t N>
struct Id {
  static constexpr std::size_t kSize = N;
  Array<N> bytes{};

  View view() const { return bytes; }
  std::string hex() const { return eq::hex(bytes); }
  static Result<Id> from(View v) { return Id{TRY(to_array<N>(v))}; }
  static Result<Id> from_hex(std::string_view s) { return from(TRY(eq::from_hex(s))); }
  auto operator<=>(const Id&) const = default;
};

/// SHA-256(realm || first account signing key): self-certifying, so no two people share one.
using AccountId = Id<struct AccountTag, 32>;
/// Random; one per MLS group.
using ConversationId = Id<struct ConversationTag, 16>;

}  // namespace eq

template <class Tag, std::size_t N>
struct std::hash<eq::Id<Tag, N>> {
  std::size_t operator()(const eq::Id<Tag, N>& id) const noexcept {
    std::size_t h;
    static_assert(N >= sizeof h);
    std::memcpy(&h, id.bytes.data(), sizeof h);
    return h;
  }
};
