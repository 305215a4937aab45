#include "eq/mls/secret_tree.h"

#include <algorithm>

#include "eq/mls/group.h"

namespace eq::mls {
namespace {

HashSecret next_secret(const HashSecret& secret, std::uint32_t generation) {
  const SecretBytes s =
      derive_tree_secret(secret.reveal("ratchet"), "secret", generation, kHashSize);
  return HashSecret::from(s.reveal("into its typed secret")).take();
}

HashSecret first_secret(const HashSecret& leaf_secret, RatchetKind kind) {
  return expand_with_label(leaf_secret.reveal("derivation"),
                           kind == RatchetKind::handshake ? "handshake" : "application", {});
}

}  // namespace

SecretTree::SecretTree(Suite suite, HashSecret encryption_secret, std::uint32_t width)
    : suite_(suite), width_(width) {
  nodes_.emplace(root(width), std::move(encryption_secret));
}

/// The lowest node still held above the leaf, or the leaf itself.
NodeIndex SecretTree::held_above(LeafIndex leaf) const {
  NodeIndex n = node_of(leaf);
  while (!nodes_.contains(n)) {
    EQ_ASSERT(n != root(width_));
    n = parent(n);
  }
  return n;
}

/// Walk down to the leaf; what is passed is erased.
HashSecret SecretTree::take_leaf_secret(LeafIndex leaf) {
  NodeIndex n = held_above(leaf);
  HashSecret secret = std::move(nodes_.extract(n).mapped());
  while (!is_leaf(n)) {
    const View s = secret.reveal("derivation");
    HashSecret l = expand_with_label(s, "tree", view("left"));
    HashSecret r = expand_with_label(s, "tree", view("right"));
    const bool go_left = is_under(leaf, left(n));
    nodes_.emplace(go_left ? right(n) : left(n), std::move(go_left ? r : l));
    secret = std::move(go_left ? l : r);
    n = go_left ? left(n) : right(n);
  }
  return secret;
}

/// The same, and the tree stays as it is.
HashSecret SecretTree::look_at_leaf_secret(LeafIndex leaf) const {
  NodeIndex n = held_above(leaf);
  HashSecret secret = nodes_.at(n).clone();
  while (!is_leaf(n)) {
    const bool go_left = is_under(leaf, left(n));
    secret =
        expand_with_label(secret.reveal("derivation"), "tree", view(go_left ? "left" : "right"));
    n = go_left ? left(n) : right(n);
  }
  return secret;
}

SecretTree::Ratchet& SecretTree::ratchet(LeafIndex leaf, RatchetKind kind) {
  EQ_ASSERT(leaf < width_);
  auto it = leaves_.find(leaf);
  if (it == leaves_.end()) {
    const HashSecret secret = take_leaf_secret(leaf);
    it = leaves_.emplace(leaf, std::array<Ratchet, 2>()).first;
    for (const RatchetKind k : {RatchetKind::handshake, RatchetKind::application})
      it->second[static_cast<std::size_t>(k)].secret = first_secret(secret, k);
  }
  return it->second[static_cast<std::size_t>(kind)];
}

MessageKey SecretTree::derive_key(const HashSecret& secret, std::uint32_t generation) const {
  const View s = secret.reveal("derivation");
  return {generation,
          derive_tree_secret(s, "key", generation, crypto::aead_key_size(aead_of(suite_))),
          derive_tree_secret(s, "nonce", generation, crypto::kAeadNonceSize)};
}

Result<MessageKey> SecretTree::next(LeafIndex leaf, RatchetKind kind) {
  Ratchet& r = ratchet(leaf, kind);
  REQUIRE_OR(r.generation != UINT32_MAX, Err::exhausted);
  MessageKey key = derive_key(r.secret, r.generation);
  r.secret = next_secret(r.secret, r.generation);
  last_use_ = KeyUse{leaf, kind, r.generation};
  ++r.generation;
  return key;
}

Checked<SecretTree::Found> SecretTree::find(LeafIndex leaf, RatchetKind kind,
                                            std::uint32_t generation) const {
  EQ_ASSERT(leaf < width_);
  const auto begun = leaves_.find(leaf);
  Ratchet first;
  if (begun == leaves_.end()) first.secret = first_secret(look_at_leaf_secret(leaf), kind);
  const Ratchet& r = begun == leaves_.end() ? first : begun->second[static_cast<std::size_t>(kind)];
  Found f;
  f.leaf_ = leaf;
  f.kind_ = kind;
  if (generation < r.generation) {
    for (const auto& k : r.kept) {
      if (k.generation != generation) continue;
      f.key_ = k.clone();
      return f;
    }
    return Fail(Rule::generation_replayed);
  }
  RULE(generation - r.generation <= kMaxAhead && generation != UINT32_MAX, generation_too_far);
  HashSecret secret = r.secret.clone();
  for (std::uint32_t g = r.generation; g < generation; ++g) {
    if (generation - g <= kMaxBack) f.skipped_.push_back(derive_key(secret, g));
    secret = next_secret(secret, g);
  }
  f.key_ = derive_key(secret, generation);
  f.secret_ = next_secret(secret, generation);
  return f;
}

void SecretTree::consume(Found&& f) {
  Ratchet& r = ratchet(f.leaf_, f.kind_);
  const std::uint32_t used = f.key_.generation;
  last_use_ = KeyUse{f.leaf_, f.kind_, used};
  if (f.secret_ && used >= r.generation) {
    for (auto& k : f.skipped_)
      if (k.generation >= r.generation) r.kept.push_back(std::move(k));
    r.secret = std::move(*f.secret_);
    r.generation = used + 1;
  }
  std::erase_if(r.kept, [&](const MessageKey& k) {
    return k.generation == used || k.generation + kMaxBack < r.generation - 1;
  });
}

Status SecretTree::repeat(const KeyUse& use) {
  REQUIRE_OR(use.leaf < width_, Err::malformed);
  auto found = find(use.leaf, use.kind, use.generation);
  REQUIRE_OR(found.ok(), Err::malformed);
  consume(std::move(found).take());
  return ok();
}

std::size_t SecretTree::kept_keys() const {
  std::size_t n = 0;
  for (const auto& [leaf, ratchets] : leaves_)
    n += ratchets[0].kept.size() + ratchets[1].kept.size();
  return n;
}

namespace {
/// One state, one encoding.
template <class Map>
std::vector<std::uint32_t> sorted_keys(const Map& map) {
  std::vector<std::uint32_t> keys;
  keys.reserve(map.size());
  for (const auto& entry : map) keys.push_back(entry.first);
  std::sort(keys.begin(), keys.end());
  return keys;
}
}  // namespace

void SecretTree::encode(Writer& w) const {
  eq::put(w, suite_);
  w.u32(width_);
  w.vector([&](Writer& in) {
    for (NodeIndex n : sorted_keys(nodes_)) {
      in.u32(n);
      eq::put(in, nodes_.at(n));
    }
  });
  w.vector([&](Writer& in) {
    for (LeafIndex leaf : sorted_keys(leaves_)) {
      in.u32(leaf);
      for (const auto& r : leaves_.at(leaf)) eq::put(in, r);
    }
  });
}

Result<SecretTree> SecretTree::decode(Reader& r) {
  SecretTree t;
  t.suite_ = TRY(eq::get<Suite>(r));
  t.width_ = TRY(r.u32());
  REQUIRE_OR(std::has_single_bit(t.width_) && t.width_ <= kMaxLeaves, Err::malformed);
  for (Reader in = TRY(r.vector()); !in.empty();) {
    const NodeIndex n = TRY(in.u32());
    REQUIRE_OR(n < node_count(t.width_), Err::malformed);
    t.nodes_.emplace(n, TRY(eq::get<HashSecret>(in)));
  }
  for (Reader in = TRY(r.vector()); !in.empty();) {
    const LeafIndex leaf = TRY(in.u32());
    REQUIRE_OR(leaf < t.width_, Err::malformed);
    auto& ratchets = t.leaves_[leaf];
    for (auto& ratchet : ratchets) {
      ratchet = TRY(eq::get<Ratchet>(in));
      for (const auto& k : ratchet.kept)
        REQUIRE_OR(k.key.size() == crypto::aead_key_size(aead_of(t.suite_)) &&
                       k.nonce.size() == crypto::kAeadNonceSize,
                   Err::malformed);
    }
  }
  // Every leaf must be reachable, or a later lookup would find nothing above it.
  for (LeafIndex leaf = 0; leaf < t.width_; ++leaf) {
    bool found = t.leaves_.contains(leaf);
    for (NodeIndex n = node_of(leaf); !found; n = parent(n)) {
      found = t.nodes_.contains(n);
      if (n == root(t.width_)) break;
    }
    REQUIRE_OR(found, Err::malformed);
  }
  return t;
}

}  // namespace eq::mls
