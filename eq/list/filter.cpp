#include "eq/list/filter.h"

#include <algorithm>
#include <bit>

namespace eq::list {

Tag tag_of(View output) {
  EQ_ASSERT(output.size() >= sizeof(Tag));
  Tag t;
  std::copy_n(output.begin(), t.size(), t.begin());
  return t;
}

Result<Filter> Filter::build(std::vector<Tag> tags, const Secret<32>& filler_seed, Kind kind,
                             std::uint32_t version) {
  auto tidy = [&] {
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  };
  tidy();
  REQUIRE_OR(tags.size() <= kSlotsMax, Err::too_large);
  const std::size_t slots = std::max<std::size_t>(kSlotsMin, std::bit_ceil(tags.size()));
  const auto seed = filler_seed.reveal("filler looks like tags to everybody but the hotlines");
  for (std::uint32_t i = 0; tags.size() < slots;) {
    for (std::size_t missing = slots - tags.size(); missing > 0; missing--) {
      tags.push_back(tag_of(crypto::hmac_sha256(
          seed, {view("eqp filler v2"), eq::encode(kind), be32(version), be32(i++)})));
    }
    tidy();  // a filler that repeats a tag leaves a gap for the next
  }
  return Filter(std::move(tags));
}

Result<Filter> Filter::decode(View bytes) {
  REQUIRE_OR(bytes.size() % sizeof(Tag) == 0, Err::malformed);
  const std::size_t n = bytes.size() / sizeof(Tag);
  REQUIRE_OR(n >= kSlotsMin && n <= kSlotsMax && std::has_single_bit(n), Err::malformed);
  std::vector<Tag> tags(n);
  for (std::size_t i = 0; i < n; i++) {
    tags[i] = tag_of(bytes.subspan(i * sizeof(Tag), sizeof(Tag)));
    REQUIRE_OR(i == 0 || tags[i - 1] < tags[i], Err::malformed);
  }
  return Filter(std::move(tags));
}

Bytes Filter::encode() const {
  Bytes out;
  out.reserve(tags_.size() * sizeof(Tag));
  for (const auto& t : tags_) append(out, t);
  return out;
}

crypto::Digest Filter::digest() const { return crypto::sha256(encode()); }

bool Filter::contains_var(const Tag& tag) const {
  return std::binary_search(tags_.begin(), tags_.end(), tag);
}

double false_positive_rate(std::uint32_t slots, std::size_t probes) {
  return static_cast<double>(probes) * slots / 0x1p64;
}

Result<AcceptedList> AcceptedList::with(AcceptedHead head, View filter_bytes) {
  Filter filter = TRY(Filter::decode(filter_bytes));
  REQUIRE_OR(filter.slots() == head.head().slots, Err::forged);
  REQUIRE_OR(crypto::sha256(filter_bytes) == head.head().filter_digest, Err::forged);
  return AcceptedList(std::move(head), std::move(filter));
}

}  // namespace eq::list
