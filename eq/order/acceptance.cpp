#include "eq/order/acceptance.h"

#include <algorithm>

#include "eq/order/quorum.h"

namespace eq::order {

bool lists_the_orders(const EpochTerms& t, const OrderBook& book) {
  const auto active = book.active_on(t.epoch, t.order_log.size);
  return t.m == active.size() && std::ranges::equal(t.orders, active, {}, {},
                                                    [](const auto* o) { return o->terms.number; });
}

namespace {

/// Terms and object are of exactly the orders in force at the head relied on, in their order.
bool names_the_orders(const EpochTerms& t, const gate::EpochObject& object, const OrderBook& book) {
  const auto active = book.active_on(t.epoch, t.order_log.size);
  if (!lists_the_orders(t, book) || t.k != object.k() || object.m() != t.m) return false;
  for (std::size_t i = 0; i < active.size(); ++i) {
    if (object.commitments[i] != active[i]->terms.commitment) return false;
  }
  return true;
}

}  // namespace

Decision<EpochTerms> propose_epoch(const FreshBook& book, const tlog::Head& order_log,
                                   const gate::EpochObject& object, const DayBlobs& blobs,
                                   DealtTerms dealt, const Authorities& realm) {
  const auto active = book.active_on(object.epoch, order_log.size);
  if (active.size() > realm.k) {
    return refuse(Rule::capacity, std::to_string(active.size()) + " orders are in force on " +
                                      eq::to_text(object.epoch) + ", and the limit is " +
                                      std::to_string(realm.k) + ".");
  }
  EpochTerms t;
  t.epoch = object.epoch;
  t.wid = object.wid();
  t.k = object.k();
  t.m = object.m();
  for (const auto* o : active) t.orders.push_back(o->terms.number);
  t.order_log = order_log;
  t.w = crypto::sha256(blobs.w);
  t.proof = crypto::sha256(blobs.proof);
  t.dealt = std::move(dealt);
  return t;
}

Result<gate::VerifiedEpoch> open_object(const EpochTerms& t, const DayBlobs& blobs,
                                        const Authorities& realm) {
  REQUIRE_OR(crypto::sha256(blobs.w) == t.w && crypto::sha256(blobs.proof) == t.proof, Err::forged);
  REQUIRE_OR(crypto::sha256(blobs.dealt) == t.dealt.body, Err::forged);
  // By whoever is in office that day by the order log relied on.
  const auto pins = dealt_pins(realm, t.epoch, t.order_log.size);
  const auto dealt = TRY(gate::Dealt::verify(blobs.dealt, t.dealt.id, t.dealt.signatures, pins));
  REQUIRE_OR(dealt.body().qualified.size() == t.dealt.dealings.size(), Err::forged);
  return gate::VerifiedEpoch::verify(blobs.w, blobs.proof, dealt, realm.k_cap, t.wid);
}

Decision<gate::VerifiedEpoch> check_epoch(const EpochTerms& t, const DayBlobs& blobs,
                                          const OrderBook& book, const Authorities& realm) {
  if (t.epoch < realm.e_0)
    return refuse(Rule::epoch_object, "The day lies before the realm's first.");
  if (t.k != realm.k || t.k > realm.k_cap)
    return refuse(Rule::capacity, "The degree is not the realm's.");
  auto epoch = open_object(t, blobs, realm);
  if (!epoch.ok())
    return refuse(Rule::epoch_object, "Object, proof or what was dealt does not verify.");
  if (!names_the_orders(t, epoch->object(), book)) {
    return refuse(Rule::epoch_object, "Its accounts are not those of the orders in force.");
  }
  return std::move(*epoch);
}

Decision<DayToSign> DayToSign::check(const EpochTerms& t, const DayBlobs& blobs,
                                     const FreshBook& book) {
  const Authorities& realm = book.realm();
  if (auto good = check_epoch(t, blobs, book, realm); !good.ok()) return good.error();
  if (book.active_on(t.epoch, kWholeLog) != book.active_on(t.epoch, t.order_log.size)) {
    return refuse(
        Rule::epoch_object,
        "An order of that day was stopped or granted since. The court must prepare the day again.");
  }
  if (realm.custodians_on(t.epoch, kWholeLog).known_from !=
      realm.custodians_on(t.epoch, t.order_log.size).known_from) {
    return refuse(Rule::epoch_object,
                  "Others are in office on that day by now. The court must prepare it again.");
  }
  return DayToSign(t);
}

CustodianSignature sign_epoch(const DayToSign& day, std::uint16_t index, const crypto::Signer& key,
                              std::string_view realm) {
  return {index, key.sign(epoch_message(day.terms(), realm))};
}

Decision<EpochEntry> collect_epoch(const EpochTerms& terms,
                                   std::span<const CustodianSignature> signatures,
                                   const Authorities& realm) {
  auto good = pick_quorum(epoch_message(terms, realm.realm), signatures,
                          realm.custodians_on(terms.epoch, terms.order_log.size));
  if (!good.ok()) return good.error();
  return EpochEntry{terms, std::move(*good)};
}

Result<gate::VerifiedEpoch> accept_epoch(const tlog::FreshLog& epochs,
                                         const tlog::Logged<EpochEntry>& logged,
                                         const DayBlobs& blobs, Day day, const FreshBook& orders) {
  const EpochTerms& t = logged->terms;
  const Authorities& realm = orders.realm();
  REQUIRE_OR(
      logged.index() < epochs.size() && epochs.entry(logged.index()) == tlog::entry_of(*logged),
      Err::forged);
  REQUIRE_OR(day >= realm.e_0 && logged.index() == day.n - realm.e_0.n && t.epoch == day,
             Err::missing);
  REQUIRE_OR(logged.seen_by().by(start_of(day) - kLead_ms), Err::stale);
  const Custodians& custodians = realm.custodians_on(day, t.order_log.size);
  // Those whom others have followed since are not believed about days that are theirs no more.
  REQUIRE_OR(custodians.known_from == realm.custodians_on(day, kWholeLog).known_from, Err::stale);
  TRY(verify_quorum(epoch_message(t, realm.realm), logged->custodians, custodians));
  auto epoch = TRY(open_object(t, blobs, realm));
  REQUIRE_OR(names_the_orders(t, epoch.object(), orders), Err::forged);
  return epoch;
}

bool still_accepted(Day epoch, Time now) {
  const Day today = day_of(now);
  return epoch == today || (epoch + 1 == today && now < start_of(today) + kGrace_ms);
}

}  // namespace eq::order
