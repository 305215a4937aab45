#include "eq/keytrans/tree.h"

#include <algorithm>
#include <bit>

namespace eq::keytrans {
using crypto::Digest;

namespace {

constexpr Array<1> kLeaf{0x00}, kInner{0x01}, kEmpty{0x02};

/// The hash of the node at a bit of `label`'s way, from the child on that way and the other one.
Digest climb_one(const Label& label, const Digest& below, const Above& above) {
  Inner inner{prefix_of(label, above.bits), below, above.other};
  if (bit_of(label, above.bits)) std::swap(inner.left, inner.right);
  return hash_of(inner);
}

/// @param below  more bits than the first of the path may have
Status climb(const Digest& root, const Label& label, Digest hash, std::uint16_t below,
             const Path& path) {
  for (const Above& above : path) {
    REQUIRE_OR(above.bits < below, Err::forged);
    hash = climb_one(label, hash, above);
    below = above.bits;
  }
  REQUIRE_OR(hash == root, Err::forged);
  return ok();
}

/// A subtree of which the top is known: a leaf has all bits.
struct Top {
  Prefix prefix;
  Digest hash{};
};

const Label& label_of(const Top& top) { return top.prefix.label; }

/// The root over subtrees in ascending order of which none lies within another.
Result<Digest> root_over(std::span<const Top> tops) {
  if (tops.empty()) return empty_root();
  if (tops.size() == 1) return tops[0].hash;
  const Label& first = tops.front().prefix.label;
  const std::uint16_t bits = common_bits(first, tops.back().prefix.label);
  const auto is_left = [&](const Top& top) { return !bit_of(top.prefix.label, bits); };
  // Between two labels in order all begin as both do; who is shorter than that holds the others.
  for (const Top& top : tops) REQUIRE_OR(top.prefix.bits > bits, Err::forged);
  const auto right = std::ranges::partition_point(tops, is_left);
  const auto n = static_cast<std::size_t>(right - tops.begin());
  return hash_of(Inner{prefix_of(first, bits), TRY(root_over(tops.first(n))),
                       TRY(root_over(tops.subspan(n)))});
}

std::vector<Top> merged(const std::vector<Top>& a, const std::vector<Top>& b) {
  std::vector<Top> all;
  std::ranges::merge(a, b, std::back_inserter(all), {}, label_of, label_of);
  return all;
}

}  // namespace

Prefix prefix_of(const Label& label, std::uint16_t bits) {
  EQ_ASSERT(bits <= kLabelBits);
  Prefix prefix{bits, {}};
  std::copy_n(label.begin(), bits / 8, prefix.label.begin());
  if (bits % 8 != 0)
    prefix.label[bits / 8] = static_cast<std::uint8_t>(label[bits / 8] & (0xff00u >> bits % 8));
  return prefix;
}

bool is_valid(const Prefix& prefix) {
  return prefix.bits <= kLabelBits && prefix_of(prefix.label, prefix.bits) == prefix;
}

std::uint16_t common_bits(const Label& a, const Label& b) {
  const auto [at, other] = std::ranges::mismatch(a, b);
  const auto bytes = static_cast<std::uint16_t>(at - a.begin());
  if (at == a.end()) return kLabelBits;
  return static_cast<std::uint16_t>(8 * bytes +
                                    std::countl_zero(static_cast<std::uint8_t>(*at ^ *other)));
}

bool bit_of(const Label& label, std::uint16_t bit) {
  return (label[bit / 8] >> (7 - bit % 8) & 1) != 0;
}

Digest hash_of(const Leaf& leaf) {
  return crypto::sha256({kLeaf, leaf.label, leaf.commitment, be32(leaf.epoch)});
}

Digest hash_of(const Inner& inner) {
  return crypto::sha256(
      {kInner, be16(inner.prefix.bits), inner.prefix.label, inner.left, inner.right});
}

Digest empty_root() { return crypto::sha256(kEmpty); }

Status verify_held(const Digest& root, const Leaf& leaf, const Path& path) {
  return climb(root, leaf.label, hash_of(leaf), kLabelBits, path);
}

Status verify_absent(const Digest& root, const Label& label, const Absence& absence) {
  REQUIRE_OR(!absence.leaf || !absence.inner, Err::forged);
  if (!absence.leaf && !absence.inner) {
    REQUIRE_OR(absence.path.empty() && root == empty_root(), Err::forged);
    return ok();
  }
  std::uint16_t common = 0;
  Digest hash;
  if (absence.leaf) {
    common = common_bits(label, absence.leaf->label);
    REQUIRE_OR(common < kLabelBits, Err::forged);
    hash = hash_of(*absence.leaf);
  } else {
    const Prefix& prefix = absence.inner->prefix;
    REQUIRE_OR(is_valid(prefix), Err::forged);
    common = common_bits(label, prefix.label);
    REQUIRE_OR(common < prefix.bits, Err::forged);
    hash = hash_of(*absence.inner);
  }
  // It branches off below every node of the path, and so would stand here.
  return climb(root, label, hash, common, absence.path);
}

Status verify_growth(const Digest& before, const Digest& after, const Growth& growth) {
  std::vector<Top> kept_leaves, kept, added;
  for (const Leaf& leaf : growth.kept_leaves)
    kept_leaves.push_back({{kLabelBits, leaf.label}, hash_of(leaf)});
  for (const Inner& inner : growth.kept) {
    REQUIRE_OR(is_valid(inner.prefix), Err::forged);
    kept.push_back({inner.prefix, hash_of(inner)});
  }
  for (const Leaf& leaf : growth.added) added.push_back({{kLabelBits, leaf.label}, hash_of(leaf)});
  for (const auto* part : {&kept_leaves, &kept, &added})
    REQUIRE_OR(std::ranges::is_sorted(*part, {}, label_of), Err::forged);
  const auto old = merged(kept_leaves, kept);
  REQUIRE_OR(TRY(root_over(old)) == before, Err::forged);
  REQUIRE_OR(TRY(root_over(merged(old, added))) == after, Err::forged);
  return ok();
}

}  // namespace eq::keytrans
