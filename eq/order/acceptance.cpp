#include "eq/order/acceptance.h"

#include "eq/order/quorum.h"

namespace eq::order {
namespace {

/// Under the keys of whoever is in office that day by the order log relied on.
gate::EpochPins pins(const EpochTerms& t, const Authorities& realm) {
  return {realm.realm, t.epoch, realm.custodians_on(t.epoch, t.order_log.size).decryption_key, realm.k_cap};
}

}  // namespace

Decision<EpochTerms> propose_epoch(const OrderBook& book, const tlog::Head& order_log, const gate::EpochObject& object,
                                   View proof, const Authorities& realm) {
  const auto active = book.active_on(object.epoch, order_log.size);
  if (active.size() > realm.k) {
    return refuse(Rule::capacity, std::to_string(active.size()) + " orders are in force on " +
                                      eq::to_text(object.epoch) + ", and the limit is " + std::to_string(realm.k) + ".");
  }
  EpochTerms t;
  t.epoch = object.epoch;
  t.wid = object.wid();
  t.k = object.k();
  t.m = object.m();
  for (const auto* o : active) t.orders.push_back(o->terms.number);
  t.order_log = order_log;
  t.w = crypto::sha256(object.encode());
  t.proof = crypto::sha256(proof);
  return t;
}

Decision<gate::VerifiedEpoch> check_epoch(const EpochTerms& t, View w, View proof, const OrderBook& book,
                                          const Authorities& realm) {
  if (t.epoch < realm.e_0) return refuse(Rule::epoch_object, "The day lies before the realm's first.");
  if (t.k != realm.k || t.k > realm.k_cap) return refuse(Rule::capacity, "The degree is not the realm's.");
  if (crypto::sha256(w) != t.w || crypto::sha256(proof) != t.proof) {
    return refuse(Rule::epoch_object, "Object or proof is not the one stated.");
  }
  auto epoch = gate::VerifiedEpoch::verify(w, proof, pins(t, realm), t.wid);
  if (!epoch.ok()) return refuse(Rule::epoch_object, "Object or proof does not verify.");
  const auto active = book.active_on(t.epoch, t.order_log.size);
  const auto& commitments = epoch->object().commitments;
  bool same = t.k == epoch->object().k() && t.m == commitments.size() && active.size() == commitments.size() &&
              t.orders.size() == commitments.size();
  for (std::size_t i = 0; same && i < active.size(); ++i) {
    same = t.orders[i] == active[i]->terms.number && commitments[i] == active[i]->terms.commitment;
  }
  if (!same) return refuse(Rule::epoch_object, "Its accounts are not those of the orders in force.");
  return std::move(*epoch);
}

CustodianSignature sign_epoch(const EpochTerms& terms, std::uint16_t index, const crypto::Signer& key,
                              std::string_view realm) {
  return {index, key.sign(epoch_message(terms, realm))};
}

Decision<EpochEntry> collect_epoch(const EpochTerms& terms, std::span<const CustodianSignature> signatures,
                                   const Authorities& realm) {
  auto good = pick_quorum(epoch_message(terms, realm.realm), signatures, realm.custodians_on(terms.epoch, terms.order_log.size));
  if (!good.ok()) return good.error();
  return EpochEntry{terms, std::move(*good)};
}

Result<gate::VerifiedEpoch> accept_epoch(const tlog::Logged<EpochEntry>& logged, View w, View proof, Day day,
                                         const Authorities& realm) {
  const EpochTerms& t = logged->terms;
  REQUIRE_OR(day >= realm.e_0 && logged.index() == day.n - realm.e_0.n && t.epoch == day, Err::missing);
  REQUIRE_OR(logged.witnessed_at() + kLead_ms <= start_of(day), Err::stale);
  const Custodians& custodians = realm.custodians_on(day, t.order_log.size);
  // Those whom others have followed since are not believed about days that are theirs no more.
  REQUIRE_OR(custodians.known_from == realm.custodians_on(day, kWholeLog).known_from, Err::stale);
  TRY(verify_quorum(epoch_message(t, realm.realm), logged->custodians, custodians));
  REQUIRE_OR(crypto::sha256(w) == t.w && crypto::sha256(proof) == t.proof, Err::forged);
  auto epoch = TRY(gate::VerifiedEpoch::verify(w, proof, pins(t, realm), t.wid));
  REQUIRE_OR(epoch.object().k() == t.k && epoch.object().m() == t.m && t.orders.size() == t.m, Err::forged);
  return epoch;
}

bool still_accepted(Day epoch, Time now) {
  const Day today = day_of(now);
  return epoch == today || (epoch + 1 == today && now < start_of(today) + 2 * kHour_ms);
}

}  // namespace eq::order
