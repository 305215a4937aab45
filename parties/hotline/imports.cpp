#include "parties/hotline/imports.h"

#include <algorithm>
#include <set>

#include "parties/hotline/near.h"

namespace eq::hotline {
namespace {

Time expiry_of(const Offer& o, Time now) {
  if (o.until) return *o.until;
  return std::min(now + kUsualLife_ms, o.assessed + list::kEntryLife_ms);
}

Copy copy_of(const Offer& o) { return {o.quality, {{o.hash, o.middle}}}; }

std::vector<phash::Hash> hashes_held(const State& state) {
  std::vector<phash::Hash> all;
  for (const auto& [hash, holding] : state.holdings) all.push_back(hash);
  return all;
}
/// Whichever list it stood on: another file of the picture, or another kind, is no second look.
std::vector<phash::Hash> hashes_withdrawn(const State& state) {
  std::set<phash::Hash> all;
  for (const auto kind : list::kKinds)
    for (const auto& [gone, when] : state.of(kind).withdrawn) all.insert(gone);
  return {all.begin(), all.end()};
}

/// What is known here, by its looks: lines and holdings are many, and each line asks.
struct Looks {
  Near held, withdrawn;
  explicit Looks(const State& state)
      : held(hashes_held(state)), withdrawn(hashes_withdrawn(state)) {}
};

Judgement judge(const State& state, const Looks& looks, list::Kind kind, const Offer& o, Time now) {
  const Time expires = expiry_of(o, now);
  if (o.assessed > now) return {Judged::from_future, {}};
  if (o.assessed + list::kEntryLife_ms < expires) return {Judged::too_long, {}};
  if (expires <= now) return {Judged::over, {}};
  if (!has_edges(copy_of(o))) return {Judged::no_edges, {}};
  if (!entry_of({copy_of(o), Turns::none, kind, o.assessor, o.provenance, o.assessed, expires}, {})
           .check()
           .ok())
    return {Judged::no_words, {}};
  const auto own = state.holdings.find(o.hash);
  const bool is_held = own != state.holdings.end();
  if (is_held && own->second.kind == kind) {
    const bool again = o.if_held == IfHeld::renewed && own->second.assessed < o.assessed;
    return {again ? Judged::renewed : Judged::held, {}};
  }
  if (const auto gone = looks.withdrawn.to(o.hash); !gone.empty())
    return {Judged::withdrawn_here,
            gone.front() == o.hash ? std::nullopt : std::optional(gone.front())};
  if (is_held) return {Judged::other_kind, {}};
  const auto like = looks.held.to(o.hash);
  const auto other = std::ranges::find_if(
      like, [&](const phash::Hash& hash) { return state.holdings.at(hash).kind != kind; });
  if (other != like.end()) return {Judged::like_other_kind, *other};
  if (!like.empty()) return {Judged::alike, like.front()};
  return {Judged::added, {}};
}

}  // namespace

std::string_view to_text(Judged j) {
  switch (j) {
    case Judged::added: return "new";
    case Judged::renewed: return "held already, and looked at again since";
    case Judged::held: return "held already";
    case Judged::alike: return "looks like one that is held already";
    case Judged::withdrawn_here:
      return "its picture was withdrawn here; look at it again and add the picture itself";
    case Judged::no_edges: return "its picture has too few edges to be recognised again";
    case Judged::from_future: return "it says that somebody looked at it later than now";
    case Judged::over:
      return "its day has come, or somebody looked at it more than three years ago; look again";
    case Judged::too_long:
      return "it is to stand longer than three years after somebody looked at it";
    case Judged::no_words:
      return "it says no assessor or no provenance; give --assessor and --provenance";
    case Judged::other_kind: return "it is held already, as another kind";
    case Judged::like_other_kind: return "it looks like one that is held as another kind";
  }
  return "";
}

std::vector<Judgement> take_in_hashes(State& state, list::Kind kind, std::span<const Offer> offers,
                                      Time now) {
  std::vector<Judgement> all;
  const auto before = state.holdings;
  Looks looks(state);
  for (const auto& o : offers) {
    all.push_back(judge(state, looks, kind, o, now));
    if (!is_taken(all.back().as)) continue;
    const auto own = state.holdings.find(o.hash);
    const bool known = own != state.holdings.end();
    const auto taken =
        add(state, known ? own->second.copy : copy_of(o), known ? own->second.turns : Turns::none,
            {kind, o.assessor, o.provenance, o.assessed, expiry_of(o, now)});
    EQ_ASSERT(taken.ok());  // it was judged
    if (!known) looks.held.add(o.hash);
  }
  if (std::ranges::any_of(all, [](const auto& j) { return conflicts(j.as); }))
    state.holdings = before;
  return all;
}

}  // namespace eq::hotline
