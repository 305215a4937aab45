#include "eq/order/authorities.h"

namespace eq::order {

const CustodianKey* Custodians::find(std::uint16_t index) const {
  return index >= 1 && index <= members.size() ? &members[index - 1u] : nullptr;
}

const CustodianKey* Custodians::find(const crypto::VerifyKey& signing) const {
  for (const CustodianKey& c : members) {
    if (c.signing == signing) return &c;
  }
  return nullptr;
}

CustodianKeys Custodians::keys() const {
  const crypto::SharingParams params{threshold, static_cast<std::uint16_t>(members.size())};
  CustodianKeys keys{{params, decryption_key, {}}, {params, quorum_key, {}}};
  for (const CustodianKey& c : members) {
    keys.decryption.share_points.push_back(c.share_point);
    keys.quorum.share_points.push_back(c.quorum_point);
  }
  return keys;
}

const Custodians& Authorities::custodians_on(Day day, std::uint64_t before) const {
  EQ_ASSERT(!custodians.empty());
  const Custodians* in_office = &custodians.front();
  for (const Custodians& c : std::span(custodians).subspan(1)) {
    if (c.from <= day && c.known_from < before) in_office = &c;
  }
  return *in_office;
}

const CustodianKey* Authorities::serving(Day first, Day last, std::uint64_t before,
                                         const crypto::VerifyKey& signing) const {
  const CustodianKey* found = custodians_on(first, before).find(signing);
  for (const Custodians& c : std::span(custodians).subspan(1)) {
    if (found == nullptr && first < c.from && c.from <= last && c.known_from < before)
      found = c.find(signing);
  }
  return found;
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

Bytes signed_bytes(std::string_view label, std::string_view realm, View body) {
  EQ_ASSERT(realm.size() < 256);
  Writer w;
  w.raw(view(label));
  w.u8(static_cast<std::uint8_t>(realm.size()));
  w.raw(view(realm));
  w.raw(body);
  return w.take();
}

Status verify_quorum(View message, std::span<const CustodianSignature> signatures,
                     const Custodians& custodians) {
  std::uint16_t last = 0;
  for (const CustodianSignature& s : signatures) {
    REQUIRE_OR(s.index > last, Err::forged);
    last = s.index;
    const CustodianKey* key = custodians.find(s.index);
    REQUIRE_OR(key != nullptr && crypto::verify(key->signing, message, s.signature), Err::forged);
  }
  REQUIRE_OR(custodians.threshold >= 1 && signatures.size() >= custodians.threshold, Err::forged);
  return ok();
}

}  // namespace eq::order
