#include "eq/wire/realm_check.h"

#include <set>

#include "eq/crypto/verifiable_sharing.h"

namespace eq::wire {
namespace {

/// Whichever t custodians act, they act for the same two keys.
bool are_shares_of(const Realm& realm) {
  const crypto::SharingParams params{realm.threshold,
                                     static_cast<std::uint16_t>(realm.custodians.size())};
  crypto::SharedKey decryption{params, realm.custodian_key, {}};
  crypto::SharedSigningKey quorum{params, realm.quorum_key, {}};
  for (const auto& c : realm.custodians) {
    decryption.share_points.push_back(c.share_point);
    quorum.share_points.push_back(c.quorum_point);
  }
  return crypto::is_one_sharing_var(decryption) && crypto::is_one_sharing_var(quorum);
}

bool are_named(const Realm& realm) {
  const std::set<std::string> logs{realm.orders_log, realm.epochs_log, realm.directory_log};
  return logs.size() == 3 && !logs.contains("") && !realm.witness.empty();
}

Result<void, RealmFault> check_custodians(const Realm& realm) {
  std::uint16_t index = 0;
  for (const auto& c : realm.custodians) {
    REQUIRE_OR(c.index == ++index && !c.org.name.empty(), RealmFault::custodians);
    REQUIRE_OR(!c.share_point.is_identity() && !c.quorum_point.is_identity(), RealmFault::identity);
  }
  REQUIRE_OR(realm.threshold >= 2 && realm.custodians.size() + 1 == 2u * realm.threshold,
             RealmFault::threshold);
  REQUIRE_OR(!realm.custodian_key.is_identity() && !realm.quorum_key.is_identity(),
             RealmFault::identity);
  REQUIRE_OR(are_shares_of(realm), RealmFault::shares);
  return {};
}

Result<void, RealmFault> check_foreign(const Realm& realm) {
  std::set<std::string> agencies{realm.agency.name};
  for (const auto& f : realm.foreign) {
    REQUIRE_OR(
        !f.realm.empty() && f.realm != realm.name && !f.agency.name.empty() && !f.court.empty(),
        RealmFault::foreign);
    REQUIRE_OR(agencies.insert(f.agency.name).second, RealmFault::agency_twice);
  }
  return {};
}

/// Each key is somebody's, and nobody else's.
bool keys_differ(const Realm& realm) {
  std::set<Array<32>> seen;
  const auto fresh = [&](const crypto::VerifyKey& key) {
    return key.bytes != Array<32>{} && seen.insert(key.bytes).second;
  };
  bool all = fresh(realm.stamp_key) && fresh(realm.judge) && fresh({realm.quorum_key.bytes()});
  for (const Organisation* org : {&realm.moderator, &realm.court, &realm.agency})
    all = all && fresh(org->signing);
  for (const auto& c : realm.custodians) all = all && fresh(c.org.signing);
  for (const auto& c : realm.hotlines) all = all && fresh(c.org.signing);
  for (const auto& i : realm.issuers) all = all && fresh(i.key);
  for (const auto& f : realm.foreign) all = all && fresh(f.agency.signing) && fresh(f.judge);
  return all;
}

}  // namespace

std::string_view to_text(RealmFault fault) {
  switch (fault) {
    case RealmFault::name: return "it has no name, or one longer than 255 bytes";
    case RealmFault::logs:
      return "its three logs and its witness need names, and the logs different ones";
    case RealmFault::key_twice:
      return "a key is there twice, or missing: each organisation has its own";
    case RealmFault::office: return "its moderator, court or agency has no name";
    case RealmFault::custodians:
      return "its custodians are not numbered from 1, or one has no name";
    case RealmFault::hotline:
      return "a hotline has no name, no country of two letters, or no kind of list";
    case RealmFault::threshold: return "it needs 2 of 3 custodians, 3 of 5, 4 of 7 or 5 of 9";
    case RealmFault::shares: return "its custodians' points are not shares of its keys";
    case RealmFault::identity: return "one of its keys would open everything to everybody";
    case RealmFault::size:
      return "the places of a day must be at least one, and no more than the ceiling";
    case RealmFault::profile: return "its profile contradicts itself";
    case RealmFault::issuer:
      return "only prosecutors and ministers decide beside the judge, and each has a name";
    case RealmFault::foreign:
      return "another realm's agency or court has no name, or is of this realm";
    case RealmFault::agency_twice: return "two agencies have one name";
  }
  return "";
}

Result<void, RealmFault> check(const Realm& realm) {
  REQUIRE_OR(!realm.name.empty() && realm.name.size() <= 255, RealmFault::name);
  REQUIRE_OR(are_named(realm), RealmFault::logs);
  for (const Organisation* org : {&realm.moderator, &realm.court, &realm.agency})
    REQUIRE_OR(!org->name.empty(), RealmFault::office);
  for (const auto& c : realm.hotlines)
    REQUIRE_OR(!c.org.name.empty() && c.jurisdiction.size() == 2 && !c.kinds.empty(),
               RealmFault::hotline);
  for (const auto& i : realm.issuers) {
    const bool decides =
        i.kind == order::IssuerKind::prosecutor || i.kind == order::IssuerKind::minister;
    REQUIRE_OR(decides && !i.name.empty(), RealmFault::issuer);
  }
  REQUIRE_OR(!realm.match_key.is_identity() && !realm.directory_key.is_identity(),
             RealmFault::identity);
  REQUIRE_OR(realm.k >= 1 && realm.k <= realm.k_cap, RealmFault::size);
  REQUIRE_OR(order::check(realm.profile).ok(), RealmFault::profile);
  TRY(check_foreign(realm));
  REQUIRE_OR(keys_differ(realm), RealmFault::key_twice);
  return check_custodians(realm);
}

}  // namespace eq::wire
