#include "eq/order/authorities.h"

namespace eq::order {

const CustodianKey* Authorities::custodian(std::uint16_t index) const {
  for (const CustodianKey& c : custodians) {
    if (c.index == index) return &c;
  }
  return nullptr;
}

const ForeignAuthority* Authorities::foreign_agency(std::string_view name) const {
  for (const ForeignAuthority& f : foreign) {
    if (f.agency_name == name) return &f;
  }
  return nullptr;
}

const crypto::VerifyKey* Authorities::agency_key(std::string_view name) const {
  if (name == agency_name) return &agency;
  const ForeignAuthority* f = foreign_agency(name);
  return f == nullptr ? nullptr : &f->agency;
}

CustodianKeys Authorities::keys() const {
  const crypto::SharingParams params{threshold, static_cast<std::uint16_t>(custodians.size())};
  CustodianKeys keys{{params, custodian_key, {}}, {params, quorum_key, {}}};
  for (const CustodianKey& c : custodians) {
    keys.decryption.share_points.push_back(c.share_point);
    keys.quorum.share_points.push_back(c.quorum_point);
  }
  return keys;
}

Bytes signed_bytes(std::string_view label, std::string_view realm, View body) {
  EQ_ASSERT(realm.size() < 256);
  Writer w;
  w.raw(view(label));
  w.u8(static_cast<std::uint8_t>(realm.size()));
  w.raw(view(realm));
  w.raw(body);
  return w.take();
}

Status verify_quorum(View message, std::span<const CustodianSignature> signatures, const Authorities& realm) {
  std::uint16_t last = 0;
  for (const CustodianSignature& s : signatures) {
    REQUIRE_OR(s.index > last, Err::forged);
    last = s.index;
    const CustodianKey* key = realm.custodian(s.index);
    REQUIRE_OR(key != nullptr && crypto::verify(key->signing, message, s.signature), Err::forged);
  }
  REQUIRE_OR(realm.threshold >= 1 && signatures.size() >= realm.threshold, Err::forged);
  return ok();
}

}  // namespace eq::order
