// A Merkle tree with one place for each key, so that a root commits to at most one value of a key
// and to the absence of every other.  spec/order.md section 12.
//
// A subtree without leaves hashes to zeros, one with a single leaf to that leaf, any other to its
// two halves.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "eq/base/codec.h"
#include "eq/crypto/hash.h"

namespace eq::order {

struct Leaf {
  crypto::Digest key{}, value{};
  EQ_FIELDS(key, value)
};

/// The way to a key's place.
struct Place {
  std::vector<crypto::Digest> siblings;  // from the root down
  std::optional<Leaf> other;             // stands there instead of the key
  EQ_FIELDS(siblings, other)
};

class KeyedTree {
 public:
  /// The key must be new.  Keys are uniform: hashes.
  void put(const crypto::Digest& key, const crypto::Digest& value);
  crypto::Digest root() const;
  /// Costs a pass over the tree.
  Place place(const crypto::Digest& key) const;

 private:
  std::map<crypto::Digest, crypto::Digest> leaves_;
};

/// Err::forged unless `root` holds `value` under `key`.  No root holds two values under one key, or
/// a value and none.
Status verify_held(const crypto::Digest& root, const crypto::Digest& key,
                   const crypto::Digest& value, const Place& place);
/// Err::forged unless `root` holds nothing under `key`.
Status verify_absent(const crypto::Digest& root, const crypto::Digest& key, const Place& place);

}  // namespace eq::order
