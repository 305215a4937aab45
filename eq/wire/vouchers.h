// Requests and replies about vouchers, and the letter by which opened pictures reach a human.
// spec/wire.md sections 6 to 8; what they mean is eq/voucher's.
#pragma once

#include "eq/list/kind.h"
#include "eq/voucher/holders.h"
#include "eq/voucher/opening.h"
#include "eq/voucher/past.h"
#include "eq/voucher/reopened.h"
#include "eq/wire/office.h"

namespace eq::wire {

// ---- the sender

/// Taken for the table of the list in force only, and each number once.
struct VoucherPut {
  static constexpr Verb kVerb = Verb::vouchers_put;
  using Reply = voucher::Receipt;
  crypto::Digest table{};
  std::uint64_t number = 0;  // above all before it for this table
  voucher::Voucher voucher;
  EQ_FIELDS(table, number, voucher)
};

/// One opening of pictures of the asking account: what its entry in the log commits to.
struct OpeningShown {
  std::uint64_t log_index = 0;
  Array<32> nonce{};
  std::vector<crypto::Digest> receipts;
  EQ_FIELDS(log_index, nonce, receipts)
};
struct OpeningsShown {
  std::vector<OpeningShown> openings;
  EQ_FIELDS(openings)
};
/// Openings of the asking account whose notice_days are over.
struct VoucherOpenings {
  static constexpr Verb kVerb = Verb::vouchers_openings;
  using Reply = OpeningsShown;
  std::uint8_t version = 1;
  EQ_FIELDS(version)
};

// ---- the holders of the evaluation key; they learn neither account nor picture

inline constexpr std::size_t kVoucherWorkMax = 64;

struct EvaluationTask {
  std::uint64_t id = 0;
  Array<32 * voucher::kProbes> elements{};
  EQ_FIELDS(id, elements)
};
/// Opened and logged: are these pictures of the list of the kind that was asked about?  Both hashes
/// of each.
struct ComparisonTask {
  struct Picture {
    phash::Hash hash, second;
    EQ_FIELDS(hash, second)
  };
  std::uint64_t id = 0;
  std::vector<Picture> pictures;
  EQ_FIELDS(id, pictures)
};
struct HolderTasks {
  std::vector<EvaluationTask> evaluate;  // at most kVoucherWorkMax
  std::vector<ComparisonTask> compare;
  EQ_FIELDS(evaluate, compare)
};
/// What waits for a holder of the evaluation key of this kind.
struct VoucherWork {
  static constexpr Verb kVerb = Verb::vouchers_work;
  using Reply = HolderTasks;
  list::Kind kind = list::Kind::drill;
  std::uint8_t version = 2;
  EQ_FIELDS(version, kind)
};

struct Evaluation {
  std::uint64_t id = 0;
  voucher::Partial part;
  EQ_FIELDS(id, part)
};
/// Of each picture the name of the entry that it is; none: it is of no entry.
using EntriesFound = std::vector<std::optional<crypto::Digest>>;
struct Comparison {
  std::uint64_t id = 0;
  EntriesFound entries;
  crypto::Signature signature{};  // of comparison_text(), by the hotline that compared
  EQ_FIELDS(id, entries, signature)
};
/// @param kind  of the list that was compared with
inline Bytes comparison_text(std::string_view realm, list::Kind kind,
                             const std::vector<ComparisonTask::Picture>& pictures,
                             const EntriesFound& entries) {
  return concat({view("eqp voucher comparison v2"), encode(std::string(realm)), encode(kind),
                 encode(pictures), encode(entries)});
}
struct VoucherAnswer {
  static constexpr Verb kVerb = Verb::vouchers_answer;
  using Reply = Done;
  std::vector<Evaluation> evaluated;
  std::vector<Comparison> compared;
  EQ_FIELDS(evaluated, compared)
};

// ---- past vouchers (eq/voucher/past.h): the sender asks, the holders answer, the service carries

/// The holders' parts once enough of them answered; none before.  Each is proven: who asks need not
/// believe who carries.
struct PastParts {
  std::vector<voucher::Partial> parts;
  EQ_FIELDS(parts)
};
/// Once its time has come any device may ask what came of a voucher: a receipt names nobody, and
/// only its sender can read the answer.  The first time puts the question before the holders; so
/// does asking again after an answer.
struct PastAsk {
  static constexpr Verb kVerb = Verb::past_ask;
  using Reply = PastParts;
  voucher::PastQuestion question;
  EQ_FIELDS(question)
};
struct PastTasks {
  std::vector<voucher::PastQuestion> questions;  // at most kVoucherWorkMax
  EQ_FIELDS(questions)
};
struct PastWork {
  static constexpr Verb kVerb = Verb::past_work;
  using Reply = PastTasks;
  std::uint8_t version = 1;
  EQ_FIELDS(version)
};
struct PastEvaluation {
  crypto::Digest receipt{};  // id() of the question's
  voucher::Partial part;
  EQ_FIELDS(receipt, part)
};
struct PastAnswer {
  static constexpr Verb kVerb = Verb::past_answer;
  using Reply = Done;
  std::vector<PastEvaluation> evaluated;
  EQ_FIELDS(evaluated)
};

// ---- the human

// v1 asked to be believed; v2 was compared with no kind of list in particular
enum class MatchedVersion : std::uint8_t { v3 = 3 };
constexpr bool is_valid(MatchedVersion v) { return v == MatchedVersion::v3; }

/// LetterKind::matched_pictures, signed by the service's stamp key: all that it takes to open the
/// pictures once more.
struct MatchedPictures {
  MatchedVersion version = MatchedVersion::v3;
  AccountId account;
  std::uint64_t log_index = 0;  // of the opening's entry
  Array<32> nonce{};
  std::vector<voucher::Evidence> vouchers;  // exactly those that the entry commits to, in its order
  EntriesFound entries;                     // of each picture that opens
  crypto::VerifyKey hotline;                // that compared
  crypto::Signature comparison{};
  EQ_FIELDS(version, account, log_index, nonce, vouchers, entries, hotline, comparison)
};

}  // namespace eq::wire
