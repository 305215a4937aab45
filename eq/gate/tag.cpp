#include "eq/gate/tag.h"

#include "eq/crypto/two_products.h"

namespace eq::gate {

Array<64> hash_wide(std::string_view label, std::initializer_list<View> parts,
                    std::string_view domain) {
  EQ_ASSERT(label.size() < 256);
  Writer input;  // wipes itself: parts may hold a seed
  input.raw(view(domain));
  input.u8(0);
  input.u8(static_cast<std::uint8_t>(label.size()));
  input.raw(view(label));
  for (const View part : parts) {
    input.u32(static_cast<std::uint32_t>(part.size()));
    input.raw(part);
  }
  return crypto::sha512(input.bytes());
}

Scalar hash_to_scalar(std::string_view label, std::initializer_list<View> parts,
                      std::string_view domain) {
  Array<64> wide = hash_wide(label, parts, domain);
  const Scalar s = Scalar::reduce(wide);
  wipe(wide);
  return s;
}

/// The ristretto255 one-way map: nobody knows the point's discrete logarithm.
static Point hash_to_point(std::string_view label) {
  return Point::from_uniform(hash_wide(label, {}, kDomainOfTags));
}

const PublicPoint& generator() {
  static const PublicPoint g = Point::generator();
  return g;
}

const PublicPoint& pedersen_h() {
  static const PublicPoint h = hash_to_point("pedersen-h");
  return h;
}

const PublicPoint& lae_u() {
  static const PublicPoint u = hash_to_point("lae-u");
  return u;
}

Scalar tag(std::string_view realm, const AccountId& account) {
  return hash_to_scalar("tag", {view(realm), account.view()}, kDomainOfTags);
}

Scalar pad(std::string_view realm, std::uint32_t i) {
  return hash_to_scalar("pad", {view(realm), be32(i)}, kDomainOfTags);
}

Point commit_order(const Scalar& tag, const Scalar& blind) {
  return crypto::two_products(tag, generator(), blind, pedersen_h());
}

}  // namespace eq::gate
