// Bodies of the letters by which a person disputes a warning or a report that rests on a list, and
// is answered. spec/list.md section 8.
#pragma once

#include "eq/base/foreign_text.h"
#include "eq/crypto/hash.h"
#include "eq/list/kind.h"
#include "eq/phash/hash.h"

namespace eq::wire {

/// Words of either side, in bytes.
inline constexpr std::size_t kDisputeTextMax = 2000;

/// What happened to whoever disputes.
enum class DisputeGround : std::uint8_t {
  warned = 1,    // a picture that was received
  reported = 2,  // a picture that was sent
};
constexpr bool is_valid(DisputeGround g) {
  return g == DisputeGround::warned || g == DisputeGround::reported;
}

/// LetterKind::list_dispute, from a device of the account to a hotline.  It discloses the hash, by
/// the person's own choice; never the picture.
struct ListDispute {
  AccountId account;
  phash::Hash hash;
  DisputeGround ground = DisputeGround::warned;
  list::Kind kind = list::Kind::drill;  // of the list
  std::uint32_t list_version = 0;
  ForeignText reason;
  EQ_FIELDS(account, hash, ground, kind, list_version, reason)

  crypto::Digest id() const { return crypto::sha256(encode(*this)); }
};

enum class DisputeOutcome : std::uint8_t {
  upheld = 1,      // the entry stays
  withdrawn = 2,   // it goes with the next version
  not_listed = 3,  // the hotline knows no entry that this hash is
};
constexpr bool is_valid(DisputeOutcome o) {
  return o >= DisputeOutcome::upheld && o <= DisputeOutcome::not_listed;
}
constexpr std::string_view to_text(DisputeOutcome o) {
  return o == DisputeOutcome::upheld      ? "upheld"
         : o == DisputeOutcome::withdrawn ? "withdrawn"
                                          : "not_listed";
}

/// LetterKind::dispute_answer, from that hotline to the account.
struct DisputeAnswer {
  crypto::Digest dispute{};  // ListDispute::id()
  DisputeOutcome outcome = DisputeOutcome::upheld;
  ForeignText reason;
  Time at;
  EQ_FIELDS(dispute, outcome, reason, at)
};

}  // namespace eq::wire
