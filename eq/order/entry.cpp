#include "eq/order/entry.h"

namespace eq::order {

Bytes judge_message(const OrderTerms& terms, std::string_view realm) {
  const auto label = terms.basis == Basis::judge ? "eqp-order-judge-v4" : "eqp-order-registered-v4";
  return signed_bytes(label, realm, encode(terms));
}
Bytes consent_message(const OrderTerms& terms, const crypto::Signature& judge,
                      std::string_view realm) {
  return signed_bytes("eqp-order-consent-v4", realm, concat({encode(terms), judge}));
}
Bytes intent_message(const IntentEntry& intent, std::string_view realm) {
  return signed_bytes("eqp-intent-v1", realm,
                      concat({be32(intent.order), be32(intent.epoch.n), be64(intent.at.ms)}));
}
Bytes receipt_message(const ReceiptTerms& terms, std::string_view realm) {
  return signed_bytes("eqp-receipt-v2", realm, encode(terms));
}
Bytes epoch_message(const EpochTerms& terms, std::string_view realm) {
  return signed_bytes("eqp-epoch-v2", realm, encode(terms));
}

namespace {

/// The times that an order states are there, and within the longest.
std::optional<Refusal> fault_of_times(const OrderTerms& t, const Profile& p) {
  if ((t.basis == Basis::emergency) != (t.confirm_by != Time{}))
    return p.refuse(Rule::unconfirmed, "The hour stands in an emergency order, and in no other.");
  if ((t.basis == Basis::foreign) != (t.object_by != Time{}))
    return p.refuse(Rule::window, "Its end stands in an order from abroad, and in no other.");
  if (t.release_by <= end_of(t.last) || t.release_by > longest_release(t.last))
    return p.refuse(Rule::time_over, "It must end after its last day, and by " +
                                         eq::to_text(longest_release(t.last)) + ".");
  return std::nullopt;
}

}  // namespace

Decision<OrderTerms> verify_order(const OrderEntry& e, std::uint64_t index,
                                  const Authorities& realm) {
  const OrderTerms& t = e.terms;
  const Profile& p = realm.profile;
  if (t.last < t.first || t.last.n - t.first.n >= p.days_max) return p.refuse(Rule::duration);
  if (t.profile != p.digest())
    return p.refuse(Rule::profile, "The order names another profile than the realm's.");
  if (p.rule_for(t.category) == nullptr) return p.refuse(Rule::category);
  if (realm.agency_key(t.authority) == nullptr) return p.refuse(Rule::agency);
  if (auto fault = fault_of_times(t, p)) return std::move(*fault);
  if ((t.basis == Basis::foreign) != (realm.foreign_agency(t.authority) != nullptr))
    return p.refuse(Rule::foreign);
  if (!crypto::verify(realm.judge, judge_message(t, realm.realm), e.judge))
    return refuse(Rule::judge);
  const Custodians& custodians = realm.custodians_on(t.first, index);
  if (!verify_quorum(consent_message(t, e.judge, realm.realm), e.custodians, custodians).ok()) {
    return refuse(Rule::custodians,
                  "Consents on the entry: " + std::to_string(e.custodians.size()) + " of the " +
                      std::to_string(custodians.threshold) + " it takes, or one is not genuine.");
  }
  return t;
}

Decision<IntentEntry> verify_intent(const IntentEntry& e, std::string_view authority,
                                    const Authorities& realm) {
  const crypto::VerifyKey* agency = realm.agency_key(authority);
  if (agency == nullptr || !crypto::verify(*agency, intent_message(e, realm.realm), e.agency)) {
    return refuse(Rule::intent, "The signature is not the agency's.");
  }
  return e;
}

Decision<ReceiptEntry> verify_receipt(const ReceiptEntry& e, std::uint64_t index,
                                      const Authorities& realm) {
  const CustodianKey* from = realm.custodians_on(e.terms.epoch, index).find(e.custodian.index);
  if (from == nullptr || !crypto::verify(from->signing, receipt_message(e.terms, realm.realm),
                                         e.custodian.signature)) {
    return refuse(Rule::custodians, "The receipt is of no custodian of that day.");
  }
  return e;
}

Decision<EpochTerms> verify_epoch_entry(const EpochEntry& e, const Authorities& realm) {
  const Custodians& custodians = realm.custodians_on(e.terms.epoch, e.terms.order_log.size);
  if (!verify_quorum(epoch_message(e.terms, realm.realm), e.custodians, custodians).ok())
    return refuse(Rule::custodians);
  return e.terms;
}

std::uint32_t bucket(std::uint32_t n) {
  std::uint32_t b = n == 0 ? 0 : 1;
  while (b < n && b < 0x80000000u) b *= 2;
  return b;
}

}  // namespace eq::order
