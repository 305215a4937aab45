#include "eq/gate/share.h"

namespace eq::gate {
namespace {

Scalar dleq_challenge(std::uint16_t index, const Point& public_share, const Point& c2, const Point& d,
                      const Point& first, const Point& second) {
  return hash_to_scalar("dleq", {be16(index), public_share.bytes(), c2.bytes(), d.bytes(), first.bytes(),
                                 second.bytes()});
}

}  // namespace

void DecryptionShare::encode(Writer& w) const {
  w.u16(index);
  put(w, d);
  w.raw(challenge.reveal("proof, public"));
  w.raw(response.reveal("proof, public"));
}

Result<DecryptionShare> DecryptionShare::decode(Reader& r) {
  DecryptionShare s;
  s.index = TRY(r.u16());
  REQUIRE_OR(s.index >= 1, Err::malformed);
  s.d = TRY(get<Point>(r));
  s.challenge = TRY(Scalar::decode(TRY(r.raw(32))));
  s.response = TRY(Scalar::decode(TRY(r.raw(32))));
  return s;
}

DecryptionShare make_share(const CustodianShare& own, const ProvenTarget&, const Point& c2, Random& rng) {
  EQ_ASSERT(own.index() >= 1 && !c2.is_identity());
  DecryptionShare s;
  s.index = own.index();
  s.d = own.secret() * c2;
  const Scalar kappa = Scalar::random(rng);
  s.challenge = dleq_challenge(own.index(), own.public_share(), c2, s.d, crypto::mul_base(kappa), kappa * c2);
  s.response = kappa + s.challenge * own.secret();
  return s;
}

Status verify_share_var(const DecryptionShare& s, const Point& public_share, const Point& c2) {
  REQUIRE_OR(!c2.is_identity(), Err::forged);
  const Point first = crypto::mul_base(s.response) - s.challenge * public_share;
  const Point second = s.response * c2 - s.challenge * s.d;
  const Scalar want = dleq_challenge(s.index, public_share, c2, s.d, first, second);
  return equal_ct(want, s.challenge) ? ok() : Status(Err::forged);
}

}  // namespace eq::gate
