#include "parties/client/reporting.h"

#include <algorithm>

#include "eq/wire/letter.h"
#include "eq/wire/moderation_letters.h"

namespace eq::client {
namespace {

constexpr std::size_t kMaxAppeal = 1000;  // bytes

Result<franking::Item> item_at(const Conversation& conversation, std::uint64_t seq,
                               const std::set<std::uint64_t>& withheld) {
  const auto shown = std::find_if(conversation.history.begin(), conversation.history.end(),
                                  [&](const Shown& m) { return m.record.stamp.seq == seq; });
  if (shown != conversation.history.end())
    return withheld.contains(seq) ? franking::withhold(shown->record)
                                  : franking::show(shown->record);
  const auto place = std::find_if(conversation.unshown.begin(), conversation.unshown.end(),
                                  [&](const auto& w) { return w.stamp.seq == seq; });
  REQUIRE_OR(place != conversation.unshown.end(), Err::missing);
  return franking::Item{*place};
}

/// Which messages a report shows in full.
std::vector<std::uint64_t> shown_in(const franking::Report& report) {
  std::vector<std::uint64_t> out;
  for (const auto& item : report.items)
    if (std::holds_alternative<franking::FullItem>(item.content)) out.push_back(item.stamp().seq);
  return out;
}

/// Seal to the moderator and post.
Status post(State& state, Environment& environment, wire::LetterKind kind, Bytes body) {
  const auto to = wire::Address::of(environment.realm.moderator.signing);
  const Bytes letter =
      TRY(wire::seal_letter(to, environment.realm.moderator.hpke, kind, std::move(body),
                            state.me.device, environment.now, environment.rng));
  TRY(ask(state, environment, wire::DeskPost{to, letter}));
  return ok();
}

}  // namespace

Result<Bytes> prepare_report(State& state, const Selection& selection, franking::Category category,
                             std::string note) {
  const Conversation& c = *TRY(find(state, selection.conversation));
  REQUIRE_OR(selection.first <= selection.last, Err::refused);
  REQUIRE_OR(selection.last - selection.first < franking::kMaxItems, Err::too_large);
  std::vector<franking::Item> items;
  for (std::uint64_t seq = selection.first; seq <= selection.last; ++seq)
    items.push_back(TRY(item_at(c, seq, selection.withheld)));
  return encode(TRY(
      franking::build_report(selection.conversation, std::move(items), category, std::move(note))));
}

Result<std::vector<std::uint64_t>> reported_before(const State& state, View prepared) {
  const auto report = TRY(franking::decode_report(prepared));
  const auto c = state.conversations.find(report.conversation);
  REQUIRE_OR(c != state.conversations.end(), Err::missing);
  auto shown = shown_in(report);
  std::erase_if(shown, [&](auto seq) { return !c->second.reported.contains(seq); });
  return shown;
}

Status submit_report(State& state, Environment& environment, View prepared) {
  const auto report = TRY(franking::decode_report(prepared));
  TRY(post(state, environment, wire::LetterKind::report, to_bytes(prepared)));
  if (const auto c = state.conversations.find(report.conversation); c != state.conversations.end())
    for (const auto seq : shown_in(report)) c->second.reported[seq] = environment.now;
  environment.keep();
  return ok();
}

Status submit_appeal(State& state, Environment& environment, std::string case_number,
                     std::string words) {
  REQUIRE_OR(!words.empty() && words.size() <= kMaxAppeal, Err::malformed);
  const Bytes body = encode(wire::Appeal{std::move(case_number), std::move(words)});
  TRY(decode<wire::Appeal>(body));  // UTF-8
  return post(state, environment, wire::LetterKind::appeal, body);
}

}  // namespace eq::client
