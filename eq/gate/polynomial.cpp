#include "eq/gate/polynomial.h"

#include "eq/crypto/two_products.h"

namespace eq::gate {

std::vector<Scalar> monic_from_roots(std::span<const Scalar> roots) {
  std::vector<Scalar> p{Scalar::from_u64(1)};  // constant term first
  for (const Scalar& root : roots) {
    // p * (X - root): new[j] = p[j-1] - root*p[j]
    std::vector<Scalar> next(p.size() + 1);
    for (std::size_t j = 0; j < p.size(); ++j) {
      next[j] = next[j] - root * p[j];
      next[j + 1] = p[j];
    }
    p = std::move(next);
  }
  return p;
}

ElGamalPair encrypt_coefficient(const Scalar& p, const Scalar& x) {
  return {crypto::mul_base(x), crypto::two_products(x, lae_u(), p, generator())};
}

}  // namespace eq::gate
