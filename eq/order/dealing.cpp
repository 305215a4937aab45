#include "eq/order/dealing.h"

#include <algorithm>

namespace eq::order {
namespace {

Bytes offer_message(const OfferedKeys& o, const DealtDays& days, const crypto::Digest& constitution,
                    std::string_view realm) {
  Bytes body = concat({constitution, be32(days.first.n), be32(days.last.n), be16(o.index)});
  for (const gate::CeremonyKey& key : o.keys) append(body, key.bytes);
  return signed_bytes("eqp-ceremony-keys-v2", realm, body);
}

/// A key to which parts are sealed that nobody is to open: its secret is unknown to all.
gate::CeremonyKey nobodys_key(const crypto::Digest& constitution, Day day, std::uint16_t index) {
  return {crypto::sha256({view("eqp-nobodys-key-v2"), constitution, be32(day.n), be16(index)})};
}

std::vector<crypto::VerifyKey> keys_of(const Custodians& custodians) {
  std::vector<crypto::VerifyKey> out;
  for (const CustodianKey& c : custodians.members) out.push_back(c.signing);
  return out;
}

}  // namespace

crypto::Digest constitution_of(const Custodians& c, std::string_view realm) {
  Writer w;
  w.u32(c.from.n);
  w.u16(c.threshold);
  for (const CustodianKey& m : c.members) {
    w.u16(m.index);
    w.raw(m.signing.bytes);
  }
  return crypto::sha256(signed_bytes("eqp-custodians-v1", realm, w.bytes()));
}

gate::DealtPins dealt_pins(const Authorities& realm, Day day, std::uint64_t before) {
  const Custodians& c = realm.custodians_on(day, before);
  return {realm.realm, day, constitution_of(c, realm.realm), realm.k, keys_of(c), c.threshold};
}

Decision<void> check_days(const DealtDays& days, const Authorities& realm) {
  const bool some = days.first <= days.last && days.last.n - days.first.n < kDealtDaysMax;
  if (!some || days.first < realm.e_0) {
    Refusal wrong =
        refuse(Rule::epoch_object, some ? "The realm's first day is " + to_text(realm.e_0) + "."
                                        : "A ceremony is for one to 31 days.");
    wrong.remedy = "Ask for at most 31 days, none before " + to_text(realm.e_0) + ".";
    return wrong;
  }
  if (realm.custodians_on(days.first, kWholeLog).known_from !=
      realm.custodians_on(days.last, kWholeLog).known_from) {
    return refuse(Rule::epoch_object, "Others come into office on one of these days.");
  }
  return {};
}

OfferedKeys OfferedKeys::sign(std::uint16_t index, std::vector<gate::CeremonyKey> keys,
                              const DealtDays& days, const Custodians& custodians,
                              std::string_view realm, const crypto::Signer& signer) {
  OfferedKeys o{index, std::move(keys), {}};
  o.signature = signer.sign(offer_message(o, days, constitution_of(custodians, realm), realm));
  return o;
}

bool OfferedKeys::is_genuine(const DealtDays& days, const Custodians& custodians,
                             std::string_view realm) const {
  const CustodianKey* from = custodians.find(index);
  const auto is_key = [](const gate::CeremonyKey& k) {
    return crypto::hpke_is_public_key(crypto::Kem::dhkem_x25519, k.bytes);
  };
  return from != nullptr && keys.size() == days.count() && std::ranges::all_of(keys, is_key) &&
         crypto::verify(from->signing,
                        offer_message(*this, days, constitution_of(custodians, realm), realm),
                        signature);
}

Decision<Ceremony> Ceremony::check(const Gathering& g, const Authorities& realm) {
  if (auto days = check_days(g.days, realm); !days.ok()) return days.error();
  Ceremony c(g.days, realm.custodians_on(g.days.first, kWholeLog));
  c.realm_ = realm.realm;
  c.k_ = realm.k;
  c.constitution_ = constitution_of(c.custodians_, realm.realm);
  const auto n = static_cast<std::uint16_t>(c.custodians_.members.size());
  for (Day day = g.days.first; day <= g.days.last; day = day + 1)
    for (std::uint16_t m = 1; m <= n; ++m)
      c.keys_[day].push_back(nobodys_key(c.constitution_, day, m));
  for (const OfferedKeys& o : g.offers) {
    const bool ascending = c.present_.empty() || c.present_.back() < o.index;
    if (!ascending || !o.is_genuine(g.days, c.custodians_, realm.realm)) {
      return refuse(Rule::custodians, "A key of the ceremony is not its custodian's.");
    }
    c.present_.push_back(o.index);
    for (auto key = o.keys.begin(); auto& [day, all] : c.keys_) all[o.index - 1u] = *key++;
  }
  if (c.present_.size() < c.custodians_.threshold)
    return refuse(Rule::custodians, "Too few custodians take part.");
  std::vector<gate::CeremonyKey> of_all_days;
  for (const auto& [day, all] : c.keys_)
    of_all_days.insert(of_all_days.end(), all.begin(), all.end());
  c.id_ = gate::ceremony_id(realm.realm, c.constitution_, of_all_days);
  if (!gate::check(c.terms(g.days.first)).ok())
    return refuse(Rule::epoch_object, "Nobody can deal for such custodians.");
  return c;
}

bool Ceremony::takes_part(std::uint16_t index) const {
  return std::ranges::binary_search(present_, index);
}

gate::DealingTerms Ceremony::terms(Day day) const {
  const auto& keys = keys_.at(day);
  return {realm_,
          day,
          constitution_,
          gate::ceremony_id(realm_, constitution_, keys),
          k_,
          {custodians_.threshold, static_cast<std::uint16_t>(keys.size())}};
}

ReadBoard read_board(const DayBoard& board, const Ceremony& ceremony, Random& rng) {
  ReadBoard out;
  const gate::DealingTerms terms = ceremony.terms(board.day);
  gate::DealtPoints before;
  std::map<std::uint16_t, std::pair<gate::CheckedDealing, crypto::Digest>> good;
  for (const Bytes& file : board.files) {
    auto dealing = gate::Dealing::decode(file, terms);
    if (!dealing.ok() || !ceremony.takes_part(dealing->dealer) || good.contains(dealing->dealer))
      continue;
    const std::uint16_t dealer = dealing->dealer;
    auto checked = gate::CheckedDealing::check_var(
        std::move(*dealing), terms, ceremony.custodians().find(dealer)->signing, before);
    if (!checked.ok()) continue;
    checked->remember(before);
    good.emplace(dealer, std::pair(std::move(*checked), crypto::sha256(file)));
  }
  for (auto& [dealer, d] : good) {
    out.dealings.push_back(std::move(d.first));
    out.files.push_back(d.second);
  }
  out.qualified = gate::qualified(out.dealings, board.complaints, board.answers,
                                  keys_of(ceremony.custodians()), rng);
  return out;
}

}  // namespace eq::order
