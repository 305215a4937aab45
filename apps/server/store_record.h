// What a store says of the public record, checked, and held against what the realm's witness last
// cosigned.  A store that is behind the witness was taken back in time: whoever went on from it
// would show another history than the one that others have seen.
#pragma once

#include <optional>
#include <string>

#include "apps/server/http_client.h"
#include "parties/platform/platform.h"

namespace eq::server {

struct RecordHeads {
  tlog::Head orders, epochs, directory;
  const tlog::Head& of(wire::LogName log) const {
    if (log == wire::LogName::orders) return orders;
    return log == wire::LogName::epochs ? epochs : directory;
  }
  bool operator==(const RecordHeads&) const = default;
};

/// The heads that the store's newest checkpoints sign, after every entry was hashed again.
/// Err::forged if an entry, a hash or a signature is not what it was.
Result<RecordHeads> replay_record(const platform::Platform& platform);

/// The newest head that the witness has cosigned.
class WitnessSays {
 public:
  enum class Standing : std::uint8_t {
    agrees,         // what it cosigned is a part of this store's record, or all of it
    silent,         // it did not answer, or not as this realm's witness
    store_behind,   // it has seen entries that this store does not have
    other_history,  // it has seen other entries
  };
  /// Asks for all logs.
  static WitnessSays about(const platform::Platform& platform, HttpClient& witness);

  Standing standing() const { return standing_; }
  bool agrees() const { return standing_ == Standing::agrees; }
  /// What is not well, in a sentence, and what to do about it.
  const std::string& what() const { return what_; }
  const std::string& remedy() const { return remedy_; }

 private:
  bool hold_against(const platform::Platform& platform, wire::LogName log,
                    const tlog::CosignedCheckpoint& newest);

  Standing standing_ = Standing::agrees;
  std::string what_, remedy_;
};

}  // namespace eq::server
