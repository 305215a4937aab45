#include "parties/client/reporting.h"

#include <algorithm>

#include "eq/wire/letter.h"

namespace eq::client {
namespace {

Result<franking::Item> item_at(const Conversation& c, std::uint64_t seq, const std::set<std::uint64_t>& withheld) {
  const auto shown = std::find_if(c.history.begin(), c.history.end(), [&](const Shown& m) { return m.record.stamp.seq == seq; });
  if (shown != c.history.end())
    return withheld.contains(seq) ? franking::withhold(shown->record) : franking::show(shown->record);
  const auto place = std::find_if(c.unshown.begin(), c.unshown.end(), [&](const auto& w) { return w.stamp.seq == seq; });
  REQUIRE_OR(place != c.unshown.end(), Err::missing);
  return franking::Item{*place};
}

}  // namespace

Result<Bytes> prepare_report(State& s, const Selection& selection, franking::Category category, std::string note) {
  const Conversation& c = *TRY(find(s, selection.conversation));
  REQUIRE_OR(selection.first <= selection.last, Err::refused);
  REQUIRE_OR(selection.last - selection.first < franking::kMaxItems, Err::too_large);
  std::vector<franking::Item> items;
  for (std::uint64_t seq = selection.first; seq <= selection.last; ++seq)
    items.push_back(TRY(item_at(c, seq, selection.withheld)));
  return encode(TRY(franking::build_report(selection.conversation, std::move(items), category, std::move(note))));
}

Status submit_report(State& s, Hands& h, View prepared) {
  TRY(franking::decode_report(prepared));
  const auto to = wire::Address::of(h.realm.moderator.signing);
  const Bytes letter = TRY(wire::seal_letter(to, h.realm.moderator.hpke, wire::LetterKind::report, to_bytes(prepared),
                                             s.me.device, h.now, h.rng));
  TRY(ask(s, h, wire::DeskPost{to, letter}));
  return ok();
}

}  // namespace eq::client
