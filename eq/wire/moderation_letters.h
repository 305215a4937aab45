// Bodies of the letters between accounts and the moderator.  spec/wire.md section 8.
#pragma once

#include "eq/base/codec.h"
#include "eq/crypto/hash.h"

namespace eq::wire {

/// LetterKind::token_request, signed by a device key of the account.
struct TokenRequest {
  AccountId account;
  Day first;                    // tokens for first .. first + days - 1
  std::uint8_t days = 1;        // 1..3
  std::uint16_t per_day = 0;    // how many; the issuer may give fewer
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
  crypto::Digest report{};   // SHA-256 of the report's bytes
  bool verified = false;     // false: the proof did not hold, nothing was kept
  std::string case_number;   // empty unless verified
  Time received;
  EQ_FIELDS(report, verified, case_number, received)
};

/// LetterKind::moderation_notice: what became of a case, to the reporter.
struct ModerationNotice {
  std::string case_number;
  std::string decision;      // plain words
  std::string reason;
  std::string how_to_appeal;
  Time decided;
  EQ_FIELDS(case_number, decision, reason, how_to_appeal, decided)
};

}  // namespace eq::wire
