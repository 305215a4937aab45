// Where a report of a kind goes, and what the law of a region asks of who received it.
//
// For people who decide; no code acts on it.  It is no legal advice: each line names its source,
// which says more.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "eq/franking/category.h"
#include "eq/list/kind.h"

namespace eq::moderator {

/// Who at the moderator's looks first.
enum class Desk : std::uint8_t { abuse, safety, children, extremism, trafficking, pictures };
std::string_view to_text(Desk d);
/// Err::malformed for an unknown word.
Result<Desk> parse_desk(std::string_view s);
std::string_view desk_words();
Desk desk_of(franking::Category c);

/// What a case of pictures on a list of this kind is about, and so where it goes; none: no case is
/// ever made of it. Promises MOD-14.
std::optional<franking::Category> category_of(list::Kind kind);

struct Duty {
  std::string_view region;  // EU, GB, US
  std::string_view what;    // in plain words
  std::string_view source;  // the provision
};
/// Of every kind at least one for each region, if only that none is known.  Promises MOD-12.
std::span<const Duty> duties_of(franking::Category c);

}  // namespace eq::moderator
