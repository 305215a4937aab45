// Proof that a log showed two histories: two checkpoints under its own signature of which neither
// continues the other. Anybody who knows the log's key can check it, without the log.  spec/tlog.md
#pragma once

#include "eq/tlog/log.h"

namespace eq::tlog {

/// `longer` commits to one history only; that one had `root` at the size of `shorter`, and not what
/// `shorter` says.
struct SplitView {
  std::string shorter, longer;  // notes
  Hash root{};                  // of the longer history at the shorter one's size
  std::vector<Hash> proof;      // that `longer` continues it

  /// Lines: a header, the root and the proof in base64, an empty line, the longer note, an empty
  /// line, the shorter note.
  std::string text() const;
  /// Err::malformed.
  static Result<SplitView> parse(std::string_view text);

  /// Err::forged unless it proves that this log showed two histories.  Promises TLG-9.
  Status verify(const LogKey& log) const;
};

/// Compare a checkpoint with a whole log: nullopt if it is on the log's history.
/// @return Err::forged or Err::malformed if the log did not sign the checkpoint (then it proves
///     nothing); Err::stale if the checkpoint is longer than the log.
Result<std::optional<SplitView>> compare(std::string_view checkpoint, const ReplayedLog& whole,
                                         const LogKey& log);

}  // namespace eq::tlog
