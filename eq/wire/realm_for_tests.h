// For tests only: custodians who share the realm's two keys, made by a dealer.
#pragma once

#include <functional>

#include "eq/crypto/verifiable_sharing.h"
#include "eq/wire/realm.h"

namespace eq::wire {

inline void share_custodian_keys(Realm& realm, std::uint16_t threshold, std::uint16_t n,
                                 Random& rng, const std::function<Organisation(std::string)>& org) {
  std::vector<crypto::Scalar> decryption, quorum;
  while (decryption.size() < threshold) {
    decryption.push_back(crypto::Scalar::random(rng));
    quorum.push_back(crypto::Scalar::random(rng));
  }
  realm.threshold = threshold;
  realm.custodian_key = crypto::mul_base(decryption[0]);
  realm.quorum_key = crypto::ed_mul_base(quorum[0]);
  for (std::uint16_t i = 1; i <= n; ++i)
    realm.custodians.push_back({i, org("custodian " + std::to_string(i)),
                                crypto::mul_base(crypto::evaluate(decryption, i)),
                                crypto::ed_mul_base(crypto::evaluate(quorum, i))});
}

}  // namespace eq::wire
