// What a list is of.  Every kind has a list of its own, with its own history, signers, evaluation
// key, legal basis and consent, so that nothing which was allowed for one kind can be used for
// another. spec/list.md section 3; docs/adr/0039-a-list-of-each-kind.md
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

#include "eq/base/codec.h"

namespace eq::list {

/// Numbers are for ever; 1 to 3 were the categories of entries in version 1.
enum class Kind : std::uint8_t {
  child_abuse_a = 1,  // sexual abuse of children: what is illegal wherever such pictures are
  child_abuse_b = 2,  // the same: what is illegal by the law of some countries
  drill = 3,          // harmless pictures
  terrorism = 4,
  intimate_images = 5,  // shared without the consent of whoever they show
};
inline constexpr std::array kKinds = {Kind::child_abuse_a, Kind::child_abuse_b, Kind::drill,
                                      Kind::terrorism, Kind::intimate_images};
constexpr bool is_valid(Kind k) { return k >= Kind::child_abuse_a && k <= Kind::intimate_images; }

/// One word, as it is typed and published.
std::string_view to_text(Kind k);
/// Err::malformed for an unknown word.
Result<Kind> parse_kind(std::string_view word);
/// What such a list is of, inside a sentence.
std::string_view subject_of(Kind k);

/// Whether a list of this kind may ever report anybody.  A drill warns and does nothing else
/// (docs/adr/0040-a-drill-warns-and-never-reports.md): there is no head, legal basis or table by
/// which it could.
constexpr bool may_report(Kind k) { return k != Kind::drill; }

/// Some of the kinds.  Travels as one byte: bit k - 1 for kind k.
class Kinds {
 public:
  constexpr Kinds() = default;
  constexpr Kinds(std::initializer_list<Kind> kinds) {
    for (const Kind k : kinds) bits_ = static_cast<std::uint8_t>(bits_ | bit(k));
  }
  static constexpr Kinds all() {
    return {Kind::child_abuse_a, Kind::child_abuse_b, Kind::drill, Kind::terrorism,
            Kind::intimate_images};
  }

  constexpr Kinds with(Kind k) const {
    Kinds more = *this;
    more.bits_ = static_cast<std::uint8_t>(more.bits_ | bit(k));
    return more;
  }
  constexpr bool has(Kind k) const { return (bits_ & bit(k)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  void encode(Writer& w) const { w.u8(bits_); }
  /// Err::malformed for a bit of no kind.
  static Result<Kinds> decode(Reader& r);
  auto operator<=>(const Kinds&) const = default;

 private:
  static constexpr std::uint8_t bit(Kind k) {
    return static_cast<std::uint8_t>(1u << (static_cast<unsigned>(k) - 1));
  }
  std::uint8_t bits_ = 0;
};
/// Words with commas between.
std::string to_text(const Kinds& kinds);
/// Err::malformed for an unknown word, or none.
Result<Kinds> parse_kinds(std::string_view words);

}  // namespace eq::list
