#include "eq/gate/terms.h"

namespace eq::gate {

Digest digest_of(std::string_view purpose, std::initializer_list<View> parts) {
  crypto::Sha256 hash;
  hash.update(view(kDomain)).update(view(purpose));
  for (const View part : parts) hash.update(part);
  return hash.finish();
}

Digest ceremony_id(std::string_view realm, const Digest& constitution,
                   std::span<const CeremonyKey> keys) {
  Bytes all;
  for (const CeremonyKey& key : keys) append(all, key.bytes);
  return digest_of(" ceremony", {be32(static_cast<std::uint32_t>(realm.size())), view(realm),
                                 constitution, be16(static_cast<std::uint16_t>(keys.size())), all});
}

void DealingTerms::encode(Writer& w) const {
  w.u32(static_cast<std::uint32_t>(realm.size()));
  w.raw(view(realm));
  w.u32(epoch.n);
  w.raw(constitution);
  w.raw(ceremony);
  w.u16(k);
  w.u16(t());
  w.u16(n());
}

Result<DealingTerms> DealingTerms::decode(Reader& r) {
  DealingTerms t;
  const std::uint32_t size = TRY(r.u32());
  REQUIRE_OR(size >= 1 && size <= kRealmSizeMax, Err::malformed);
  t.realm = to_string(TRY(r.raw(size)));
  t.epoch = Day{TRY(r.u32())};
  t.constitution = TRY(to_array<32>(TRY(r.raw(32))));
  t.ceremony = TRY(to_array<32>(TRY(r.raw(32))));
  t.k = TRY(r.u16());
  t.sharing.threshold = TRY(r.u16());
  t.sharing.parties = TRY(r.u16());
  TRY(check(t));
  return t;
}

Status check(const DealingTerms& t) {
  REQUIRE_OR(!t.realm.empty() && t.realm.size() <= kRealmSizeMax, Err::refused);
  REQUIRE_OR(t.k >= 1 && t.k <= kDegreeMax, Err::refused);
  REQUIRE_OR(t.t() >= 2 && t.n() <= kCustodiansMax && t.n() + 1 == 2 * t.t(), Err::refused);
  return ok();
}

}  // namespace eq::gate
