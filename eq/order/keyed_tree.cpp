#include "eq/order/keyed_tree.h"

#include <algorithm>

namespace eq::order {
namespace {

using crypto::Digest;
using Leaves = std::map<Digest, Digest>;

constexpr std::size_t kBits = 256;

bool bit_of(const Digest& key, std::size_t i) { return (key[i / 8] >> (7 - i % 8) & 1) != 0; }

Digest leaf_hash(const Digest& key, const Digest& value) {
  return crypto::sha256(concat({view("eqp-place-v1 leaf"), key, value}));
}
Digest node_hash(const Digest& left, const Digest& right) {
  return crypto::sha256(concat({view("eqp-place-v1 node"), left, right}));
}

/// The first leaf at or behind `from` whose bit `depth` is set; the leaves share all bits before.
Leaves::const_iterator split(Leaves::const_iterator from, Leaves::const_iterator to,
                             std::size_t depth) {
  return std::find_if(from, to, [&](const auto& leaf) { return bit_of(leaf.first, depth); });
}

Digest hash_of(Leaves::const_iterator from, Leaves::const_iterator to, std::size_t depth) {
  if (from == to) return {};
  if (std::next(from) == to) return leaf_hash(from->first, from->second);
  const auto middle = split(from, to, depth);
  return node_hash(hash_of(from, middle, depth + 1), hash_of(middle, to, depth + 1));
}

}  // namespace

void KeyedTree::put(const Digest& key, const Digest& value) {
  EQ_ASSERT(leaves_.emplace(key, value).second);
}

Digest KeyedTree::root() const { return hash_of(leaves_.begin(), leaves_.end(), 0); }

Place KeyedTree::place(const Digest& key) const {
  Place out;
  auto from = leaves_.begin(), to = leaves_.end();
  for (std::size_t depth = 0; from != to && std::next(from) != to; ++depth) {
    const auto middle = split(from, to, depth);
    const bool right = bit_of(key, depth);
    out.siblings.push_back(right ? hash_of(from, middle, depth + 1)
                                 : hash_of(middle, to, depth + 1));
    (right ? from : to) = middle;
  }
  if (from != to && from->first != key) out.other = Leaf{from->first, from->second};
  return out;
}

namespace {

Status climb(const Digest& root, const Digest& key, Digest hash, std::span<const Digest> siblings) {
  REQUIRE_OR(siblings.size() <= kBits, Err::forged);
  for (std::size_t depth = siblings.size(); depth-- > 0;) {
    hash = bit_of(key, depth) ? node_hash(siblings[depth], hash) : node_hash(hash, siblings[depth]);
  }
  REQUIRE_OR(hash == root, Err::forged);
  return ok();
}

}  // namespace

Status verify_held(const Digest& root, const Digest& key, const Digest& value, const Place& place) {
  REQUIRE_OR(!place.other, Err::forged);
  return climb(root, key, leaf_hash(key, value), place.siblings);
}

Status verify_absent(const Digest& root, const Digest& key, const Place& place) {
  if (!place.other) return climb(root, key, Digest{}, place.siblings);
  REQUIRE_OR(place.other->key != key && place.siblings.size() <= kBits, Err::forged);
  for (std::size_t i = 0; i < place.siblings.size(); ++i)
    REQUIRE_OR(bit_of(place.other->key, i) == bit_of(key, i), Err::forged);
  return climb(root, key, leaf_hash(place.other->key, place.other->value), place.siblings);
}

}  // namespace eq::order
