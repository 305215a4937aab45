#include "eq/order/act.h"

#include <algorithm>

namespace eq::order {
namespace {

Bytes act_message(const ActEntry& e, std::string_view realm) {
  return signed_bytes("eqp-act-v4", realm,
                      concat({encode(e.act), e.filing, be64(e.at.ms), encode(e.actor),
                              encode(e.name), be16(e.custodian), encode(e.ground), encode(e.month),
                              be64(e.until.ms), e.detail, e.about}));
}

bool may(Actor who, Act what) {
  switch (what) {
    case Act::filed:
    case Act::clarified:
    case Act::delivered:
    case Act::deleted:
    case Act::preserve: return who == Actor::agency;
    case Act::withdraw: return who != Actor::custodian;
    case Act::flag:
    case Act::review: return who != Actor::agency;
    default: return who == Actor::court;
  }
}

bool needs_ground(Act a) {
  return a == Act::refuse || a == Act::object || a == Act::flag || a == Act::review ||
         a == Act::reject;
}

bool fitting_ground(const ActEntry& e, const Profile& p) {
  if (!needs_ground(e.act)) return e.ground == Ground::none;
  if (e.act == Act::flag)
    return e.ground == Ground::immunity_or_privilege || e.ground == Ground::press_freedom;
  if (e.act == Act::review || e.act == Act::reject) return e.ground == Ground::third_country;
  if (e.act == Act::refuse) return e.ground != Ground::none;
  for (const Ground g : p.objection_grounds) {
    if (g == e.ground) return true;
  }
  return false;
}

/// Whoever may be meant: a number stands for different custodians in turn.
std::vector<crypto::VerifyKey> keys_of(const ActEntry& e, std::uint64_t index,
                                       const Authorities& realm) {
  if (e.actor == Actor::court) return {realm.judge};
  std::vector<crypto::VerifyKey> out;
  if (e.actor == Actor::agency) {
    if (const crypto::VerifyKey* key = realm.agency_key(e.name)) out.push_back(*key);
    return out;
  }
  for (std::size_t i = 0; i < realm.custodians.size(); ++i) {
    if (i != 0 && realm.custodians[i].known_from >= index) break;
    const CustodianKey* c = realm.custodians[i].find(e.custodian);
    if (c != nullptr && std::ranges::find(out, c->signing) == out.end()) out.push_back(c->signing);
  }
  return out;
}

}  // namespace

std::string_view to_text(Act a) {
  switch (a) {
    case Act::filed: return "filed";
    case Act::clarify: return "clarification asked";
    case Act::clarified: return "clarified";
    case Act::refuse: return "refused";
    case Act::withdraw: return "withdrawn";
    case Act::confirm: return "confirmed";
    case Act::object: return "objected";
    case Act::clear: return "cleared";
    case Act::flag: return "flagged";
    case Act::lift: return "flag lifted";
    case Act::lapse: return "lapsed";
    case Act::delivered: return "delivered";
    case Act::deleted: return "deleted";
    case Act::close: return "closed";
    case Act::postpone: return "notice postponed";
    case Act::preserve: return "preservation asked";
    case Act::extend: return "preservation extended";
    case Act::review: return "under review";
    case Act::resume: return "resumed after review";
    case Act::reject: return "ended by review";
    case Act::keep: return "preservation begun";
    case Act::destroy: return "preservation key destroyed";
  }
  return "unknown";
}

Decision<crypto::VerifyKey> verify_act(const ActEntry& e, std::uint64_t index,
                                       const Authorities& realm) {
  const Profile& p = realm.profile;
  if (!may(e.actor, e.act)) return p.refuse(Rule::stage, "It is not for this office to do.");
  if (!fitting_ground(e, p))
    return p.refuse(Rule::stage, "The ground is missing or none of the list.");
  if ((e.act == Act::postpone) != (e.month != Month{})) return p.refuse(Rule::postponement);
  const bool lasts = e.act == Act::keep || e.act == Act::extend;
  if (e.act != Act::resume && lasts != (e.until != Time{}))
    return p.refuse(Rule::preservation, "It does not say how long.");
  const bool decides = e.act == Act::lift || e.act == Act::resume;
  if (decides != (e.about != crypto::Digest{}))
    return p.refuse(Rule::stage, "It does not say on which flag or review it decides.");
  if (e.act == Act::filed && e.detail == crypto::Digest{})
    return p.refuse(Rule::opening, "It commits to no account.");
  if (e.act == Act::keep && e.detail == crypto::Digest{})
    return p.refuse(Rule::preservation, "It names no key.");
  if ((e.actor == Actor::agency) == e.name.empty())
    return p.refuse(Rule::stage, "It does not say who acts.");
  if ((e.actor == Actor::custodian) == (e.custodian == 0)) return p.refuse(Rule::custodians);
  const Bytes message = act_message(e, realm.realm);
  for (const crypto::VerifyKey& key : keys_of(e, index, realm)) {
    if (crypto::verify(key, message, e.signature)) return key;
  }
  return p.refuse(e.actor == Actor::agency  ? Rule::agency
                  : e.actor == Actor::court ? Rule::judge
                                            : Rule::custodians,
                  "The act is not signed by whom it names.");
}

ActEntry sign_act(ActEntry e, const crypto::Signer& key, std::string_view realm) {
  e.signature = key.sign(act_message(e, realm));
  return e;
}

}  // namespace eq::order
