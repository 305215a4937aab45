#include "eq/wire/realm.h"

namespace eq::wire {

static constexpr std::string_view kFormat = "eqp-realm-v5";

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
  line("directory log", realm.directory_log);
  line("witness", realm.witness);
  line("stamp key", realm.stamp_key.hex());
  line("match key", hex(realm.match_key.bytes()));
  line("directory key", hex(realm.directory_key.bytes()));
  organisation("moderator", realm.moderator);
  organisation("court", realm.court);
  line("  its judge's key", realm.judge.hex());
  organisation("agency", realm.agency);
  line("custodians",
       std::to_string(realm.threshold) + " of " + std::to_string(realm.custodians.size()));
  line("joint key of the custodians", hex(realm.custodian_key.bytes()));
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
  line("accounts under order in a day, at most", std::to_string(realm.k));
  line("the same, ceiling", std::to_string(realm.k_cap));
  line("first day", to_text(realm.e_0));
  line("profile", realm.profile.name + " (" + realm.profile.title + ")");
  line("  digest", hex(realm.profile.digest()));
  for (const auto& i : realm.issuers)
    line(std::string(order::to_text(i.kind)), i.name + "  " + i.key.hex());
  for (const auto& f : realm.foreign) {
    organisation("agency of " + f.realm, f.agency);
    line("  decided for by", f.court + "  " + f.judge.hex());
  }
  return out;
}

}  // namespace eq::wire
