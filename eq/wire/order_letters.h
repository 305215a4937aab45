// Bodies of the letters between agency, court and custodians about orders and days;
// release_letters.h and dealing_letters.h have the others.  spec/wire.md section 8.  What they mean
// is for eq/order; they are believed only after its checks.
#pragma once

#include "eq/base/foreign_text.h"
#include "eq/gate/release.h"
#include "eq/order/acceptance.h"
#include "eq/order/approve.h"

namespace eq::wire {

// LetterKind::order_application: the body is encode(order::Application).

/// What an application is called before it has a number, here and in the log.
inline crypto::Digest application_id(const order::Application& a) { return a.id(); }

/// LetterKind::order_granted, court -> agency: the order stands in the log.
struct OrderGranted {
  crypto::Digest application{};
  std::uint32_t number = 0;
  std::uint64_t log_index = 0;
  Array<32> blind{};  // opens the commitment
  EQ_FIELDS(application, number, log_index, blind)
};

/// LetterKind::order_refused: by the court to the agency, by a custodian to whoever asked, and by
/// the court to the custodians whom it asked to consent, when it takes the order back.
struct OrderRefused {
  crypto::Digest application{};
  ForeignText rule, sentence, source, remedy;
  std::optional<Day> day = std::nullopt;  // which was asked to be opened; none: the order itself
  EQ_FIELDS(application, rule, sentence, source, remedy, day)
};

/// LetterKind::order_question and order_clarified.  The log holds SHA-256 of the text.
struct OrderWords {
  crypto::Digest application{};
  ForeignText text;
  EQ_FIELDS(application, text)
};

/// LetterKind::order_stopped: what was received under the order must be deleted, and the deletion
/// logged.
struct OrderStopped {
  std::uint32_t number = 0;
  ForeignText rule, sentence, source, remedy;
  EQ_FIELDS(number, rule, sentence, source, remedy)
};

// LetterKind::order_for_signature: the body is encode(order::OrderFile).

/// LetterKind::order_signature, custodian -> court.
struct OrderConsent {
  std::uint32_t number = 0;
  order::CustodianSignature signature;
  EQ_FIELDS(number, signature)
};

/// LetterKind::epoch_for_signature, court -> custodian.
struct EpochProposal {
  order::EpochTerms terms;
  order::DayBlobs blobs;
  EQ_FIELDS(terms, blobs)
};
/// LetterKind::epoch_signature, custodian -> court.
struct EpochConsent {
  Day epoch;
  crypto::Digest wid{};
  order::CustodianSignature signature;
  EQ_FIELDS(epoch, wid, signature)
};

/// LetterKind::opening_request, agency -> court.
struct DayKeyRequest {
  std::uint32_t order = 0;
  Day epoch;
  std::uint64_t intent_index = 0;
  EQ_FIELDS(order, epoch, intent_index)
};
/// LetterKind::opening, court -> agency: d_R, which opens nothing without t custodians, and what
/// those want to see.
struct DayKeyGranted {
  std::uint32_t order = 0;
  Day epoch;
  Array<32> registry_key{};
  gate::RootProof root;
  // opens what was preserved of that day (eq/order/preservation.h)
  std::optional<Array<32>> preserved;
  EQ_FIELDS(order, epoch, registry_key, root, preserved)
};

}  // namespace eq::wire
