#include "eq/phash/segment.h"

#include <algorithm>
#include <string_view>

#include "eq/crypto/hash.h"
#include "eq/phash/bands.h"

namespace eq::phash {
namespace {

constexpr std::string_view kMagic = "eqp index v1";
constexpr std::size_t kEntriesAt = 16, kBandsAt = 24, kDigestAt = 96, kHeaderBytes = 128;
constexpr std::uint64_t kEntriesMax = std::uint64_t{1} << 31;
constexpr unsigned kBits = 256, kDistanceMax = 31;
constexpr std::uint32_t kBandsMin = 9, kBandsMax = 16;
constexpr std::uint64_t kTablesFrom = 1 << 16;  // below, a linear search takes microseconds

template <class T>
T load(View image, std::size_t at) {
  T x;
  std::memcpy(&x, image.data() + at, sizeof x);
  return x;
}

// Of everything but itself.
crypto::Digest digest_of(View image) {
  return crypto::sha256({image.first(kDigestAt), image.subspan(kHeaderBytes)});
}

std::uint64_t rounded_up(std::uint64_t x) { return (x + 63) / 64 * 64; }

std::uint64_t keys_within(unsigned bits, unsigned radius) {
  std::uint64_t sum = 1, term = 1;
  for (unsigned k = 1; k <= radius; k++) {
    term = term * (bits - k + 1) / k;
    sum += term;
  }
  return sum;
}

void write_band(const Layout::Band& band, std::span<const Hash> hashes, MutView image) {
  auto* offsets = reinterpret_cast<std::uint32_t*>(image.data() + band.offsets_at);
  auto* entries = reinterpret_cast<std::uint32_t*>(image.data() + band.entries_at);
  const std::size_t keys = std::size_t{1} << band.bits;
  std::fill_n(offsets, keys + 1, 0u);
  for (const Hash& h : hashes) offsets[Words(h).key(band) + 1]++;
  for (std::size_t k = 0; k < keys; k++) offsets[k + 1] += offsets[k];
  // While entries are placed, offsets[k] is where the next one of bucket k goes; in the end that is
  // where bucket k + 1 begins, so one move makes it right again.
  for (std::size_t i = 0; i < hashes.size(); i++)
    entries[offsets[Words(hashes[i]).key(band)]++] = static_cast<std::uint32_t>(i);
  std::memmove(offsets + 1, offsets, keys * sizeof *offsets);
  offsets[0] = 0;
}

}  // namespace

Result<Layout> Layout::of(std::uint64_t entries, std::uint32_t bands) {
  REQUIRE_OR(entries <= kEntriesMax, Err::too_large);
  REQUIRE_OR(bands == 0 || (bands >= kBandsMin && bands <= kBandsMax), Err::malformed);
  Layout l;
  l.entries = entries;
  l.bands = bands;
  l.rows_at = kHeaderBytes;
  l.leads_at = rounded_up(l.rows_at + entries * kRowBytes);
  l.numbers_at = l.leads_at + lead_bytes(entries);
  l.bytes = rounded_up(l.numbers_at + entries * 4);
  unsigned bit = 0;
  for (std::uint32_t b = 0; b < bands; b++) {
    Band band;
    band.first_bit = bit;
    band.bits = kBits / bands + (b < kBits % bands);
    band.radius = (kDistanceMax + 1) / bands + (b < (kDistanceMax + 1) % bands) - 1;
    bit += band.bits;
    band.offsets_at = l.bytes;
    band.entries_at = rounded_up(band.offsets_at + ((std::uint64_t{1} << band.bits) + 1) * 4);
    l.bytes = rounded_up(band.entries_at + entries * 4);
    l.band.push_back(band);
  }
  return l;
}

Layout Layout::best(std::uint64_t entries) {
  Layout best = *of(entries, 0);
  if (entries < kTablesFrom) return best;
  double fewest = 0;
  for (std::uint32_t bands = kBandsMin; bands <= kBandsMax; bands++) {
    Layout l = *of(entries, bands);
    // tables would outgrow what they list
    if ((std::uint64_t{1} << l.band[0].bits) > entries) continue;
    double reads = 0;
    for (const Band& band : l.band) {
      const double keys = static_cast<double>(keys_within(band.bits, band.radius));
      const double found =
          keys * static_cast<double>(entries) / static_cast<double>(std::uint64_t{1} << band.bits);
      reads += keys + std::min(keys, found) + found;  // bucket bounds, bucket contents, rows
    }
    if (best.bands == 0 || reads < fewest) {
      fewest = reads;
      best = std::move(l);
    }
  }
  return best;
}

void write_segment(const Layout& layout, std::span<const Hash> hashes,
                   std::span<const std::uint32_t> numbers, MutView image) {
  EQ_ASSERT(hashes.size() == layout.entries && numbers.size() == layout.entries &&
            image.size() == layout.bytes);
  EQ_ASSERT(std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) ==
            numbers.end());
  std::fill(image.begin(), image.end(), 0);
  std::memcpy(image.data(), kMagic.data(), kMagic.size());
  std::memcpy(image.data() + kEntriesAt, &layout.entries, sizeof layout.entries);
  std::memcpy(image.data() + kBandsAt, &layout.bands, sizeof layout.bands);
  for (std::size_t i = 0; i < hashes.size(); i++) {
    std::memcpy(image.data() + layout.rows_at + i * kRowBytes, hashes[i].bytes.data(), kRowBytes);
    put_lead(image.data() + layout.leads_at, i, hashes[i]);
  }
  if (!numbers.empty())
    std::memcpy(image.data() + layout.numbers_at, numbers.data(), numbers.size_bytes());
  for (const auto& band : layout.band) write_band(band, hashes, image);
  const auto digest = digest_of(image);
  std::copy(digest.begin(), digest.end(), image.begin() + kDigestAt);
}

Result<Segment> Segment::open(View image) {
  EQ_ASSERT(reinterpret_cast<std::uintptr_t>(image.data()) % 4 == 0);
  REQUIRE_OR(image.size() >= kMagic.size() && equal_var(image.first(kMagic.size()), view(kMagic)),
             Err::unsupported);
  REQUIRE_OR(image.size() >= kHeaderBytes, Err::malformed);
  Segment s;
  s.image_ = image;
  s.layout_ =
      TRY(Layout::of(load<std::uint64_t>(image, kEntriesAt), load<std::uint32_t>(image, kBandsAt)));
  REQUIRE_OR(s.layout_.bytes == image.size(), Err::malformed);
  s.digest_ = digest_of(image);
  REQUIRE_OR(equal_var(s.digest_, image.subspan(kDigestAt, s.digest_.size())), Err::forged);
  const std::span numbers(s.words(s.layout_.numbers_at), s.size());
  REQUIRE_OR(
      std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end(),
      Err::malformed);
  for (const auto& band : s.layout_.band) {
    const std::span offsets(s.words(band.offsets_at), (std::size_t{1} << band.bits) + 1);
    REQUIRE_OR(offsets.front() == 0 && offsets.back() == s.size(), Err::malformed);
    REQUIRE_OR(std::is_sorted(offsets.begin(), offsets.end()), Err::malformed);
    const std::span entries(s.words(band.entries_at), s.size());
    REQUIRE_OR(std::all_of(entries.begin(), entries.end(), [&](auto e) { return e < s.size(); }),
               Err::malformed);
  }
  return s;
}

const std::uint32_t* Segment::words(std::uint64_t at) const {
  return reinterpret_cast<const std::uint32_t*>(image_.data() + at);
}

Hash Segment::hash(std::size_t i) const {
  return {*to_array<kRowBytes>(image_.subspan(layout_.rows_at + i * kRowBytes, kRowBytes))};
}

std::uint32_t Segment::number(std::size_t i) const { return words(layout_.numbers_at)[i]; }

std::optional<std::size_t> Segment::position(std::uint32_t number) const {
  if (size() == 0) return std::nullopt;
  const std::span numbers(words(layout_.numbers_at), size());
  const auto it = std::lower_bound(numbers.begin(), numbers.end(), number);
  if (it == numbers.end() || *it != number) return std::nullopt;
  return static_cast<std::size_t>(it - numbers.begin());
}

std::vector<Hit> Segment::scan_var(const Hash& needle, int distance_max) const {
  std::vector<Hit> hits;
  if (size() == 0) return hits;
  sweep_var(sweeps().front(), image_.data() + layout_.leads_at, image_.data() + layout_.rows_at,
            size(), needle, distance_max, hits);
  return hits;
}

// The non-empty buckets within the band's radius.
std::vector<Segment::Bucket> Segment::buckets_near(const Layout::Band& band,
                                                   const Hash& needle) const {
  std::vector<std::uint32_t> keys;
  keys.reserve(keys_within(band.bits, band.radius));
  keys_near(Words(needle).key(band), band.bits, band.radius, keys);
  const std::uint32_t* offsets = words(band.offsets_at);
  for (const auto key : keys) __builtin_prefetch(offsets + key);
  std::vector<Bucket> buckets;
  for (const auto key : keys) {
    if (offsets[key] != offsets[key + 1]) buckets.push_back({offsets[key], offsets[key + 1]});
  }
  return buckets;
}

// An entry near in several bands is reported by the first of them only.
bool Segment::found_before(std::size_t b, const Hash& needle, const Hash& hit) const {
  const Words x(needle), y(hit);
  return std::any_of(layout_.band.begin(), layout_.band.begin() + static_cast<std::ptrdiff_t>(b),
                     [&](const auto& band) {
                       return static_cast<unsigned>(std::popcount(x.key(band) ^ y.key(band))) <=
                              band.radius;
                     });
}

void Segment::search_band(std::size_t b, std::span<const Bucket> buckets, const Hash& needle,
                          int distance_max, std::vector<Hit>& out) const {
  const std::uint32_t* entries = words(layout_.band[b].entries_at);
  for (const auto& bucket : buckets) __builtin_prefetch(entries + bucket.begin);
  std::vector<std::uint32_t> candidates;
  for (const auto& bucket : buckets)
    candidates.insert(candidates.end(), entries + bucket.begin, entries + bucket.end);
  const std::size_t before = out.size();
  sweeps().front().rows_var(image_.data() + layout_.rows_at, candidates, needle, distance_max, out);
  const auto again =
      std::remove_if(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(),
                     [&](const Hit& hit) { return found_before(b, needle, hash(hit.index)); });
  out.erase(again, out.end());
}

std::vector<Hit> Segment::within_var(const Hash& needle, int distance_max) const {
  if (layout_.bands == 0 || distance_max > static_cast<int>(kDistanceMax))
    return scan_var(needle, distance_max);
  std::vector<std::vector<Bucket>> buckets;
  std::uint64_t candidates = 0;
  for (const auto& band : layout_.band) {
    buckets.push_back(buckets_near(band, needle));
    for (const auto& bucket : buckets.back()) candidates += bucket.end - bucket.begin;
  }
  // A row read out of order costs about as much as a sweep over this many.
  constexpr std::uint64_t kSweepPerRow = 16;
  if (candidates > size() / kSweepPerRow) return scan_var(needle, distance_max);
  std::vector<Hit> hits;
  for (std::size_t b = 0; b < layout_.band.size(); b++)
    search_band(b, buckets[b], needle, distance_max, hits);
  std::sort(hits.begin(), hits.end());
  return hits;
}

}  // namespace eq::phash
