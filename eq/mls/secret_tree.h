// The secret tree and its ratchets (RFC 9420 section 9): message keys, each usable once.
//
// A key is first looked up, and only consumed once the message behind it has proved genuine; so a
// member who forges messages in another's name cannot burn that member's keys.
#pragma once

#include <unordered_map>

#include "eq/mls/rule.h"
#include "eq/mls/tree_math.h"

namespace eq::mls {

enum class RatchetKind : std::uint8_t { handshake = 0, application = 1 };
constexpr bool is_valid(RatchetKind k) {
  return k == RatchetKind::handshake || k == RatchetKind::application;
}

struct MessageKey {
  std::uint32_t generation = 0;
  SecretBytes key, nonce;
  MessageKey clone() const { return {generation, key.clone(), nonce.clone()}; }
  EQ_FIELDS(generation, key, nonce)
};

/// Which key a message was sealed with.
struct KeyUse {
  LeafIndex leaf = 0;
  RatchetKind kind{};
  std::uint32_t generation = 0;
  EQ_FIELDS(leaf, kind, generation)
};

class SecretTree {
 public:
  SecretTree() = default;
  /// @param width  number of leaves, a power of two
  SecretTree(Suite suite, HashSecret encryption_secret, std::uint32_t width);

  /// The next key to send with; consumed at once.  Err::exhausted after generation 2^32 - 2.
  Result<MessageKey> next(LeafIndex leaf, RatchetKind kind);

  /// A key to receive with, found but not consumed.
  class Found {
   public:
    const MessageKey& key() const { return key_; }

   private:
    friend class SecretTree;
    LeafIndex leaf_ = 0;
    RatchetKind kind_{};
    MessageKey key_;
    // When the ratchet has to move: where it stands then, and the keys passed over.
    std::optional<HashSecret> secret_;
    std::vector<MessageKey> skipped_;
  };
  /// generation_too_far beyond kMaxAhead; generation_replayed if used, or kMaxBack or more behind.
  Checked<Found> find(LeafIndex leaf, RatchetKind kind, std::uint32_t generation) const;
  /// In any order: what another find() has taken the ratchet past stays used.
  void consume(Found&& found);

  /// The key used last, once: for the journal, which repeats the use on the tree as it was.
  std::optional<KeyUse> take_last_use() { return std::exchange(last_use_, std::nullopt); }
  /// Err::malformed unless the key is still there.
  Status repeat(const KeyUse& use);

  /// Unused keys now held back for late messages (a figure for tests).
  std::size_t kept_keys() const;
  bool fits(Suite suite, std::uint32_t width) const { return suite_ == suite && width_ == width; }

  void encode(Writer& w) const;
  static Result<SecretTree> decode(Reader& r);

 private:
  struct Ratchet {
    std::uint32_t generation = 0;  // of the next key
    HashSecret secret;
    std::vector<MessageKey> kept;
    EQ_FIELDS(generation, secret, kept)
  };
  MessageKey derive_key(const HashSecret& secret, std::uint32_t generation) const;
  Ratchet& ratchet(LeafIndex leaf, RatchetKind kind);
  NodeIndex held_above(LeafIndex leaf) const;
  HashSecret take_leaf_secret(LeafIndex leaf);
  HashSecret look_at_leaf_secret(LeafIndex leaf) const;

  std::optional<KeyUse> last_use_;
  Suite suite_ = Suite::x25519_chacha20poly1305_sha256_ed25519;
  std::uint32_t width_ = 0;
  // not yet expanded; parents of used ones are gone
  std::unordered_map<NodeIndex, HashSecret> nodes_;
  std::unordered_map<LeafIndex, std::array<Ratchet, 2>> leaves_;
};

}  // namespace eq::mls
