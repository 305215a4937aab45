#include "eq/order/extract.h"

namespace eq::order {

IntentEntry make_intent(const Active& order, const crypto::SigningKey& agency, Time now,
                        std::string_view realm) {
  IntentEntry e{order.terms().number, order.day(), now, {}};
  e.agency = agency.sign(intent_message(e, realm));
  return e;
}

Decision<DayOver> DayOver::check(Day day, const tlog::Present& present) {
  if (!present.reached(end_of(day)))
    return refuse(Rule::day_over, "It is over at " + eq::to_text(end_of(day)) + ".");
  return DayOver(day);
}

Decision<ReleaseGrant> ReleaseGrant::grant(const Active& order, const Array<32>& blind,
                                           const tlog::Logged<IntentEntry>& intent,
                                           const Standing& standing, const DayOver& over,
                                           const gate::VerifiedEpoch& epoch,
                                           const gate::RootProof& proof, const Authorities& realm) {
  auto checked = verify_intent(*intent, order.terms().authority, realm);
  if (!checked.ok()) return checked.error();
  if (intent->order != order.terms().number || intent->epoch != order.day()) {
    return refuse(Rule::intent, "The intent is for another order or day.");
  }
  if (standing.intent_index() != intent.index() || standing.order() != intent->order) {
    return refuse(Rule::intent, "What stands is another intent.");
  }
  if (intent.index() <= order.log_index())
    return refuse(Rule::intent, "The intent is older than the order.");
  if (epoch.object().epoch != order.day() || over.day() != order.day()) {
    return refuse(Rule::epoch_object, "The object is another day's.");
  }
  const auto s_w = gate::Scalar::decode(blind);
  if (!s_w.ok()) return refuse(Rule::opening);
  auto root = gate::ProvenRoot::check_var(epoch, order.account(), *s_w, proof);
  if (!root.ok()) return refuse(Rule::root);
  const ReceiptTerms receipt{
      order.terms().number, order.day(),
      gate::release_digest(blind, epoch.wid(), order.terms().number, root->tag())};
  return ReleaseGrant(std::move(*root), order.terms().number, receipt);
}

ReceiptEntry sign_receipt(const ReceiptTerms& terms, std::uint16_t index, const crypto::Signer& key,
                          std::string_view realm) {
  return {terms, {index, key.sign(receipt_message(terms, realm))}};
}

}  // namespace eq::order
