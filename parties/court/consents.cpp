#include "parties/court/consents.h"

#include "eq/order/quorum.h"

namespace eq::court {
namespace {

std::vector<std::uint16_t> numbers_of(View message,
                                      const std::vector<order::CustodianSignature>& offered,
                                      const order::Custodians& in_office) {
  std::vector<std::uint16_t> out;
  for (const auto& [number, s] : order::good_signatures(message, offered, in_office))
    out.push_back(number);
  return out;
}

}  // namespace

std::vector<std::uint16_t> consented(const Granted& granted, const order::Authorities& realm) {
  const order::OrderTerms& t = granted.file.terms;
  return numbers_of(order::consent_message(t, granted.file.judge, realm.realm), granted.consents,
                    realm.custodians_on(t.first, order::kWholeLog));
}

std::vector<std::uint16_t> consented(const PreparedDay& day, const order::Authorities& realm) {
  const order::EpochTerms& t = day.proposal.terms;
  return numbers_of(order::epoch_message(t, realm.realm), day.consents,
                    realm.custodians_on(t.epoch, t.order_log.size));
}

}  // namespace eq::court
