// Pick the good signatures out of what custodians sent.
#pragma once

#include <map>

#include "eq/order/authorities.h"
#include "eq/order/refusal.h"

namespace eq::order {

/// By the numbers of those who signed.
inline std::map<std::uint16_t, CustodianSignature> good_signatures(
    View message, std::span<const CustodianSignature> offered, const Custodians& custodians) {
  std::map<std::uint16_t, CustodianSignature> good;
  for (const CustodianSignature& s : offered) {
    const CustodianKey* key = custodians.find(s.index);
    if (key != nullptr && crypto::verify(key->signing, message, s.signature))
      good.emplace(s.index, s);
  }
  return good;
}

inline Decision<std::vector<CustodianSignature>> pick_quorum(
    View message, std::span<const CustodianSignature> offered, const Custodians& custodians) {
  const auto good = good_signatures(message, offered, custodians);
  if (custodians.threshold == 0 || good.size() < custodians.threshold) {
    return refuse(Rule::custodians, "Valid consents: " + std::to_string(good.size()) + " of the " +
                                        std::to_string(custodians.threshold) + " it takes.");
  }
  std::vector<CustodianSignature> out;
  for (const auto& [index, s] : good) out.push_back(s);
  return out;
}

}  // namespace eq::order
