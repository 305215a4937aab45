// The filter: what of the list reaches devices.  spec/list.md section 4.
//
// For every list token it holds the first 8 bytes of the token's blinded-evaluation output, sorted.
// Nobody can compute such a tag without asking the holder of the evaluation key, so the filter
// tells its reader nothing about the list beyond the answers to questions asked.  It is padded with
// filler to a power of two, so that its size tells the number of entries only coarsely.  Filler
// comes from a seed that the hotlines share: each recomputes the whole filter, so no tag can hide
// among it.
#pragma once

#include <span>

#include "eq/list/head.h"

namespace eq::list {

/// First 8 bytes of a blinded-evaluation output.
using Tag = Array<8>;
Tag tag_of(View output);

/// Smallest and largest number of tags: 8 KB and 32 MB.
constexpr std::uint32_t kSlotsMin = 1u << 10, kSlotsMax = 1u << 22;

class Filter {
 public:
  /// The one filter for these tags: duplicates removed, padded with filler, sorted.  Filler of
  /// another kind or version is other filler: what two filters had in common would tell it from
  /// tags.
  /// @return Err::too_large above kSlotsMax tags.  Promise LST-6.
  static Result<Filter> build(std::vector<Tag> tags, const Secret<32>& filler_seed, Kind kind,
                              std::uint32_t version);
  /// @return Err::malformed unless strictly ascending and of a permitted size.
  static Result<Filter> decode(View bytes);

  Bytes encode() const;
  /// SHA-256 of encode().
  crypto::Digest digest() const;
  std::uint32_t slots() const { return static_cast<std::uint32_t>(tags_.size()); }
  bool contains_var(const Tag& tag) const;

 private:
  explicit Filter(std::vector<Tag> tags) : tags_(std::move(tags)) {}
  std::vector<Tag> tags_;
};

/// Chance that a picture with `probes` probes hits by accident of truncation: probes * slots /
/// 2^64.
double false_positive_rate(std::uint32_t slots, std::size_t probes);

/// An accepted head with the filter it names: what a client matches against.
class AcceptedList {
 public:
  /// @return Err::malformed, or Err::forged if the bytes are not the filter the head names.
  static Result<AcceptedList> with(AcceptedHead head, View filter_bytes);

  const AcceptedHead& accepted() const { return head_; }
  const ListHead& head() const { return head_.head(); }
  const Filter& filter() const { return filter_; }

 private:
  AcceptedList(AcceptedHead h, Filter f) : head_(std::move(h)), filter_(std::move(f)) {}
  AcceptedHead head_;
  Filter filter_;
};

}  // namespace eq::list
