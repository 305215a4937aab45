#include "eq/order/succession.h"

namespace eq::order {

Custodians in_office(const CeremonyRecord& record, const CustodianKeys& keys,
                     std::uint64_t known_from) {
  Custodians out{
      record.circle.from,    known_from, {}, record.circle.threshold, keys.decryption.public_key,
      keys.quorum.public_key};
  for (const Peer& p : record.circle.peers) {
    const std::size_t at = p.index - 1u;
    out.members.push_back({p.index, p.name, p.signing, keys.decryption.share_points[at],
                           keys.quorum.share_points[at]});
  }
  return out;
}

Decision<Custodians> verify_succession(const SuccessionEntry& e, std::uint64_t index,
                                       const Authorities& realm) {
  const Custodians& before = realm.custodians.back();
  const auto keys = verify(e.record);
  if (!keys.ok())
    return refuse(Rule::succession,
                  "The record of the ceremony does not verify. " + keys.error().what);
  if (!verify_handover(before.keys(), e.record, e.handover).ok()) {
    return refuse(Rule::succession, "The holders of the keys before did not sign it.");
  }
  if (e.record.circle.from <= before.from)
    return refuse(Rule::succession, "Its first day is not after the last one's.");
  for (const Peer& p : e.record.circle.peers) {
    const CustodianKey* known = realm.custodians.front().find(p.signing);
    if (known == nullptr || known->name != p.name)
      return refuse(Rule::succession, "It names a custodian that the realm does not.");
  }
  return in_office(e.record, *keys, index);
}

Authorities follow(const tlog::ReplayedLog& orders, Authorities realm) {
  for (std::uint64_t i = 0; i < orders.size(); ++i) {
    const auto entry = tlog::parse_entry<SuccessionEntry>(orders.entry(i));
    if (!entry.ok()) continue;
    auto next = verify_succession(*entry, i, realm);
    if (next.ok()) realm.custodians.push_back(std::move(*next));
  }
  return realm;
}

}  // namespace eq::order
