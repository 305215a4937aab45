#include "eq/gate/tag.h"

#include "eq/crypto/two_products.h"

namespace eq::gate {

Array<64> hash_wide(std::string_view label, std::initializer_list<View> parts) {
  EQ_ASSERT(label.size() < 256);
  Bytes input = to_bytes(kDomain);
  input.push_back(0);
  input.push_back(static_cast<std::uint8_t>(label.size()));
  append(input, view(label));
  for (const View part : parts) {
    append(input, be32(static_cast<std::uint32_t>(part.size())));
    append(input, part);
  }
  const Array<64> out = crypto::sha512(input);
  wipe(input);  // parts may hold a seed
  return out;
}

Scalar hash_to_scalar(std::string_view label, std::initializer_list<View> parts) {
  Array<64> wide = hash_wide(label, parts);
  const Scalar s = Scalar::reduce(wide);
  wipe(wide);
  return s;
}

Point hash_to_point(std::string_view label, std::initializer_list<View> parts) {
  return Point::from_uniform(hash_wide(label, parts));
}

const PublicPoint& generator() {
  static const PublicPoint g = Point::generator();
  return g;
}

const PublicPoint& pedersen_h() {
  static const PublicPoint h = hash_to_point("pedersen-h", {});
  return h;
}

const PublicPoint& lae_u() {
  static const PublicPoint u = hash_to_point("lae-u", {});
  return u;
}

Scalar tag(std::string_view realm, const AccountId& account) {
  return hash_to_scalar("tag", {view(realm), account.view()});
}

Scalar pad(std::string_view realm, std::uint32_t i) { return hash_to_scalar("pad", {view(realm), be32(i)}); }

Point commit_order(const Scalar& tag, const Scalar& blind) {
  return crypto::two_products(tag, generator(), blind, pedersen_h());
}

}  // namespace eq::gate
