#include "eq/crypto/vrf.h"

#include <algorithm>
#include <array>

#include "eq/crypto/hash.h"
#include "eq/crypto/multi.h"

namespace eq::crypto {
namespace {

constexpr std::size_t kChallengeSize = 16;

/// What every hash begins with: the suite, and what it is for.
enum class For : std::uint8_t { challenge = 0x02, output = 0x03, nonce = 0x81, point = 0x82 };
Bytes begin(For purpose) {
  return concat(
      {Array<1>{0xff}, view("c2sp.org/vrf-r255"), Array<1>{static_cast<std::uint8_t>(purpose)}});
}

Point encode_to_curve(const Point& public_key, View input) {
  return Point::from_uniform(sha512({begin(For::point), public_key.bytes(), input}));
}

/// 16 bytes, which are below the group order whatever they are.
Array<kChallengeSize> challenge(std::array<const Point*, 5> points) {
  Bytes all = begin(For::challenge);
  for (const Point* p : points) all.insert(all.end(), p->bytes().begin(), p->bytes().end());
  all.push_back(0);
  const Array<64> hash = sha512(all);
  Array<kChallengeSize> c;
  std::copy_n(hash.begin(), c.size(), c.begin());
  return c;
}

Scalar scalar_of(View challenge) {
  Array<32> wide{};
  std::ranges::copy(challenge, wide.begin());
  return Scalar::decode(wide).value();
}

VrfOutput output_of(const Point& gamma) {
  return sha512({begin(For::output), gamma.bytes(), Array<1>{}});
}

}  // namespace

VrfKey VrfKey::generate(Random& rng) { return VrfKey(Scalar::random(rng)); }

Result<VrfKey> VrfKey::decode(View bytes) {
  const Scalar key = TRY(Scalar::decode(bytes));
  REQUIRE_OR(!key.is_zero(), Err::malformed);
  return VrfKey(key);
}

VrfOutput VrfKey::evaluate(View input) const {
  return output_of(key_ * encode_to_curve(public_, input));
}

VrfKey::Evaluation VrfKey::prove(View input) const {
  const Point h = encode_to_curve(public_, input), gamma = key_ * h;
  Array<64> wide = sha512({begin(For::nonce), key_.reveal("the nonce is made of it"), h.bytes()});
  const Scalar nonce = Scalar::reduce(wide);
  wipe(wide);
  const Point u = mul_base(nonce), v = nonce * h;
  const auto c = challenge({&public_, &h, &gamma, &u, &v});
  const Scalar s = nonce + scalar_of(c) * key_;
  return {
      output_of(gamma),
      to_array<kVrfProofSize>(concat({gamma.bytes(), c, s.reveal("a proof is public")})).value()};
}

Result<VrfOutput> vrf_verify_var(const Point& public_key, View input, const VrfProof& proof) {
  REQUIRE_OR(!public_key.is_identity(), Err::forged);
  const View bytes(proof);
  const auto gamma = Point::decode(bytes.first(32));
  const auto s = Scalar::decode(bytes.last(32));
  REQUIRE_OR(gamma.ok() && s.ok(), Err::forged);
  const View c = bytes.subspan(32, kChallengeSize);
  const Point h = encode_to_curve(public_key, input);
  // s*B - c*Y and s*H - c*Gamma
  const std::array<Scalar, 2> by{*s, -scalar_of(c)};
  const Point u = multi_mul_var(by, std::array{Point::generator(), public_key});
  const Point v = multi_mul_var(by, std::array{h, *gamma});
  REQUIRE_OR(equal_var(challenge({&public_key, &h, &*gamma, &u, &v}), c), Err::forged);
  return output_of(*gamma);
}

}  // namespace eq::crypto
