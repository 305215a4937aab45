#include "parties/hotline/near.h"

#include <algorithm>
#include <numeric>

#include "eq/list/entry.h"

namespace eq::hotline {
namespace {
/// What was added since the image is read one by one: soon it is worth a fresh one.
constexpr std::size_t kAddedMax = 4096;
}  // namespace

Near::Near(std::vector<phash::Hash> hashes) : hashes_(std::move(hashes)) { lay_out(); }

void Near::lay_out() {
  const auto layout = phash::Layout::best(hashes_.size());
  std::vector<std::uint32_t> numbers(hashes_.size());
  std::iota(numbers.begin(), numbers.end(), 0u);
  std::vector<std::uint32_t> image(layout.bytes / 4);
  const MutView bytes(reinterpret_cast<std::uint8_t*>(image.data()), image.size() * 4);
  phash::write_segment(layout, hashes_, numbers, bytes);
  auto index = phash::Index::open(bytes, {});
  EQ_ASSERT(index.ok());  // we have just written it
  index_ = std::move(index).take();
  image_ = std::move(image);
}

void Near::add(const phash::Hash& hash) {
  const auto number = static_cast<std::uint32_t>(hashes_.size());
  hashes_.push_back(hash);
  EQ_ASSERT(index_.apply({phash::Change::Kind::add, number, hash}).ok());
  if (index_.added() > std::max(kAddedMax, hashes_.size() / 8)) lay_out();
}

std::vector<phash::Hash> Near::to(const phash::Hash& hash) const {
  auto found = index_.within_var(hash, list::kCopyDistanceMax);
  std::ranges::sort(found, [&](const phash::Match& a, const phash::Match& b) {
    return std::pair(a.distance, hashes_[a.number]) < std::pair(b.distance, hashes_[b.number]);
  });
  std::vector<phash::Hash> out;
  for (const auto& match : found) out.push_back(hashes_[match.number]);
  return out;
}

}  // namespace eq::hotline
