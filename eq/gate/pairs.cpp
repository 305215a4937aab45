#include "eq/gate/pairs.h"

#include "eq/crypto/multi.h"

namespace eq::gate {

Scalar evaluate(std::span<const Scalar> coefficients, const Scalar& t) {
  Scalar sum;
  for (std::size_t j = coefficients.size(); j-- > 0;) sum = sum * t + coefficients[j];
  return sum;
}

Evaluation evaluate_var(const std::vector<ElGamalPair>& pairs, const Scalar& t) {
  std::vector<Scalar> powers;
  std::vector<PublicPoint> a, b;
  Scalar power = Scalar::from_u64(1);
  for (const ElGamalPair& e : pairs) {
    powers.push_back(power);
    a.push_back(e.a);
    b.push_back(e.b);
    power = power * t;
  }
  const Point a_t = crypto::multi_mul_var(powers, a);
  // The leading coefficient is implicit: (0, g) encrypts 1 with no randomness.
  powers.push_back(power);
  b.push_back(generator());
  return {a_t, crypto::multi_mul_var(powers, b)};
}

}  // namespace eq::gate
