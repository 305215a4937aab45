#include "eq/wire/realm.h"

#include <set>

#include "eq/crypto/verifiable_sharing.h"

namespace eq::wire {

static constexpr std::string_view kFormat = "eqp-realm-v3";

void RealmFormat::encode(Writer& w) const { put(w, std::string(kFormat)); }
Result<RealmFormat> RealmFormat::decode(Reader& r) {
  REQUIRE_OR(TRY(get<std::string>(r)) == kFormat, Err::unsupported);
  return RealmFormat{};
}

crypto::Digest Realm::digest() const {
  return crypto::sha256({view("eqp-realm-v1"), encode(*this)});
}

const Organisation* Realm::find(const crypto::VerifyKey& signing) const {
  for (const Organisation* org : {&moderator, &court, &agency})
    if (org->signing == signing) return org;
  for (const auto& c : custodians)
    if (c.org.signing == signing) return &c.org;
  for (const auto& c : hotlines)
    if (c.org.signing == signing) return &c.org;
  for (const auto& f : foreign)
    if (f.agency.signing == signing) return &f.agency;
  return nullptr;
}

std::optional<Role> Realm::role_of(const crypto::VerifyKey& signing) const {
  if (moderator.signing == signing) return Role::moderator;
  if (court.signing == signing) return Role::court;
  if (agency.signing == signing) return Role::agency;
  for (const auto& c : custodians)
    if (c.org.signing == signing) return Role::custodian;
  for (const auto& c : hotlines)
    if (c.org.signing == signing) return Role::hotline;
  for (const auto& f : foreign)
    if (f.agency.signing == signing) return Role::agency;
  return std::nullopt;
}

const Custodian* Realm::custodian(std::uint16_t index) const {
  for (const auto& c : custodians)
    if (c.index == index) return &c;
  return nullptr;
}

const Organisation* Realm::agency_named(std::string_view wanted) const {
  if (agency.name == wanted) return &agency;
  for (const auto& f : foreign)
    if (f.agency.name == wanted) return &f.agency;
  return nullptr;
}

/// Whichever t custodians act, they act for the same two keys.
static bool are_shares_of(const Realm& realm) {
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

Status check(const Realm& realm) {
  REQUIRE_OR(!realm.name.empty() && realm.name.size() <= 255, Err::malformed);
  REQUIRE_OR(!realm.orders_log.empty() && !realm.epochs_log.empty() && !realm.witness.empty(),
             Err::malformed);
  REQUIRE_OR(realm.orders_log != realm.epochs_log, Err::malformed);
  std::set<Array<32>> seen;
  const auto fresh = [&](const crypto::VerifyKey& key) {
    return key.bytes != Array<32>{} && seen.insert(key.bytes).second;
  };
  REQUIRE_OR(fresh(realm.stamp_key), Err::malformed);
  for (const Organisation* org : {&realm.moderator, &realm.court, &realm.agency})
    REQUIRE_OR(!org->name.empty() && fresh(org->signing), Err::malformed);
  std::uint16_t index = 0;
  for (const auto& c : realm.custodians) {
    REQUIRE_OR(c.index == ++index && !c.org.name.empty() && fresh(c.org.signing), Err::malformed);
    REQUIRE_OR(!c.share_point.is_identity() && !c.quorum_point.is_identity(), Err::malformed);
  }
  for (const auto& c : realm.hotlines)
    REQUIRE_OR(!c.org.name.empty() && c.jurisdiction.size() == 2 && !c.kinds.empty() &&
                   fresh(c.org.signing),
               Err::malformed);
  REQUIRE_OR(realm.threshold >= 2 && realm.custodians.size() + 1 == 2u * realm.threshold,
             Err::malformed);
  REQUIRE_OR(!realm.custodian_key.is_identity() && !realm.match_key.is_identity(), Err::malformed);
  REQUIRE_OR(fresh({realm.quorum_key.bytes()}) && !realm.quorum_key.is_identity(), Err::malformed);
  REQUIRE_OR(are_shares_of(realm), Err::malformed);
  REQUIRE_OR(realm.k >= 1 && realm.k <= realm.k_cap, Err::malformed);
  TRY(order::check(realm.profile));
  std::set<std::string> agencies{realm.agency.name};
  for (const auto& i : realm.issuers) {
    const bool decides =
        i.kind == order::IssuerKind::prosecutor || i.kind == order::IssuerKind::minister;
    REQUIRE_OR(decides && !i.name.empty() && fresh(i.key), Err::malformed);
  }
  for (const auto& f : realm.foreign) {
    REQUIRE_OR(
        !f.realm.empty() && f.realm != realm.name && !f.agency.name.empty() && !f.court.empty(),
        Err::malformed);
    REQUIRE_OR(
        fresh(f.agency.signing) && fresh(f.court_key) && agencies.insert(f.agency.name).second,
        Err::malformed);
  }
  return ok();
}

std::string to_text(const Realm& realm) {
  std::string out;
  const auto line = [&](std::string_view what, std::string_view value) {
    out.append(what).append(": ").append(value).append("\n");
  };
  const auto organisation = [&](const std::string& what, const Organisation& org) {
    line(what, org.name);
    line("  signing key", org.signing.hex());
    line("  sealing key", hex(org.hpke));
  };
  line("realm", realm.name);
  line("digest", hex(realm.digest()));
  line("order log", realm.orders_log);
  line("epoch log", realm.epochs_log);
  line("witness", realm.witness);
  line("stamp key", realm.stamp_key.hex());
  line("match key", hex(realm.match_key.bytes()));
  organisation("moderator", realm.moderator);
  organisation("court", realm.court);
  organisation("agency", realm.agency);
  line("custodians",
       std::to_string(realm.threshold) + " of " + std::to_string(realm.custodians.size()));
  line("custodian key", hex(realm.custodian_key.bytes()));
  line("quorum key", hex(realm.quorum_key.bytes()));
  for (const auto& c : realm.custodians) {
    organisation("custodian " + std::to_string(c.index), c.org);
    line("  share point", hex(c.share_point.bytes()));
    line("  quorum point", hex(c.quorum_point.bytes()));
  }
  for (const auto& c : realm.hotlines) {
    organisation("hotline (" + c.jurisdiction + ")", c.org);
    line("  for lists of", list::to_text(c.kinds));
  }
  line("targets a day, fixed size k", std::to_string(realm.k));
  line("targets a day, ceiling", std::to_string(realm.k_cap));
  line("first day", to_text(realm.e_0));
  line("profile", realm.profile.name + " (" + realm.profile.title + ")");
  line("  digest", hex(realm.profile.digest()));
  for (const auto& i : realm.issuers)
    line(std::string(order::to_text(i.kind)), i.name + "  " + i.key.hex());
  for (const auto& f : realm.foreign) {
    organisation("agency of " + f.realm, f.agency);
    line("  decided for by", f.court + "  " + f.court_key.hex());
  }
  return out;
}

}  // namespace eq::wire
