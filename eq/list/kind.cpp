#include "eq/list/kind.h"

#include <algorithm>

namespace eq::list {
namespace {

struct Words {
  std::string_view word, subject;
};
constexpr std::array<Words, kKinds.size()> kWords = {{
    {"child_abuse_a", "pictures of the sexual abuse of children that are illegal everywhere"},
    {"child_abuse_b",
     "pictures of the sexual abuse of children that are illegal by the law of some countries"},
    {"drill", "harmless pictures, for a drill"},
    {"terrorism", "terrorist content"},
    {"intimate_images", "intimate pictures shared without the consent of those they show"},
}};
const Words& words_of(Kind k) { return kWords[static_cast<std::size_t>(k) - 1]; }

}  // namespace

std::string_view to_text(Kind k) { return words_of(k).word; }
std::string_view subject_of(Kind k) { return words_of(k).subject; }

Result<Kind> parse_kind(std::string_view word) {
  const auto k = std::ranges::find(kKinds, word, [](Kind kind) { return to_text(kind); });
  REQUIRE_OR(k != kKinds.end(), Err::malformed);
  return *k;
}

Result<Kinds> Kinds::decode(Reader& r) {
  Kinds kinds;
  kinds.bits_ = TRY(r.u8());
  REQUIRE_OR((kinds.bits_ & ~all().bits_) == 0, Err::malformed);
  return kinds;
}

std::string to_text(const Kinds& kinds) {
  std::string text;
  for (const Kind k : kKinds)
    if (kinds.has(k)) text.append(text.empty() ? "" : ",").append(to_text(k));
  return text;
}

Result<Kinds> parse_kinds(std::string_view words) {
  Kinds kinds;
  for (std::size_t from = 0; from <= words.size();) {
    const auto end = std::min(words.find(',', from), words.size());
    kinds = kinds.with(TRY(parse_kind(words.substr(from, end - from))));
    from = end + 1;
  }
  return kinds;
}

}  // namespace eq::list
