#include "eq/voucher/table.h"

#include "eq/crypto/hash_to_group.h"

namespace eq::voucher {

crypto::Point token_point(const phash::Token& token) {
  return crypto::hash_to_point(view("eqp voucher token v1"), {token.bytes()});
}

SlotKey slot_key(const phash::Token& token) {
  const auto digest = crypto::sha256({view("eqp voucher slot v1"), token.bytes()});
  SlotKey key;
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

Result<Table> Table::build(std::span<const phash::Token> tokens,
                           std::span<const crypto::Point> blinded) {
  EQ_ASSERT(tokens.size() == blinded.size());
  std::vector<SlotKey> keys;
  keys.reserve(tokens.size());
  for (const auto& t : tokens) keys.push_back(slot_key(t));
  SlotMap map = TRY(SlotMap::build(keys));
  Bytes points(32 * keys.size());
  for (std::size_t i = 0; i < keys.size(); i++) {
    REQUIRE_OR(!blinded[i].is_identity(), Err::malformed);
    const auto& p = blinded[i].bytes();
    std::copy(p.begin(), p.end(),
              points.begin() + static_cast<std::ptrdiff_t>(32 * std::size_t{map.slot_of(keys[i])}));
  }
  return Table(std::move(map), std::move(points));
}

Result<Table> Table::decode(View bytes) {
  Reader r(bytes);
  SlotMap map = TRY(SlotMap::decode(r));
  REQUIRE_OR(r.rest().size() == 32 * std::size_t{map.rows()}, Err::malformed);
  return Table(std::move(map), eq::to_bytes(r.rest()));
}

Bytes Table::encode() const {
  Writer w;
  map_.encode(w);
  w.raw(points_);
  return w.take();
}

Result<crypto::Point> Table::at(std::uint32_t slot) const {
  EQ_ASSERT(slot < rows());
  const auto p = TRY(crypto::Point::decode(View(points_).subspan(32 * std::size_t{slot}, 32)));
  REQUIRE_OR(!p.is_identity(), Err::malformed);
  return p;
}

Result<std::uint32_t> uncovered_rows(const Table& table, std::span<const Coverage> coverages,
                                     std::size_t wanted) {
  const auto digest = table.digest();
  const std::size_t bytes = (table.rows() + 7) / 8;
  for (const auto& c : coverages)
    REQUIRE_OR(c.table == digest && c.bitmap.size() == bytes, Err::malformed);
  std::uint32_t uncovered = 0;
  for (std::uint32_t slot = 0; slot < table.rows(); slot++) {
    std::size_t set = 0;
    for (const auto& c : coverages) set += c.bitmap[slot / 8] >> slot % 8 & 1;
    uncovered += set < wanted;
  }
  return uncovered;
}

}  // namespace eq::voucher
