#include "eq/order/as_of.h"

#include <algorithm>

namespace eq::order {

ActEntry file_act(const Filed& filed, const crypto::SigningKey& agency, Time now) {
  ActEntry e;
  e.act = Act::filed;
  e.filing = filed.application().id();
  e.at = now;
  e.actor = Actor::agency;
  e.name = filed.scope().authority;
  e.detail = filed.application().commitment().bytes();
  return sign_act(std::move(e), agency, filed.scope().realm);
}

Stage stage_now(const Case& c, const OrderBook& book, Time now) {
  if (!c.order) return c.stage;
  if (c.stage == Stage::emergency)
    return now > book.find(*c.order)->terms.confirm_by ? Stage::lapsed : Stage::emergency;
  if (c.reviewed() && !c.stopped) return Stage::review;
  if (c.waits_for_clarification() && !c.stopped && !c.closed) return Stage::clarification;
  const OrderTerms& t = book.find(*c.order)->terms;
  const Day today = day_of(now);
  const bool open = c.stage == Stage::logged || c.stage == Stage::intent;
  if (open && !c.keeping() && t.last + kAnswerableDays < today) return Stage::expired;
  if (c.stage == Stage::logged && t.active_on(today)) return Stage::active;
  return c.stage;
}

std::optional<Refusal> ended(const Case& c, const Profile& p) {
  if (!c.stopped && c.stage != Stage::closed) return std::nullopt;
  if (c.reviewed()) return p.refuse(Rule::conflict, "The review ended the order.");
  if (c.stage == Stage::refused)
    return p.refuse(Rule::objection, "Ground: " + std::string(to_text(c.ground)) + ".");
  if (c.stage == Stage::lapsed) return p.refuse(Rule::unconfirmed);
  return p.refuse(Rule::stage, "The order is " + std::string(to_text(c.stage)) + ".");
}

namespace {

std::string grounds_of(const std::vector<Doubt>& flags) {
  std::string out;
  for (const Doubt& d : flags) out += (out.empty() ? "" : ", ") + std::string(to_text(d.ground));
  return out;
}

}  // namespace

std::optional<Refusal> held_up(const Case& c, const Profile& p) {
  if (c.reviewed()) return p.refuse(Rule::conflict, "A judge has not decided yet.");
  if (c.flagged()) return p.refuse(Rule::privilege, "Ground: " + grounds_of(c.flags) + ".");
  if (c.waits_for_clarification())
    return p.refuse(Rule::clarification,
                    "See the answer at entry " + std::to_string(*c.questioned) + ".");
  return std::nullopt;
}

std::optional<Refusal> held(const OrderTerms& t, const Case& c, const WitnessedTimes& times,
                            const tlog::Present& then, const Profile& p) {
  if (auto why = held_up(c, p)) return why;
  if (t.basis == Basis::emergency) {
    const Time by = t.confirm_by;
    const bool in_time =
        c.confirmed ? times.confirmed && times.confirmed->by(by) : !then.passed(by);
    if (!in_time)
      return p.refuse(Rule::unconfirmed, "It had to be confirmed by " + eq::to_text(by) + ".");
  }
  // In an emergency, too: that word is the foreign authority's, and whoever enforces can clear the
  // order at once.
  if (t.basis == Basis::foreign && !c.cleared) {
    const Time from = window_over(t, c);
    const bool too_early = from.ms > 0 && times.asked.by(from - 1);
    if (too_early || !then.reached(from))
      return p.refuse(Rule::window,
                      "It is open from " + eq::to_text(from) + " on; log the intent then.");
  }
  return std::nullopt;
}

Time window_over(const OrderTerms& t, const Case& c) {
  return std::max(t.object_by, c.window_until);
}

Time window_anew(const OrderTerms& t, const Case& c, tlog::NotAfter reviewed, Time now,
                 const Profile& p) {
  if (t.basis != Basis::foreign || c.cleared) return {};
  if (!reviewed.by(window_over(t, c))) return {};
  return now + p.objection_hours * kHour_ms;
}

Time releasable_until(const OrderTerms& t, const Case& c, const WitnessedTimes& times) {
  Time end = t.release_by;
  if (c.kept && times.kept && times.kept->by(end)) end = std::max(end, c.kept_until);
  if (c.extended && times.extended && times.extended->by(end))
    end = std::max(end, c.extended_until);
  return end;
}

Time releasable_at_most(const OrderTerms& t, const Case& c) {
  Time end = t.release_by;
  if (c.destroyed) return end;
  if (c.kept) end = std::max(end, c.kept_until);
  if (c.extended) end = std::max(end, c.extended_until);
  return end;
}

Decision<Standing> Standing::under(const FreshBook& book, std::uint64_t intent_index,
                                   const WitnessedTimes& times, const Authorities& realm) {
  const Profile& p = realm.profile;
  const OrderBook::Intent* intent = book.intent_at(intent_index);
  if (intent == nullptr)
    return p.refuse(Rule::intent, "The log has no such intent, or the order had ended before it.");
  const OrderTerms& t = book.find(intent->entry.order)->terms;
  const Case& c = *book.case_of(t.number);
  if (auto over = ended(c, p)) return std::move(*over);
  if (auto why = held(t, c, times, book.present(), p)) return std::move(*why);
  // Its key destroyed, nothing is kept any more.
  const Time end = c.destroyed ? t.release_by : releasable_until(t, c, times);
  if (book.present().passed(end))
    return p.refuse(Rule::time_over, "It was over at " + eq::to_text(end) + ".");
  return Standing(intent_index, t.number);
}

}  // namespace eq::order
