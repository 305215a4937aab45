// Asking whether a picture is on the list, without telling anyone which picture.
// spec/list.md section 5; blinded evaluation as in RFC 9497 (VOPRF, ristretto255-SHA512).
//
// Every picture makes the same request: exactly probes() random-looking group elements.  The answer
// carries one proof for all of them.  The verdict exists only on the device.
#pragma once

#include "eq/crypto/voprf.h"
#include "eq/list/filter.h"

namespace eq::list {

/// Elements a request: what L * M = 4 * 32 gives.  Heads with another product are refused.
constexpr std::size_t kBatch = 128;

using Elements = Array<32 * kBatch>;  // encoded group elements, one after the other
struct MatchRequest {
  Elements blinded{};
  EQ_FIELDS(blinded)
};
struct MatchReply {
  Elements evaluated{};
  Array<64> proof{};  // RFC 9497 batch proof: challenge and response
  EQ_FIELDS(evaluated, proof)
};

/// The server's part.  @return Err::malformed unless every element is a group element and none is
/// the identity.  Constant-time in the key.
Result<MatchReply> evaluate(const crypto::VoprfKey& match_key, const MatchRequest& request,
                            Random& rng);

/// Up to kBatch secret inputs, blinded.  Always kBatch elements: the rest are random inputs.
class BlindedBatch {
 public:
  static Result<BlindedBatch> blind(std::span<const Bytes> inputs, Random& rng);
  /// kBatch inputs under blinds that were published (absence.h).  Err::malformed for a zero blind.
  static Result<BlindedBatch> blind_again(std::span<const Bytes> inputs,
                                          std::span<const crypto::Scalar> blinds);
  const MatchRequest& request() const { return request_; }
  /// Whoever learns the blinds learns whether a request was about a given picture.
  std::vector<crypto::Scalar> reveal_blinds(const char* why) const;
  /// @return the tag of each input; Err::malformed or Err::forged.  Promise LST-5.
  Result<std::vector<Tag>> finish(const MatchReply& reply, const crypto::Point& match_key) const;

 private:
  BlindedBatch() = default;
  std::vector<Bytes> inputs_;  // kBatch of them
  std::vector<crypto::OprfBlinded> blinded_;
  std::size_t wanted_ = 0;
  MatchRequest request_;
};

enum class Verdict {
  not_listed,
  listed,
  // too few edges to say: nothing was asked about the picture, though a request was sent
  unhashable,
};

struct Finding {
  Verdict verdict = Verdict::not_listed;
  Kind kind = Kind::drill;  // of the list that was asked
  std::uint32_t list_version = 0;
  // of the filter, if listed: by them the device notices when the entry is gone
  std::vector<Tag> hits;
};

class Query {
 public:
  /// A picture of low quality makes the same kind of request, from random inputs.  Promise LST-4.
  static Result<Query> prepare(const phash::Fingerprint& picture, const AcceptedList& list,
                               Random& rng);

  const MatchRequest& request() const { return batch_.request(); }
  /// @param list  the same list as in prepare; another kind or version is Err::stale
  /// @return Err::forged for a reply that the pinned key did not make.  Promise LST-5.
  Result<Finding> finish(const MatchReply& reply, const AcceptedList& list) const;

 private:
  Query(BlindedBatch b, bool asks, Kind kind, std::uint32_t version)
      : batch_(std::move(b)), asks_(asks), kind_(kind), version_(version) {}
  BlindedBatch batch_;
  bool asks_;
  Kind kind_;
  std::uint32_t version_;
};

}  // namespace eq::list
