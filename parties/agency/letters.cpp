// What court and custodians write.
#include "parties/agency/reading.h"

namespace eq::agency {
using wire::LetterKind;

namespace {

/// Whoever lets go refuses no longer.
void forget_refusal(Opening& opening, const crypto::VerifyKey& by) {
  std::erase_if(opening.refusals, [&](const RefusedDay& r) { return r.by == by; });
}

/// Of each office the last that came.
void note_refusal(Opening& opening, RefusedDay refused) {
  forget_refusal(opening, refused.by);
  opening.refusals.push_back(std::move(refused));
}

void take_refusal(State& state, const crypto::VerifyKey& from, const wire::OrderRefused& refused) {
  for (Filing& f : state.filings) {
    if (wire::application_id(f.application) != refused.application) continue;
    const auto opening = refused.day && f.granted
                             ? state.openings.find({f.granted->number, *refused.day})
                             : state.openings.end();
    if (opening == state.openings.end())
      f.refusals.push_back(refused);
    else
      note_refusal(opening->second, {from, refused});
    return;
  }
  state.refusals.push_back(refused);
}

/// Of each custodian the last that came: one that was no good can be asked for again.
bool take_release(State& state, const crypto::VerifyKey& from, wire::ReleaseGiven given) {
  const auto opening = state.openings.find({given.order, given.epoch});
  if (opening == state.openings.end()) return false;
  auto& releases = opening->second.releases;
  std::erase_if(releases, [&](const GivenRelease& r) { return r.custodian == from; });
  releases.push_back({from, std::move(given)});
  forget_refusal(opening->second, from);
  return true;
}

/// @return whether the letter was taken in.
bool take(State& state, const wire::Realm& realm, const wire::Letter& l) {
  const auto from = realm.role_of(l.from);
  switch (l.kind) {
    case LetterKind::order_granted: {
      const auto g = decode<wire::OrderGranted>(l.body);
      if (from != wire::Role::court || !g.ok()) return false;
      for (Filing& f : state.filings) {
        if (wire::application_id(f.application) == g->application) f.granted = *g;
      }
      return true;
    }
    case LetterKind::order_refused: {
      const auto r = decode<wire::OrderRefused>(l.body);
      if ((from != wire::Role::court && from != wire::Role::custodian) || !r.ok()) return false;
      take_refusal(state, l.from, *r);
      return true;
    }
    case LetterKind::order_question: {
      const auto words = decode<wire::OrderWords>(l.body);
      if (from != wire::Role::court || !words.ok()) return false;
      for (Filing& f : state.filings) {
        if (f.application.id() == words->application) f.questions.push_back(*words);
      }
      return true;
    }
    case LetterKind::order_stopped: {
      const auto stopped = decode<wire::OrderStopped>(l.body);
      if (from != wire::Role::court || !stopped.ok()) return false;
      for (Filing& f : state.filings) {
        if (f.granted && f.granted->number == stopped->number) f.stopped = *stopped;
      }
      return true;
    }
    case LetterKind::opening: {
      const auto g = decode<wire::DayKeyGranted>(l.body);
      if (from != wire::Role::court || !g.ok()) return false;
      const auto opening = state.openings.find({g->order, g->epoch});
      if (opening == state.openings.end()) return false;
      opening->second.court = CourtPart{g->registry_key, g->root};
      opening->second.preserved = g->preserved;
      forget_refusal(opening->second, l.from);
      return true;
    }
    case LetterKind::release: {
      auto given = decode<wire::ReleaseGiven>(l.body);
      return from == wire::Role::custodian && given.ok() &&
             take_release(state, l.from, std::move(*given));
    }
    default: return false;
  }
}

}  // namespace

Result<std::size_t> collect(State& state, Environment& environment) {
  return wire::collect(clerk(state, environment), state.desk_seen, environment,
                       [&](const wire::Letter& l) { return take(state, environment.realm, l); });
}

}  // namespace eq::agency
