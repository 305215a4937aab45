// A whole log: writing one over somebody's storage, serving it, and replaying one while checking
// every hash.  c2sp.org/tlog-tiles
#pragma once

#include <functional>

#include "eq/tlog/logged.h"
#include "eq/tlog/tile.h"

namespace eq::tlog {

/// What one append changes; to be stored all together or not at all.
struct LogBatch {
  struct Object {
    TileKind kind = TileKind::hashes;
    unsigned level = 0;
    std::uint64_t index = 0;
    Bytes bytes;  // replaces what is stored for (kind, level, index)
  };
  std::vector<Object> objects;
  Head head;  // the log's new head
};

/// Where a log's tiles lie: one object for each (kind, level, index), always its widest version.
class TileStore {
 public:
  virtual ~TileStore() = default;
  /// Err::missing if there is none.
  virtual Result<Bytes> read(TileKind kind, unsigned level, std::uint64_t index) const = 0;
  /// The head as of the last write; {0, empty_root()} for a new log.
  virtual Result<Head> head() const = 0;
  /// Atomic and durable: after a crash all of the batch is there or none of it.
  virtual Status write(const LogBatch& batch) = 0;
};

/// The operator's side.  One writer per store.
class Log final : public HashReader {
 public:
  /// Reads the right edge and checks it against the stored head.
  /// @return Err::forged if they disagree: the store is damaged.
  static Result<Log> open(TileStore& store);

  const Head& head() const { return head_; }
  /// Append entries in order; on an error nothing was appended.  Err::too_large for an entry above
  /// kEntrySizeMax, Err::refused for no entry at all.
  Result<Head> append(std::span<const Bytes> entries);

  /// The bytes of an entry.
  Result<Bytes> entry(std::uint64_t index) const;
  /// A proof of entry `index` under a checkpoint note of this log, of any size above index.
  Result<LogProof> proof(std::uint64_t index, std::string_view checkpoint_note) const;
  /// The body to post to a witness whose last size is `old_size`.
  Result<std::string> witness_request(std::uint64_t old_size,
                                      std::string_view checkpoint_note) const;

  Result<Hash> subtree(unsigned level, std::uint64_t index) const override;

 private:
  explicit Log(TileStore& store) : store_(&store) {}
  TileStore* store_;
  Frontier edge_;
  Head head_;
};

/// The bytes of "tile/…" for a request path, cut to the width asked for.  Err::malformed for a path
/// of another form, Err::missing beyond the log's size.
Result<Bytes> serve(const TileStore& store, std::string_view path);

/// Gives the bytes of a path below a log's prefix ("checkpoint", "tile/0/000.p/7").
using Fetch = std::function<Result<Bytes>(std::string_view path)>;

/// Where a log departs from its checkpoint.
struct LogFault {
  Err err = Err::forged;
  std::string path;                    // the object at fault
  std::optional<std::uint64_t> index;  // the entry, where it can be told
  std::string what;                    // one sentence for people
};

/// The newest checkpoint that the log's server shows, verified; how new it is, is for FreshLog.
Result<CosignedCheckpoint, LogFault> fetch_checkpoint(const Fetch& fetch, const Policy& policy);

/// A log whose every entry was checked against a cosigned checkpoint: for those who look.  Nothing
/// is permitted from it (fresh.h).
class ReplayedLog {
 public:
  /// Fetch "checkpoint" and verify it, then replay.  @param known  heads believed before (last
  /// seen, or relied on by entries); each must lie on this log's history.  Promises TLG-8.
  static Result<ReplayedLog, LogFault> fetch(const Fetch& fetch, const Policy& policy,
                                             std::span<const Head> known = {});
  /// Replay up to a checkpoint that was verified before.
  static Result<ReplayedLog, LogFault> fetch(const Fetch& fetch,
                                             const CosignedCheckpoint& checkpoint,
                                             std::span<const Head> known = {});

  std::uint64_t size() const { return entries_.size(); }
  const Bytes& entry(std::uint64_t index) const { return entries_.at(index); }
  const CosignedCheckpoint& checkpoint() const { return checkpoint_; }
  /// The head this log had at an earlier size.  Err::missing above size().
  Result<Head> head_at(std::uint64_t size) const;
  /// That this log continues what it was at an earlier size.  Err::missing above size().
  Result<std::vector<Hash>> consistency(std::uint64_t earlier_size) const {
    return prove_consistency(tree_, earlier_size, size());
  }
  /// Err::malformed if the entry is no T; Err::missing beyond the end.
  template <class T>
  Result<Logged<T>> logged(std::uint64_t index) const {
    REQUIRE_OR(index < size(), Err::missing);
    LogProof proof{{}, index, TRY(prove_inclusion(tree_, index, size())), {}};
    return Logged<T>::verify(entries_[index], std::move(proof), checkpoint_);
  }
  /// The same under an earlier checkpoint of this log, so that seen_by() tells when the entry could
  /// be seen at the latest.  Err::missing if that checkpoint does not cover the entry; Err::forged
  /// if it is not on this log's history or another log's.
  template <class T>
  Result<Logged<T>> logged(std::uint64_t index, const CosignedCheckpoint& earlier) const {
    REQUIRE_OR(index < earlier.size(), Err::missing);
    REQUIRE_OR(earlier.checkpoint().origin() == checkpoint_.checkpoint().origin(), Err::forged);
    REQUIRE_OR(earlier.size() <= size() && TRY(head_at(earlier.size())) == earlier.head(),
               Err::forged);
    LogProof proof{{}, index, TRY(prove_inclusion(tree_, index, earlier.size())), {}};
    return Logged<T>::verify(entries_[index], std::move(proof), earlier);
  }

 private:
  explicit ReplayedLog(CosignedCheckpoint c) : checkpoint_(std::move(c)) {}
  CosignedCheckpoint checkpoint_;
  std::vector<Bytes> entries_;
  MemoryTree tree_;
};

}  // namespace eq::tlog
