#include "eq/phash/index.h"

#include <algorithm>
#include <map>

namespace eq::phash {

static_assert(sizeof(Hash) == kRowBytes, "added hashes are swept as rows");

Result<Index> Index::open(View image, std::span<const Change> changes) {
  Index index;
  if (!image.empty()) index.segment_ = TRY(Segment::open(image));
  index.gone_.resize(index.segment_.size());
  for (const auto& change : changes) TRY(index.apply(change));
  return index;
}

std::uint32_t Index::number(std::size_t position) const {
  return position < segment_.size() ? segment_.number(position)
                                    : added_numbers_[position - segment_.size()];
}

std::optional<std::size_t> Index::position(std::uint32_t number) const {
  std::optional<std::size_t> at = segment_.position(number);
  if (!at) {
    const auto it = std::lower_bound(added_numbers_.begin(), added_numbers_.end(), number);
    if (it != added_numbers_.end() && *it == number) {
      at = segment_.size() + static_cast<std::size_t>(it - added_numbers_.begin());
    }
  }
  return at && !gone_[*at] ? at : std::nullopt;
}

Status Index::apply(const Change& change) {
  if (change.kind == Change::Kind::remove) {
    const auto at = position(change.number);
    REQUIRE_OR(at, Err::missing);
    gone_[*at] = true;
    removed_++;
    return ok();
  }
  REQUIRE_OR(gone_.empty() || change.number > number(gone_.size() - 1), Err::refused);
  added_.push_back(change.hash);
  added_numbers_.push_back(change.number);
  added_leads_.resize(lead_bytes(added_.size()));
  put_lead(added_leads_.data(), added_.size() - 1, change.hash);
  gone_.push_back(false);
  return ok();
}

std::vector<Match> Index::within_var(const Hash& needle, int distance_max) const {
  std::vector<Match> matches;
  auto take = [&](std::span<const Hit> hits, std::size_t from) {
    for (const auto& hit : hits) {
      if (!gone_[from + hit.index]) matches.push_back({number(from + hit.index), hit.distance});
    }
  };
  take(segment_.within_var(needle, distance_max), 0);
  if (added_.empty()) return matches;
  std::vector<Hit> hits;
  sweep_var(sweeps().front(), added_leads_.data(), added_[0].bytes.data(), added_.size(), needle,
            distance_max, hits);
  take(hits, segment_.size());
  return matches;
}

std::vector<Match> Index::within_turned_var(const Fingerprint& needle, int distance_max) const {
  std::map<std::uint32_t, Match> nearest;
  const auto turns = dihedral(needle);
  for (std::size_t t = 0; t < kTurns; t++) {
    for (Match match : within_var(turns[t].hash, distance_max)) {
      match.turn = static_cast<Turn>(t);
      const auto [it, is_new] = nearest.try_emplace(match.number, match);
      if (!is_new && match.distance < it->second.distance) it->second = match;
    }
  }
  std::vector<Match> matches;
  for (const auto& [number, match] : nearest) matches.push_back(match);
  return matches;
}

void Index::write_image(MutView image) const {
  std::vector<Hash> hashes;
  std::vector<std::uint32_t> numbers;
  hashes.reserve(size());
  numbers.reserve(size());
  for (std::size_t i = 0; i < gone_.size(); i++) {
    if (gone_[i]) continue;
    hashes.push_back(i < segment_.size() ? segment_.hash(i) : added_[i - segment_.size()]);
    numbers.push_back(number(i));
  }
  write_segment(layout(), hashes, numbers, image);
}

}  // namespace eq::phash
