// Checkpoints: a log's signed head (c2sp.org/tlog-checkpoint), and what it takes to believe one.
//
// Three types, each made from the one before: Checkpoint (somebody's claim), VerifiedCheckpoint
// (the log signed it), CosignedCheckpoint (a quorum of witnesses saw it too, and when).
#pragma once

#include "eq/tlog/cosignature.h"
#include "eq/tlog/merkle.h"
#include "eq/tlog/witnessed_time.h"

namespace eq::tlog {

struct Checkpoint {
  std::string origin;
  Head head;
  std::vector<std::string> extensions;  // opaque, not recommended; non-empty lines
  auto operator<=>(const Checkpoint&) const = default;

  /// The note text: origin, size, base64 root, a line each.
  std::string text() const;
  /// Err::malformed unless text() would write exactly this.
  static Result<Checkpoint> parse(std::string_view text);
};

/// Sign a head: a whole note.  The log's name is its origin.
std::string sign_checkpoint(const Head& head, const LogSigner& signer);

/// Whom to believe about one log.  The origin is the log key's name.
struct Policy {
  LogKey log;
  std::vector<WitnessKey> witnesses;
  std::uint32_t quorum = 0;  // distinct witnesses needed, at least 1
  EQ_FIELDS(log, witnesses, quorum)
};

/// A checkpoint with a good signature of the log named by its origin.
class VerifiedCheckpoint {
 public:
  /// Err::malformed, or Err::forged if the origin is another log's or the log did not sign.
  static Result<VerifiedCheckpoint> verify(std::string_view note, const LogKey& log);

  const std::string& origin() const { return checkpoint_.origin; }
  const Head& head() const { return checkpoint_.head; }
  std::uint64_t size() const { return checkpoint_.head.size; }
  const Hash& root() const { return checkpoint_.head.root; }
  const Note& note() const { return note_; }
  const Checkpoint& checkpoint() const { return checkpoint_; }

 private:
  VerifiedCheckpoint(Note n, Checkpoint c) : note_(std::move(n)), checkpoint_(std::move(c)) {}
  Note note_;
  Checkpoint checkpoint_;
};

/// A verified checkpoint that a quorum of witnesses cosigned.
class CosignedCheckpoint {
 public:
  /// @return Err::malformed; Err::forged if the log's signature or any cosignature of a known
  ///     witness is bad, or fewer than policy.quorum distinct witnesses cosigned.  A policy with
  ///     quorum 0 or more than its witnesses is Err::refused.  Promises TLG-4.
  static Result<CosignedCheckpoint> verify(std::string_view note, const Policy& policy);

  const VerifiedCheckpoint& checkpoint() const { return checkpoint_; }
  const Head& head() const { return checkpoint_.head(); }
  std::uint64_t size() const { return checkpoint_.size(); }
  const Hash& root() const { return checkpoint_.root(); }
  /// By when a quorum had seen it: the quorum-th earliest witness time.  Promises TLG-5.
  NotAfter seen_by() const { return seen_by_; }
  /// From when on a quorum vouched that there was nothing newer: the quorum-th latest.  Promises
  /// TLG-5.
  NotBefore newest_at() const { return newest_at_; }
  std::uint32_t witnesses() const { return witnesses_; }

 private:
  CosignedCheckpoint(VerifiedCheckpoint c, NotAfter seen, NotBefore newest, std::uint32_t n)
      : checkpoint_(std::move(c)), seen_by_(seen), newest_at_(newest), witnesses_(n) {}
  VerifiedCheckpoint checkpoint_;
  NotAfter seen_by_;
  NotBefore newest_at_;
  std::uint32_t witnesses_;
};

/// The note with further signature lines under it, leaving out exact repetitions.
Result<std::string> with_signatures(std::string_view note, std::span<const SignatureLine> lines);

}  // namespace eq::tlog
