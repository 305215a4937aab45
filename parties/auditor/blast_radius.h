// What each set of parties could read if they worked together against everybody else: the table of
// docs/threat-model.md.
//
// Rules in words a reader can follow.  blast_radius_test.cpp plays every set with real keys and
// fails if one of the rules says more or less than what comes out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eq::auditor {

enum class Seat : std::uint8_t {
  service,         // holds everybody's ciphertext of the last seven days
  court,           // of a realm whose court never forgot a random number
  agency,          // the realm's own, or one from abroad that its constitution names
  few_custodians,  // t - 1 of n = 2t - 1
  custodians,      // t or more of them
  moderator,
  hotlines,  // all of them
  member,    // of a conversation
};
inline constexpr std::uint8_t kSeats = 8;
std::string_view to_text(Seat s);

/// A set of seats.
class Seats {
 public:
  Seats() = default;
  static Seats of(std::uint8_t bits) { return Seats(bits); }
  bool has(Seat s) const { return bits_ >> static_cast<unsigned>(s) & 1; }
  Seats with(Seat s) const {
    return Seats(static_cast<std::uint8_t>(bits_ | 1u << static_cast<unsigned>(s)));
  }
  bool holds(Seats other) const { return (bits_ & other.bits_) == other.bits_; }
  bool operator==(const Seats&) const = default;

 private:
  explicit Seats(std::uint8_t bits) : bits_(bits) {}
  std::uint8_t bits_ = 0;
};
std::string to_text(Seats seats);

/// Of the accounts and days that logged orders name, those the set reads.
enum class UnderOrders : std::uint8_t {
  nothing,
  // what t custodians let go to the agency, each with a receipt in the log: what an order is for
  released,
  all,  // stopped and unopened ones too, without a receipt
};
/// Of the accounts and days that no order names.
enum class Others : std::uint8_t {
  nothing,
  // on days to come k accounts a day of their choice, each in the public log six hours before;
  // nothing that was sent
  capacity,
};
struct BlastRadius {
  UnderOrders ordered = UnderOrders::nothing;
  Others others = Others::nothing;
  bool operator==(const BlastRadius&) const = default;
};
std::string_view to_text(UnderOrders u);
std::string_view to_text(Others o);

/// Besides what the set's members read as members of their own conversations, and what others
/// report to the moderator.
BlastRadius blast_radius(Seats seats);

/// A result, and the smallest sets that have it: whoever holds one of these and no row further
/// down.
struct BlastRow {
  std::vector<Seats> smallest;
  BlastRadius reach;
};
/// Every set of seats falls into one row; from those who read least to those who read most.
std::vector<BlastRow> blast_table();
/// The same in Markdown.
std::string blast_table_text();

}  // namespace eq::auditor
