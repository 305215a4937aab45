// Active -> Intent -> Receipt -> release.  spec/order.md section 8.
#pragma once

#include "eq/gate/release.h"
#include "eq/order/acceptance.h"
#include "eq/order/approve.h"
#include "eq/order/life.h"

namespace eq::order {

IntentEntry make_intent(const Active& order, const crypto::SigningKey& agency, Time now,
                        std::string_view realm);

/// A day that is over, with the two hours after it: what opens it opens all of it, so nothing is
/// let go before.
class DayOver {
 public:
  /// ORD-R38 unless that time has come by our own clock and the witness's.
  static Decision<DayOver> check(Day day, const tlog::Present& present);
  Day day() const { return day_; }

 private:
  explicit DayOver(Day day) : day_(day) {}
  Day day_;
};

/// A custodian's permission to let its scalar go, for one order and one day.  Private: only grant()
/// makes it.
class ReleaseGrant {
 public:
  /// @param order    the logged order opened to its account, in force on the day
  /// @param intent   logged, of this order and day, signed by the agency (ORD-R16)
  /// @param standing that the order stands and the intent counts (ORD-R24..R28)
  /// @param over     that the day is over (ORD-R38)
  /// @param epoch    the day's accepted object
  /// @param root     the court's proof that the account is a root of it (ORD-R17)
  static Decision<ReleaseGrant> grant(const Active& order, const Array<32>& blind,
                                      const tlog::Logged<IntentEntry>& intent,
                                      const Standing& standing, const DayOver& over,
                                      const gate::VerifiedEpoch& epoch, const gate::RootProof& root,
                                      const Authorities& realm);

  const gate::ProvenRoot& root() const { return root_; }
  std::uint32_t order() const { return order_; }
  /// What goes into the log before anything leaves.
  const ReceiptTerms& receipt() const { return receipt_; }

 private:
  ReleaseGrant(gate::ProvenRoot root, std::uint32_t order, ReceiptTerms receipt)
      : root_(std::move(root)), order_(order), receipt_(std::move(receipt)) {}
  gate::ProvenRoot root_;
  std::uint32_t order_;
  ReceiptTerms receipt_;
};

ReceiptEntry sign_receipt(const ReceiptTerms& terms, std::uint16_t index, const crypto::Signer& key,
                          std::string_view realm);

}  // namespace eq::order
