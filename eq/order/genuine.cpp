#include "eq/order/genuine.h"

namespace eq::order {
namespace {

template <class T>
Decision<Genuine> as_genuine(Decision<T> checked) {
  if (!checked.ok()) return checked.error();
  return Genuine(std::move(*checked));
}

Decision<Genuine> order_of(View entry, std::uint64_t index, const Authorities& realm) {
  const auto e = tlog::parse_entry<OrderEntry>(entry);
  if (!e.ok()) return refuse(Rule::judge, "The entry is not an order in the one form there is.");
  return as_genuine(verify_order(*e, index, realm));
}

Decision<Genuine> intent_of(View entry, const Authorities& realm) {
  auto e = tlog::parse_entry<IntentEntry>(entry);
  if (!e.ok()) return refuse(Rule::intent, "The entry is not an intent in the one form there is.");
  // It does not name its agency: the order does.
  if (verify_intent(*e, realm.agency_name, realm).ok())
    return Genuine(SignedIntent{std::move(*e), realm.agency_name});
  for (const ForeignAuthority& f : realm.foreign) {
    if (verify_intent(*e, f.agency_name, realm).ok())
      return Genuine(SignedIntent{std::move(*e), f.agency_name});
  }
  return refuse(Rule::intent, "The signature is not the agency's.");
}

Decision<Genuine> receipt_of(View entry, std::uint64_t index, const Authorities& realm) {
  const auto e = tlog::parse_entry<ReceiptEntry>(entry);
  if (!e.ok())
    return refuse(Rule::custodians, "The entry is not a receipt in the one form there is.");
  return as_genuine(verify_receipt(*e, index, realm));
}

Decision<Genuine> act_of(View entry, std::uint64_t index, const Authorities& realm) {
  auto e = tlog::parse_entry<ActEntry>(entry);
  if (!e.ok()) return refuse(Rule::stage, "The entry is not an act in the one form there is.");
  auto signer = verify_act(*e, index, realm);
  if (!signer.ok()) return signer.error();
  return Genuine(SignedAct{std::move(*e), std::move(*signer), crypto::sha256(entry)});
}

Decision<Genuine> answer_of(View entry, const Authorities& realm) {
  auto e = tlog::parse_entry<AnswerEntry>(entry);
  if (!e.ok()) return refuse(Rule::answer, "The entry is not an answer in the one form there is.");
  if (auto checked = verify_provider(*e, realm); !checked.ok()) return checked.error();
  return Genuine(std::move(*e));
}

Decision<Genuine> tally_of(View entry, const Authorities& realm) {
  auto e = tlog::parse_entry<TallyEntry>(entry);
  if (!e.ok()) return refuse(Rule::tally, "The entry is not a count in the one form there is.");
  if (auto checked = verify_tally(*e, realm); !checked.ok()) return checked.error();
  return Genuine(*e);
}

Decision<Genuine> succession_of(View entry, std::uint64_t index, const Authorities& realm) {
  const auto e = tlog::parse_entry<SuccessionEntry>(entry);
  if (!e.ok()) return refuse(Rule::succession, "The entry is not one in the one form there is.");
  return as_genuine(verify_succession(*e, index, realm));
}

}  // namespace

Decision<Genuine> check_by_itself(View entry, std::uint64_t index, const Authorities& realm) {
  switch (entry.empty() ? 0 : entry[0]) {
    case OrderEntry::kLogTag: return order_of(entry, index, realm);
    case IntentEntry::kLogTag: return intent_of(entry, realm);
    case ReceiptEntry::kLogTag: return receipt_of(entry, index, realm);
    case ActEntry::kLogTag: return act_of(entry, index, realm);
    case AnswerEntry::kLogTag: return answer_of(entry, realm);
    case TallyEntry::kLogTag: return tally_of(entry, realm);
    case SuccessionEntry::kLogTag: return succession_of(entry, index, realm);
    default: return Genuine();
  }
}

}  // namespace eq::order
