// When a day's epoch object counts.  spec/order.md section 7, "Acceptance by clients".
#pragma once

#include "eq/gate/epoch.h"
#include "eq/order/book.h"

namespace eq::order {

/// What the epoch log's entry of a day names by hash, besides the dealings.
struct DayBlobs {
  Bytes w, proof, dealt;
  bool operator==(const DayBlobs&) const = default;
  EQ_FIELDS(w, proof, dealt)
};

/// The terms the court proposes for a day.  ORD-R11 if more orders are in force than the degree
/// allows.
/// @param blobs  `object` and its proof, over what was dealt
Decision<EpochTerms> propose_epoch(const FreshBook& book, const tlog::Head& order_log,
                                   const gate::EpochObject& object, const DayBlobs& blobs,
                                   DealtTerms dealt, const Authorities& realm);

/// Digests, the custodians' signatures on what was dealt, cap, identifier and proof: all that needs
/// no book.
/// @return Err::malformed, Err::too_large above the cap, Err::forged
Result<gate::VerifiedEpoch> open_object(const EpochTerms& terms, const DayBlobs& blobs,
                                        const Authorities& realm);

/// What a day's terms say of its orders: exactly those in force at the head relied on, in their
/// sequence.  Needs no object.
bool lists_the_orders(const EpochTerms& terms, const OrderBook& book);

/// A custodian before signing, and an auditor: the list is exactly the orders in force at the
/// order-log head relied on, W commits to them in that order, digests and proof hold (ORD-R18).
/// @param book  read from a log that continues terms.order_log (the caller checked, e.g. head_at())
Decision<gate::VerifiedEpoch> check_epoch(const EpochTerms& terms, const DayBlobs& blobs,
                                          const OrderBook& book, const Authorities& realm);

/// A day that a custodian may sign: good by check_epoch(), and its orders are those that the log as
/// it is now has in force on that day.  So it is not asked how old the head is that the court
/// relied on: whatever came after it changes nothing.
class DayToSign {
 public:
  /// ORD-R18 as check_epoch(), and if an order of the day was stopped or granted since, or others
  /// are in office.  ORD-30.
  static Decision<DayToSign> check(const EpochTerms& terms, const DayBlobs& blobs,
                                   const FreshBook& book);
  const EpochTerms& terms() const { return terms_; }

 private:
  explicit DayToSign(EpochTerms t) : terms_(std::move(t)) {}
  EpochTerms terms_;
};
CustodianSignature sign_epoch(const DayToSign& day, std::uint16_t index, const crypto::Signer& key,
                              std::string_view realm);
/// ORD-R9 unless t distinct custodians signed.
Decision<EpochEntry> collect_epoch(const EpochTerms& terms,
                                   std::span<const CustodianSignature> signatures,
                                   const Authorities& realm);

/// Whoever seals or opens under it: right leaf, quorum, witnessed at least six hours before the
/// day, digests, cap, proof, and its accounts are those of the orders that our own view of the
/// order log had in force at the head relied on.
/// @param epochs  the log that `logged` is from
/// @param orders  of the order log, which continues terms.order_log (the caller checked)
/// @return Err::missing if the leaf is another day's, Err::stale if it was witnessed too late,
///     Err::forged, also for other orders, Err::too_large above the cap, Err::malformed.  Without a
///     value: no envelope that day.  ORD-6, ORD-31.
Result<gate::VerifiedEpoch> accept_epoch(const tlog::FreshLog& epochs,
                                         const tlog::Logged<EpochEntry>& logged,
                                         const DayBlobs& blobs, Day day, const FreshBook& orders);

/// The day whose object a message at `now` uses; the day before is still good for two hours.
bool still_accepted(Day epoch, Time now);

}  // namespace eq::order
