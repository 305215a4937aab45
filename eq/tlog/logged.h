// Logged<T>: a value that provably stands in a public log which witnesses saw.
//
// There is no other way to get one than verify(), so a function that takes Logged<Order> cannot be
// called with an order that nobody could have noticed.
#pragma once

#include "eq/tlog/checkpoint.h"

namespace eq::tlog {

/// A self-contained proof for one entry.  Its form is the text of c2sp.org/tlog-proof@v1 everywhere
/// (files, wire, evidence packages), so that tools of others can check it too.
struct LogProof {
  Bytes extra;  // opaque, not authenticated
  std::uint64_t index = 0;
  std::vector<Hash> path;
  std::string checkpoint;  // a note

  std::string text() const;
  /// Err::malformed, Err::too_large.
  static Result<LogProof> parse(std::string_view text);

  void encode(Writer& w) const { put(w, text()); }
  static Result<LogProof> decode(Reader& r) { return parse(TRY(get<std::string>(r))); }
};

/// How T looks as a log entry: its encoding, after one tag byte if T has a `kLogTag`.  A tagged
/// union whose alternatives use these tags therefore reads the same bytes.
template <class T>
concept Tagged = requires {
  { T::kLogTag } -> std::convertible_to<std::uint8_t>;
};
template <class T>
Bytes entry_of(const T& t) {
  Writer w;
  if constexpr (Tagged<T>) w.u8(T::kLogTag);
  put(w, t);
  return w.take();
}
/// Err::malformed, also for another tag.
template <class T>
Result<T> parse_entry(View entry) {
  Reader r(entry);
  if constexpr (Tagged<T>) REQUIRE_OR(TRY(r.u8()) == T::kLogTag, Err::malformed);
  T t = TRY(get<T>(r));
  TRY(r.end());
  return t;
}

template <class T>
class Logged {
 public:
  /// Check entry bytes against a proof.  @return Err::malformed if the bytes are no T; Err::forged
  /// if they are not at proof.index, or the checkpoint does not satisfy the policy.  Promises
  /// TLG-7.
  static Result<Logged> verify(View entry, const LogProof& proof, const Policy& policy) {
    return verify(entry, proof, TRY(CosignedCheckpoint::verify(proof.checkpoint, policy)));
  }
  static Result<Logged> verify(const T& value, const LogProof& proof, const Policy& policy) {
    return verify(View(entry_of(value)), proof, policy);
  }
  /// The same under a checkpoint that was verified before; proof.checkpoint is not looked at.
  static Result<Logged> verify(View entry, LogProof proof, const CosignedCheckpoint& checkpoint) {
    T value = TRY(parse_entry<T>(entry));
    TRY(verify_inclusion(leaf_hash(entry), proof.index, checkpoint.head(), proof.path));
    proof.checkpoint = checkpoint.checkpoint().note().to_text();
    return Logged(std::move(value), std::move(proof), checkpoint);
  }

  const T& value() const { return value_; }
  const T& operator*() const { return value_; }
  const T* operator->() const { return &value_; }
  std::uint64_t index() const { return proof_.index; }
  const CosignedCheckpoint& checkpoint() const { return checkpoint_; }
  /// By when a quorum of witnesses had seen it; a later checkpoint says a later time.
  NotAfter seen_by() const { return checkpoint_.seen_by(); }
  /// To hand on; the receiver verifies for itself.
  const LogProof& proof() const { return proof_; }

 private:
  Logged(T v, LogProof p, CosignedCheckpoint c)
      : value_(std::move(v)), proof_(std::move(p)), checkpoint_(std::move(c)) {}
  T value_;
  LogProof proof_;
  CosignedCheckpoint checkpoint_;
};

}  // namespace eq::tlog
