#include "parties/client/disputes.h"

#include <algorithm>

namespace eq::client {

Result<std::vector<std::string>> submit_dispute(State& state, Environment& environment,
                                                const list::AcceptedList& list,
                                                const phash::Hash& hash, wire::DisputeGround ground,
                                                std::string reason) {
  REQUIRE_OR(!reason.empty() && reason.size() <= wire::kDisputeTextMax, Err::malformed);
  const auto kind = list.head().kind;
  for (const auto& d : state.disputes)
    REQUIRE_OR(d.dispute.hash != hash || d.dispute.kind != kind || d.is_answered(), Err::refused);

  DisputeSent sent{
      {state.me.record.id(), hash, ground, kind, list.head().version, std::move(reason)},
      environment.now,
      {}};
  std::vector<std::string> names;
  for (const auto& authority : list.accepted().certified_by()) {
    sent.hotlines.emplace(authority.key, std::nullopt);
    names.push_back(authority.name);
  }
  for (const auto& [key, answer] : sent.hotlines) {
    const auto to = wire::Address::of(key);
    auto letter = TRY(wire::seal_letter(to, environment.realm.find(key)->hpke,
                                        wire::LetterKind::list_dispute, encode(sent.dispute),
                                        state.me.device, environment.now, environment.rng));
    TRY(ask(state, environment, wire::DeskPost{to, std::move(letter)}));
  }
  // if a letter was lost, all go again: a hotline takes the same dispute once
  state.disputes.push_back(std::move(sent));
  environment.keep();
  return names;
}

Result<wire::DisputeAnswer> take_answer(State& state, const wire::Letter& letter) {
  auto answer = TRY(decode<wire::DisputeAnswer>(letter.body));
  const auto d = std::find_if(state.disputes.begin(), state.disputes.end(),
                              [&](auto& x) { return x.dispute.id() == answer.dispute; });
  REQUIRE_OR(d != state.disputes.end(), Err::forged);
  const bool is_awaited = d->hotlines.contains(letter.from) && !d->hotlines.at(letter.from);
  REQUIRE_OR(is_awaited, Err::forged);
  d->hotlines[letter.from] = answer;
  return answer;
}

}  // namespace eq::client
