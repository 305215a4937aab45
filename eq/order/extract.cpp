#include "eq/order/extract.h"

#include "eq/order/quorum.h"

namespace eq::order {

IntentEntry make_intent(const Active& order, const crypto::SigningKey& agency, Time now, std::string_view realm) {
  IntentEntry e{order.terms().number, order.day(), now, {}};
  e.agency = agency.sign(intent_message(e, realm));
  return e;
}

crypto::Digest envelopes_root(View salt, std::span<const gate::Envelope> envelopes) {
  tlog::Frontier tree;
  std::uint32_t position = 0;
  for (const gate::Envelope& e : envelopes) tree.append(tlog::leaf_hash(concat({be32(position++), salt, e})));
  return tree.root();
}

Decision<ShareGrant> ShareGrant::grant(const Active& order, const tlog::Logged<IntentEntry>& intent,
                                       const Standing& standing, const gate::VerifiedEpoch& epoch,
                                       const gate::Scalar& day_key, const Authorities& realm) {
  auto checked = verify_intent(*intent, order.terms().authority, realm);
  if (!checked.ok()) return checked.error();
  if (intent->order != order.terms().number || intent->epoch != order.day()) {
    return refuse(Rule::intent, "The intent is for another order or day.");
  }
  if (standing.intent_index() != intent.index() || standing.order() != intent->order) {
    return refuse(Rule::intent, "What stands is another intent.");
  }
  if (intent.index() <= order.log_index()) return refuse(Rule::intent, "The intent is older than the order.");
  if (epoch.object().epoch != order.day()) return refuse(Rule::epoch_object, "The object is another day's.");
  auto target = gate::ProvenTarget::prove(epoch, order.account(), day_key);
  if (!target.ok()) return refuse(Rule::root);
  return ShareGrant(std::move(*target), intent.index(), order.terms().number);
}

ReceiptTerms ShareGrant::receipt(const crypto::Digest& envelopes, std::uint32_t answered,
                                 std::uint32_t refused) const {
  return {intent_index_, order_, target_.epoch(), bucket(answered), bucket(refused), envelopes,
          target_.day_key_digest()};
}

CustodianSignature sign_receipt(const ReceiptTerms& terms, std::uint16_t index, const crypto::Signer& key,
                                std::string_view realm) {
  return {index, key.sign(receipt_message(terms, realm))};
}

Decision<ReceiptEntry> collect_receipt(const ReceiptTerms& terms, std::span<const CustodianSignature> signatures,
                                       const Authorities& realm) {
  auto good = pick_quorum(receipt_message(terms, realm.realm), signatures, realm.custodians_on(terms.epoch, kWholeLog));
  if (!good.ok()) return good.error();
  return ReceiptEntry{terms, std::move(*good)};
}

}  // namespace eq::order
