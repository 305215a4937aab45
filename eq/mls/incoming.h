// What may arrive in a group, and which of it a caller takes.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace eq::mls {

/// Everything that Group::process() knows how to take in, by what it is and by who made it.
enum class Incoming : std::uint8_t {
  message,   // application data of a member
  commit,    // of a member
  proposal,  // of a member
  // of somebody who asks to be added (section 12.1.8.2): anybody at all can make one
  join_proposal,
  external_proposal,  // of one of the group's external senders (section 12.1.8.1)
  // of somebody who adds himself (section 12.4.3.2): so can whoever holds a GroupInfo
  external_commit,
};

/// The kinds that one call takes; every other is refused by the rule kind_not_accepted before
/// anything of it is kept. From outside the group nothing is taken that is not named here: a caller
/// has to write the kind down.
class Accepts {
 public:
  constexpr Accepts(std::initializer_list<Incoming> kinds) {
    for (const Incoming k : kinds) add(k);
  }
  constexpr void add(Incoming k) { bits_ |= bit(k); }
  constexpr bool has(Incoming k) const { return (bits_ & bit(k)) != 0; }

 private:
  static constexpr unsigned bit(Incoming k) { return 1u << static_cast<unsigned>(k); }
  unsigned bits_ = 0;
};

/// What members send each other, and nothing from outside.
inline constexpr Accepts kFromMembers{Incoming::message, Incoming::commit, Incoming::proposal};

}  // namespace eq::mls
