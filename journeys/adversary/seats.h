// Which parties the adversary holds: their keys, their state, and everything they may ask for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eq::adversary {

enum class Seat : std::uint8_t {
  service,
  agency,
  court,
  custodian,  // one of those in office
  member,     // of conversations, and perhaps the target of an order
  hotline,    // and for a signature the other one of its jurisdiction
  former,     // a custodian of before a succession, with its old keys
  foreign,    // an agency of another realm and that realm's judge
  lost,       // whoever has a device that its owner replaced
};
inline constexpr std::string_view kSeatNames[] = {
    "service", "agency", "court", "custodian", "member", "hotline", "former", "foreign", "lost"};
inline constexpr unsigned kSeats = 9;

/// A set of seats.  "service+agency" in text.
class Seats {
 public:
  constexpr Seats() = default;
  constexpr Seats(std::initializer_list<Seat> seats) {
    for (const Seat s : seats) bits_ |= bit(s);
  }
  constexpr bool has(Seat s) const { return bits_ & bit(s); }
  /// Whether the two have a seat in common.
  constexpr bool meets(Seats other) const { return bits_ & other.bits_; }
  /// Whether it has no seat but these.
  constexpr bool within(Seats others) const { return (bits_ & ~others.bits_) == 0; }
  constexpr bool none() const { return bits_ == 0; }

  std::string text() const {
    std::string out;
    for (unsigned i = 0; i < kSeats; ++i)
      if (has(static_cast<Seat>(i))) out += (out.empty() ? "" : "+") + std::string(kSeatNames[i]);
    return out.empty() ? "nobody" : out;
  }
  static std::optional<Seats> parse(std::string_view text) {
    Seats out;
    while (!text.empty()) {
      const auto part = text.substr(0, text.find('+'));
      bool found = false;
      for (unsigned i = 0; i < kSeats; ++i) {
        if (kSeatNames[i] != part) continue;
        out.bits_ |= bit(static_cast<Seat>(i));
        found = true;
      }
      if (!found && part != "nobody") return std::nullopt;
      text.remove_prefix(part.size() == text.size() ? part.size() : part.size() + 1);
    }
    return out;
  }
  /// Every single seat and every pair: below the thresholds, so that no promise of "who can read
  /// what" is off.
  static std::vector<Seats> singles_and_pairs() {
    std::vector<Seats> out;
    for (unsigned a = 0; a < kSeats; ++a)
      for (unsigned b = a; b < kSeats; ++b)
        out.push_back({static_cast<Seat>(a), static_cast<Seat>(b)});
    return out;
  }

 private:
  static constexpr std::uint32_t bit(Seat s) { return 1u << static_cast<unsigned>(s); }
  std::uint32_t bits_ = 0;
};

}  // namespace eq::adversary
