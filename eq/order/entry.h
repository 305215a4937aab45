// What of an order stands in the public logs.  spec/order.md section 4.
#pragma once

#include "eq/order/dealing.h"
#include "eq/order/notice.h"
#include "eq/tlog/logged.h"

namespace eq::order {

/// The public part of an order: everything but whom it names.
struct OrderTerms {
  std::uint32_t number = 0;  // from 1; no other order has it
  std::string authority;
  gate::Point commitment;  // C_w: binds the order to one account and hides which
  // SHA-256("eqp-order-details-v1" || blind || Application): the exact scope
  crypto::Digest application{};
  Day first, last;
  DataCategory category = DataCategory::content;
  Basis basis = Basis::judge;
  Urgency urgency = Urgency::ordinary;
  crypto::Digest filing{};   // the case: Application::id()
  crypto::Digest profile{};  // Profile::digest() of the law it was made under
  Time confirm_by;  // an emergency's: when it ends unless a judge has confirmed it; otherwise zero
  Time object_by;   // from abroad: when the window for objections is over; otherwise zero
  Time release_by;  // after this nothing is let go under it, unless it is kept (life.h)
  DisclosureKey disclosure;  // of this order alone
  Bytes sealed_notice;
  bool active_on(Day d) const { return first <= d && d <= last; }
  EQ_FIELDS(number, authority, commitment, application, first, last, category, basis, urgency,
            filing, profile, confirm_by, object_by, release_by, disclosure, sealed_notice)
};

/// Order log, kind 1.
struct OrderEntry {
  static constexpr std::uint8_t kLogTag = 1;
  OrderTerms terms;
  crypto::Signature judge{};                   // the court's, see judge_message()
  std::vector<CustodianSignature> custodians;  // over "eqp-order-consent-v4", terms, judge
  EQ_FIELDS(terms, judge, custodians)
};

/// Order log, kind 2: a release will be asked for.  No intent, no release.
struct IntentEntry {
  static constexpr std::uint8_t kLogTag = 2;
  std::uint32_t order = 0;
  Day epoch;
  Time at;
  crypto::Signature agency{};  // over "eqp-intent-v1", the fields above
  EQ_FIELDS(order, epoch, at, agency)
};

/// For which order and day a custodian lets its scalar go.  The same words whichever intent asked,
/// and from every custodian.
struct ReceiptTerms {
  std::uint32_t order = 0;
  Day epoch;
  // gate::release_digest(), salted with the order's blind: it names nobody to who has not that
  crypto::Digest release{};
  auto operator<=>(const ReceiptTerms&) const = default;
  EQ_FIELDS(order, epoch, release)
};
/// Order log, kind 3: one of each custodian, witnessed before its scalar leaves.  With t of them a
/// day is open.
struct ReceiptEntry {
  static constexpr std::uint8_t kLogTag = 3;
  ReceiptTerms terms;
  CustodianSignature custodian;  // over "eqp-receipt-v2", terms
  EQ_FIELDS(terms, custodian)
};

/// Epoch log, leaf epoch - e_0, no tag byte.
struct EpochTerms {
  Day epoch;
  crypto::Digest wid{};
  std::uint16_t k = 0, m = 0;
  std::vector<std::uint32_t> orders;  // numbers, in the order of W's commitments
  tlog::Head order_log;               // relied on
  crypto::Digest w{}, proof{};        // SHA-256 of the blobs
  DealtTerms dealt;                   // what the object starts from
  bool operator==(const EpochTerms&) const = default;
  EQ_FIELDS(epoch, wid, k, m, orders, order_log, w, proof, dealt)
};
struct EpochEntry {
  EpochTerms terms;
  std::vector<CustodianSignature> custodians;  // over "eqp-epoch-v2", terms
  EQ_FIELDS(terms, custodians)
};

// What each signature covers, and the checks of entries by themselves (signatures and form).

/// "eqp-order-judge-v4" where the judge decided; "eqp-order-registered-v4" for every other basis:
/// the court enters what others decided and does not approve it.
Bytes judge_message(const OrderTerms& terms, std::string_view realm);
Bytes consent_message(const OrderTerms& terms, const crypto::Signature& judge,
                      std::string_view realm);
Bytes intent_message(const IntentEntry& intent, std::string_view realm);
Bytes receipt_message(const ReceiptTerms& terms, std::string_view realm);
Bytes epoch_message(const EpochTerms& terms, std::string_view realm);

/// Judge (ORD-R8), custodians (ORD-R9), duration (ORD-R3), category (ORD-R5), agency (ORD-R7),
/// profile (ORD-R20), the times that it states (ORD-R25, R26, R39).
/// @param index  where it stands: it takes the custodians of its first day as the log before it
///     names them
Decision<OrderTerms> verify_order(const OrderEntry& entry, std::uint64_t index,
                                  const Authorities& realm);
/// The signature of the agency whose order it is (ORD-R16).
Decision<IntentEntry> verify_intent(const IntentEntry& entry, std::string_view authority,
                                    const Authorities& realm);
/// A custodian of the day (ORD-R9), as the log before the receipt names them; for an epoch, t of
/// those whom the log that it relies on names.
Decision<ReceiptEntry> verify_receipt(const ReceiptEntry& entry, std::uint64_t index,
                                      const Authorities& realm);
Decision<EpochTerms> verify_epoch_entry(const EpochEntry& entry, const Authorities& realm);

/// 0, 1, 2, 4, 8, …: the smallest of these that is not below n.
std::uint32_t bucket(std::uint32_t n);

}  // namespace eq::order
