#include "apps/matching/live_index.h"

namespace eq::matching {
namespace {

MutView bytes_of(LiveIndex::Image& image) {
  return {reinterpret_cast<std::uint8_t*>(image.data()), image.size() * 4};
}

phash::Index over(LiveIndex::Image& image) {
  auto index = phash::Index::open(bytes_of(image), {});
  EQ_ASSERT(index.ok());  // we have just written it
  return *std::move(index);
}

}  // namespace

void LiveIndex::load(std::span<const phash::Hash> hashes, std::span<const std::uint32_t> numbers) {
  const auto layout = phash::Layout::best(hashes.size());
  const auto image = std::make_shared<Image>(layout.bytes / 4);
  phash::write_segment(layout, hashes, numbers, bytes_of(*image));
  index_ = over(*image);
  image_ = image;
}

void LiveIndex::add(std::uint32_t number, const phash::Hash& hash) {
  apply({phash::Change::Kind::add, number, hash});
}
void LiveIndex::remove(std::uint32_t number) { apply({phash::Change::Kind::remove, number, {}}); }

void LiveIndex::apply(const phash::Change& change) {
  const auto done = index_.apply(change);
  if (!done.ok()) {
    EQ_ASSERT(done.error() == Err::missing);
    return;
  }
  if (renewing_) since_.push_back(change);
}

std::optional<LiveIndex::Renewal> LiveIndex::begin_renewal() {
  if (renewing_ || !index_.is_due()) return std::nullopt;
  renewing_ = true;
  Renewal r;
  r.old_ = index_;
  r.old_image_ = image_;
  return r;
}

void LiveIndex::Renewal::build() {
  const auto layout = old_.layout();
  image_ = std::make_shared<Image>(layout.bytes / 4);
  old_.write_image(bytes_of(*image_));
  fresh_ = over(*image_);
}

void LiveIndex::finish(Renewal renewal) {
  EQ_ASSERT(renewing_ && renewal.image_);
  for (const auto& change : since_) EQ_ASSERT(renewal.fresh_.apply(change).ok());
  since_.clear();
  renewing_ = false;
  index_ = std::move(renewal.fresh_);
  image_ = std::move(renewal.image_);
}

}  // namespace eq::matching
