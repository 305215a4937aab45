// What a report is about: the kinds among which its sender chooses.  spec/franking.md section 8.
#pragma once

#include <string_view>

#include "eq/base/result.h"

namespace eq::franking {

/// Numbers are for ever: the first eight are all that a report of version 1 can be of.
enum class Category : std::uint8_t {
  spam = 1,
  fraud = 2,
  harassment = 3,
  threat = 4,
  hate = 5,
  child_abuse = 6,
  self_harm = 7,
  other = 8,
  terrorism = 9,
  human_trafficking = 10,
  drug_trafficking = 11,
  grooming = 12,
  sextortion = 13,
  intimate_images = 14,
};
constexpr Category kLastCategory = Category::intimate_images;
constexpr bool is_valid(Category c) { return c >= Category::spam && c <= kLastCategory; }

/// One word, as it is typed and published.
std::string_view to_text(Category c);
/// Err::malformed for an unknown word.
Result<Category> parse_category(std::string_view s);
/// All words, in the order of their numbers, with commas between.
std::string category_words();

/// What somebody who is about to report this should know first; empty if there is nothing to say.
std::string_view advice(Category c);

}  // namespace eq::franking
