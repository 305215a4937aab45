// Active -> Intent -> shares -> Receipt.  spec/order.md section 8; protocols.md part B.4.
#pragma once

#include "eq/gate/envelope.h"
#include "eq/gate/target.h"
#include "eq/order/acceptance.h"
#include "eq/order/approve.h"
#include "eq/order/life.h"

namespace eq::order {

IntentEntry make_intent(const Active& order, const crypto::SigningKey& agency, Time now, std::string_view realm);

/// Root over envelopes in the order given (RFC 6962 hashing; leaf: u32 position || salt || envelope): says later which
/// batch was meant without telling it.
crypto::Digest envelopes_root(View salt, std::span<const gate::Envelope> envelopes);

/// A custodian's permission to give shares for one account and day.  Private: only grant() makes it.
class ShareGrant {
 public:
  /// @param order    the logged order opened to its account, in force on the day
  /// @param intent   logged, of this order and day, signed by the agency (ORD-R16)
  /// @param standing that the order stands and the intent counts (ORD-R24..R28)
  /// @param epoch    the day's verified object
  /// @param day_key  d from the court; must prove the account a root (ORD-R17)
  static Decision<ShareGrant> grant(const Active& order, const tlog::Logged<IntentEntry>& intent,
                                    const Standing& standing, const gate::VerifiedEpoch& epoch, const gate::Scalar& day_key,
                                    const Authorities& realm);

  const gate::ProvenTarget& target() const { return target_; }
  /// The receipt for a batch: `answered` envelopes got shares, `refused` did not.
  ReceiptTerms receipt(const crypto::Digest& envelopes, std::uint32_t answered, std::uint32_t refused) const;
  std::uint64_t intent_index() const { return intent_index_; }
  std::uint32_t order() const { return order_; }

 private:
  ShareGrant(gate::ProvenTarget t, std::uint64_t i, std::uint32_t o) : target_(std::move(t)), intent_index_(i), order_(o) {}
  gate::ProvenTarget target_;
  std::uint64_t intent_index_;
  std::uint32_t order_;
};

CustodianSignature sign_receipt(const ReceiptTerms& terms, std::uint16_t index, const crypto::Signer& key,
                                std::string_view realm);
/// ORD-R9 unless t distinct custodians signed.
Decision<ReceiptEntry> collect_receipt(const ReceiptTerms& terms, std::span<const CustodianSignature> signatures,
                                       const Authorities& realm);

}  // namespace eq::order
