// Bodies of the letters between accounts and the moderator.  spec/wire.md section 8.
#pragma once

#include "eq/base/foreign_text.h"
#include "eq/crypto/hash.h"

namespace eq::wire {

/// LetterKind::token_request, signed by a device key of the account.
struct TokenRequest {
  AccountId account;
  Day first;                  // tokens for first .. first + days - 1
  std::uint8_t days = 1;      // 1..3
  std::uint16_t per_day = 0;  // how many; the issuer may give fewer
  EQ_FIELDS(account, first, days, per_day)
};

/// LetterKind::tokens, signed by the moderator.  Each batch is franking::encode_batch().
struct TokensGranted {
  std::vector<Bytes> batches;
  EQ_FIELDS(batches)
};

// LetterKind::report: the body is encode(franking::Report).

/// LetterKind::report_receipt.
struct ReportReceipt {
  crypto::Digest report{};  // SHA-256 of the report's bytes
  bool verified = false;    // false: the proof did not hold, nothing was kept
  ForeignText case_number;  // empty unless verified
  Time received;
  EQ_FIELDS(report, verified, case_number, received)
};

/// How a machine had part in it (DSA Art. 17(3)(c)).  There is no value for a machine that decides.
enum class Means : std::uint8_t { human_alone = 1, found_by_matching = 2 };
constexpr bool is_valid(Means m) {
  return m == Means::human_alone || m == Means::found_by_matching;
}

/// LetterKind::moderation_notice: what became of a case, to whom it concerns.
struct ModerationNotice {
  ForeignText case_number;
  ForeignText decision;  // plain words
  ForeignText reason;
  Means means = Means::human_alone;
  ForeignText redress;  // what can be done against it, in plain words
  std::optional<Time> appeal_until;
  Time decided;
  EQ_FIELDS(case_number, decision, reason, means, redress, appeal_until, decided)
};

/// LetterKind::appeal, signed by a device key of the account that the case concerns.
struct Appeal {
  ForeignText case_number;
  ForeignText words;  // 1..1000 bytes: what was overlooked
  EQ_FIELDS(case_number, words)
};

}  // namespace eq::wire
