#include "eq/order/answer.h"

namespace eq::order {
namespace {

Bytes answer_message(const AnswerEntry& e, std::string_view realm) {
  return signed_bytes("eqp-answer-v1", realm,
                      concat({be32(e.order), be64(e.at.ms), encode(e.items)}));
}

bool consistent(const Item& i) {
  const bool produced = i.disposition == Disposition::produced,
             held = i.disposition != Disposition::not_held;
  return (i.bucket != 0) == produced && (i.ground != Ground::none) == (held && !produced) &&
         bucket(i.bucket) == i.bucket;
}

}  // namespace

std::string_view to_text(Disposition d) {
  switch (d) {
    case Disposition::produced: return "produced";
    case Disposition::refused: return "refused";
    case Disposition::not_held: return "not held";
    case Disposition::unclear: return "clarification needed";
  }
  return "unknown";
}

Decision<void> check_items(const OrderTerms& t, std::span<const Item> items,
                           const Profile& profile) {
  if (items.size() != std::size_t{t.last.n} - t.first.n + 1) {
    return profile.refuse(Rule::answer, "Items answered: " + std::to_string(items.size()) + ".");
  }
  Day day = t.first;
  for (const Item& i : items) {
    if (i.day != day || !consistent(i))
      return profile.refuse(Rule::answer,
                            "The item of " + eq::to_text(day) + " is not answered as it must be.");
    day = day + 1;
  }
  return {};
}

Decision<AnswerEntry> answer(const OrderTerms& terms, std::vector<Item> items,
                             const crypto::SigningKey& provider, Time now,
                             const Authorities& realm) {
  auto complete = check_items(terms, items, realm.profile);
  if (!complete.ok()) return complete.error();
  AnswerEntry e{terms.number, now, std::move(items), {}};
  e.provider = provider.sign(answer_message(e, realm.realm));
  return e;
}

Decision<void> verify_provider(const AnswerEntry& e, const Authorities& realm) {
  if (crypto::verify(realm.provider, answer_message(e, realm.realm), e.provider)) return {};
  return realm.profile.refuse(Rule::answer, "It is not signed by the provider.");
}

Decision<void> verify_answer(const AnswerEntry& e, const OrderTerms& terms,
                             const Authorities& realm) {
  if (e.order != terms.number)
    return realm.profile.refuse(Rule::answer, "It answers another order.");
  auto complete = check_items(terms, e.items, realm.profile);
  return complete.ok() ? verify_provider(e, realm) : complete;
}

}  // namespace eq::order
