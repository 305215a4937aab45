// What the platform's tables hold, and how their keys are made.  Internal to this party.
#pragma once

#include "eq/base/persist.h"
#include "eq/franking/stamp.h"
#include "eq/list/head.h"
#include "eq/order/answer.h"
#include "eq/order/succession.h"
#include "eq/wire/invitation.h"
#include "eq/wire/office.h"
#include "eq/wire/vouchers.h"
#include "parties/platform/store.h"
#include "parties/platform/users.h"

namespace eq::platform {

struct ConversationRow {
  std::uint64_t epoch = 0;
  wire::SendKey send_key{};
  std::uint32_t leaf_count = 0;
  franking::ChainHead chain;
  std::uint64_t last = 0;  // position of what was written to its log last
  EQ_FIELDS(epoch, send_key, leaf_count, chain, last)
};

struct Interval {
  Time from;
  std::optional<Time> until;
  EQ_FIELDS(from, until)
};
/// Positions of a conversation's log, both ends included.
struct Span {
  std::uint64_t from = 0, until = UINT64_MAX;  // without an end: of a member
  EQ_FIELDS(from, until)
};
struct SubscriptionRow {
  std::vector<Interval> intervals;  // for ordered access
  std::vector<Span> spans;          // what its mailbox shows
  EQ_FIELDS(intervals, spans)
};

struct MessageRow {
  wire::StampBytes stamp{};
  Bytes message;
  EQ_FIELDS(stamp, message)
};

struct EnvelopeRow {
  std::uint64_t mls_epoch = 0;
  std::uint32_t leaf_count = 0;
  wire::EnvelopeBytes envelope{};
  EQ_FIELDS(mls_epoch, leaf_count, envelope)
};

/// A delivery by reference where the body is stored once for all (messages by seq, commits by
/// epoch), with the body inside otherwise.
struct DeliveryRow {
  wire::DeliveryKind kind = wire::DeliveryKind::message;
  Time at;
  ConversationId conv;
  std::uint64_t ref = 0;
  Bytes body;
  EQ_FIELDS(kind, at, conv, ref, body)
};

struct DeskRow {
  Time at;
  Bytes letter;
  EQ_FIELDS(at, letter)
};

struct HeadRow {
  std::uint64_t size = 0;
  Array<32> root{};
  std::string signed_note;     // checkpoint of that head, without cosignatures
  std::string published_note;  // the latest one that a witness cosigned, or that needs none
  std::uint64_t published_size = 0;
  std::uint64_t witness_size = 0;  // what the witness last cosigned
  EQ_FIELDS(size, root, signed_note, published_note, published_size, witness_size)
};

/// What a tally counted: a day up to a time.
struct TallyRow {
  Day day;
  Time at;
  Array<32> root{};
  EQ_FIELDS(day, at, root)
};

/// From the act that names its key on.  After its end only filing and act remain, so that it cannot
/// begin again.
struct PreservationRow {
  std::uint64_t act_index = 0;  // of Act::keep
  bool ended = false;
  bool extended = false;
  Time until;
  order::PreservationKey key{};
  std::uint32_t order = 0;  // 0 until the court has said whose it is
  AccountId account;
  EQ_FIELDS(act_index, ended, extended, until, key, order, account)
};
struct PreservedDayRow {
  TallyRow counted;
  crypto::HpkeCiphertext secret;
  std::uint32_t envelopes = 0;
  EQ_FIELDS(counted, secret, envelopes)
};

/// What the operator answered.
struct AnswerRow {
  order::AnswerEntry entry;
  std::optional<std::uint64_t> clarified;  // where the agency's clarification of it stands
  EQ_FIELDS(entry, clarified)
};

/// The list of a kind that is in force.
struct ListRow {
  std::uint64_t index = 0;
  Array<32> filter{};  // SHA-256, in log_blobs
  // likewise, of what vouchers need: table, coverages; empty without reporting
  std::vector<Array<32>> blobs;
  EQ_FIELDS(index, filter, blobs)
};
/// Under what vouchers for a table were taken.
struct TableRow {
  list::Kind kind = list::Kind::drill;
  list::Reporting reporting;
  EQ_FIELDS(kind, reporting)
};

struct VoucherRow {
  voucher::Context context;
  crypto::Digest receipt{};  // Receipt::id
  Time at;                   // of the receipt
  voucher::Voucher voucher;
  EQ_FIELDS(context, receipt, at, voucher)
};

/// A voucher that opened: a point, bytes that nothing opens below the threshold, and by what
/// anybody can open it again.
struct MatchRow {
  SecretBytes share;  // encode_share
  Bytes inner;
  crypto::Digest receipt{};
  voucher::Evidence evidence;
  EQ_FIELDS(share, inner, receipt, evidence)
};

enum class OpeningState : std::uint8_t {
  logged = 1,  // its entry is appended, and nothing is opened
  opened = 2,  // waits for a hotline's comparison
  done = 3,    // a human has it, or too little was on the list
};
constexpr bool is_valid(OpeningState s) {
  return s >= OpeningState::logged && s <= OpeningState::done;
}
struct OpeningRow {
  OpeningState state = OpeningState::logged;
  voucher::OpeningEntry entry;
  voucher::Terms terms;  // of the list by which they matched, which another may have followed
  wire::OpeningShown shown;
  Time notice;                           // from when whoever it concerns can learn of it
  std::vector<voucher::Inner> pictures;  // while opened
  EQ_FIELDS(state, entry, terms, shown, notice, pictures)
};

/// Of an account that is not in good standing.
struct StandingRow {
  Standing standing = Standing::suspended;
  Time since;
  std::vector<crypto::VerifyKey> devices;  // of an erased one, so that they can be told
  EQ_FIELDS(standing, since, devices)
};

inline Bytes key_of(std::initializer_list<View> parts) { return concat(parts); }

inline Bytes be32_key(std::uint32_t n) { return to_bytes(be32(n)); }

inline Bytes invitation_key(const wire::Invitation& invitation) {
  return key_of({be32(invitation.last.n), invitation.digest()});
}

inline Bytes be64_key(std::uint64_t n) { return to_bytes(be64(n)); }

/// Above every key that is `prefix` and at most 63 bytes more.
inline Bytes end_of(View prefix) { return key_of({prefix, Bytes(64, 0xff)}); }

}  // namespace eq::platform
