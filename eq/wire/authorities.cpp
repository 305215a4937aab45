#include "eq/wire/authorities.h"

namespace eq::wire {

order::Authorities authorities(const Realm& realm) {
  order::Authorities a;
  a.realm = realm.name;
  a.agency_name = realm.agency.name;
  a.agency = realm.agency.signing;
  a.judge = realm.judge;
  a.provider = realm.stamp_key;
  a.profile = realm.profile;
  for (const auto& i : realm.issuers) a.issuers.push_back({i.kind, i.name, i.key});
  for (const auto& f : realm.foreign)
    a.foreign.push_back({f.realm, f.agency.name, f.court, f.agency.signing, f.judge});
  order::Custodians first{realm.e_0, 0, {}, realm.threshold, realm.custodian_key, realm.quorum_key};
  for (const auto& c : realm.custodians) {
    first.members.push_back({c.index, c.org.name, c.org.signing, c.share_point, c.quorum_point});
  }
  a.custodians.push_back(std::move(first));
  a.k = realm.k;
  a.k_cap = realm.k_cap;
  a.e_0 = realm.e_0;
  return a;
}

list::Trust list_trust(const Realm& realm) {
  list::Trust trust{{}, realm.match_key, realm.judge};
  for (const auto& c : realm.hotlines)
    trust.authorities.push_back({c.org.name, c.jurisdiction, c.org.signing, c.kinds});
  return trust;
}

}  // namespace eq::wire
