// The witness: cosigns only checkpoints that continue the last one it cosigned.
// c2sp.org/tlog-witness, add-checkpoint.
//
// Pure logic.  For each request the caller, holding a lock for the log's origin, loads the record,
// calls add_checkpoint, stores `persist` durably if there is one, and only then sends the reply.
// If storing fails the reply must not be sent (answer 500): the cosignature in it would not be
// remembered, and a later rollback would go unnoticed.
#pragma once

#include <span>

#include "eq/tlog/checkpoint.h"

namespace eq::tlog {

constexpr std::size_t kProofLinesMax = 63;

/// The body of POST <prefix>/add-checkpoint.
struct AddCheckpoint {
  std::uint64_t old_size = 0;
  std::vector<Hash> proof;
  std::string checkpoint;  // a note

  std::string text() const;
  /// Err::malformed, Err::too_large.
  static Result<AddCheckpoint> parse(std::string_view body);
};

/// What a witness remembers about one log.
struct WitnessRecord {
  std::string origin;
  Head head;
  std::string note;  // the checkpoint with the log's and this witness's signatures, for monitors
  auto operator<=>(const WitnessRecord&) const = default;
  EQ_FIELDS(origin, head, note)
};

struct WitnessReply {
  int status = 0;  // 200, 400, 403, 404, 409, 422
  std::string content_type;
  std::string body;
};

struct WitnessStep {
  WitnessReply reply;
  std::optional<WitnessRecord> persist;  // to be stored before replying; only with status 200
};

class Witness {
 public:
  /// @param logs  the logs it watches; their key names are their origins
  Witness(WitnessSigner signer, std::vector<LogKey> logs)
      : signer_(std::move(signer)), logs_(std::move(logs)) {}

  const WitnessKey& verify_key() const { return signer_.verify_key(); }
  /// The origin a request is about, for loading its record; Err::malformed (answer 400 through
  /// add_checkpoint all the same) or Err::missing for a log it does not watch.
  Result<std::string> origin_of(std::string_view body) const;

  /// One request.  @param latest  the record of the origin, nullopt if it never cosigned there
  /// Promises TLG-6.
  WitnessStep add_checkpoint(const std::optional<WitnessRecord>& latest, std::string_view body,
                             Time now) const;

 private:
  WitnessSigner signer_;
  std::vector<LogKey> logs_;
};

/// For the log's operator: the cosignature lines of a 200 reply that verify against `witnesses`, as
/// a checkpoint with them attached.  Err::forged if none does.
Result<std::string> attach_cosignatures(std::string_view checkpoint_note,
                                        std::string_view reply_body,
                                        std::span<const WitnessKey> witnesses);
/// The size in the body of a 409 reply.
Result<std::uint64_t> parse_conflict(std::string_view reply_body);

/// Hex of SHA-256(origin): the path of GET <prefix>/<this>/checkpoint.
std::string origin_hash(std::string_view origin);

}  // namespace eq::tlog
