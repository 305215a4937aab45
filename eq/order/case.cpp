#include "eq/order/case.h"

#include <algorithm>

#include "eq/order/book.h"

namespace eq::order {
namespace {

using enum Stage;

/// Stages from which an act is open.  The whole machine in one table; receipts and intents are in
/// book.cpp.
std::vector<Stage> stages_of(Act a) {
  switch (a) {
    case Act::filed: return {};
    case Act::clarify: return {filed};
    case Act::clarified: return {clarification, logged, emergency, intent, extracted, delivered};
    case Act::refuse: return {filed, clarification};
    case Act::withdraw:
      return {filed, clarification, logged, emergency, intent, extracted, delivered};
    case Act::confirm: return {emergency};
    case Act::lapse: return {emergency};
    case Act::object:
    case Act::clear: return {logged, intent, extracted, delivered};
    case Act::flag:
    case Act::lift:
    case Act::review:
    case Act::resume:
    case Act::reject:
    case Act::preserve:
    case Act::keep:
    case Act::extend: return {logged, emergency, intent, extracted, delivered};
    case Act::delivered: return {extracted};
    case Act::destroy:
      return {logged, emergency, intent, extracted, delivered, closed, refused, withdrawn, lapsed};
    case Act::deleted: return {refused, withdrawn, lapsed};
    case Act::close: return {logged, intent, extracted, delivered};
    case Act::postpone:
      return {logged, emergency, intent, extracted, delivered, closed, refused, withdrawn, lapsed};
  }
  return {};
}

}  // namespace

std::string_view to_text(Stage s) {
  switch (s) {
    case draft: return "draft";
    case filed: return "filed";
    case clarification: return "waiting for clarification";
    case judicially_approved: return "judicially approved";
    case custodian_approved: return "approved by custodians";
    case logged: return "logged";
    case active: return "active";
    case intent: return "intent logged";
    case extracted: return "extracted";
    case delivered: return "delivered";
    case closed: return "closed";
    case refused: return "refused";
    case withdrawn: return "withdrawn";
    case expired: return "expired";
    case emergency: return "emergency, unconfirmed";
    case lapsed: return "lapsed";
    case review: return "under review";
  }
  return "unknown";
}

namespace {

/// The acts by which what an order may ask for is kept until there is one, or no longer.
Decision<void> open_for_keeping(const Case& c, Act act, const OrderBook::Order* order,
                                const Profile& profile) {
  const auto closed_because = [&](std::string why) {
    return profile.refuse(Rule::preservation, std::move(why));
  };
  if (act == Act::preserve && c.preserved) return closed_because("It is preserved already.");
  if (act == Act::extend && (!c.keeping() || c.extended))
    return closed_because("It can be extended once, while it is kept.");
  if (act == Act::keep) {
    if (!c.preserved || c.kept) return closed_because("It is kept once, after the agency asked.");
    if (order->terms.category != DataCategory::content)
      return closed_because("Only content is kept.");
  }
  if (act == Act::destroy && (!c.kept || c.destroyed))
    return closed_because("There is no key to it.");
  return {};
}

}  // namespace

Decision<void> open_for(const Case& c, Act act, const crypto::VerifyKey& by, const OrderBook& book,
                        const Profile& profile) {
  const auto stages = stages_of(act);
  const auto closed_because = [&](std::string why) {
    return profile.refuse(Rule::stage, std::move(why));
  };
  if (std::find(stages.begin(), stages.end(), c.stage) == stages.end()) {
    return closed_because("The case is " + std::string(to_text(c.stage)) + "; '" +
                          std::string(to_text(act)) + "' is not open.");
  }
  if (c.raised.contains({act, by}))
    return closed_because("This office has raised it before, and a judge decides once.");
  const OrderBook::Order* order = c.order ? book.find(*c.order) : nullptr;
  switch (act) {
    case Act::clarified:
      if (c.stage != clarification && !c.waits_for_clarification())
        return closed_because("Nobody asked.");
      return {};
    case Act::object:
    case Act::clear:
      if (order->terms.basis != Basis::foreign)
        return profile.refuse(Rule::foreign,
                              "Only an order from another realm waits for this court.");
      if (act == Act::clear && c.cleared) return closed_because("It is cleared already.");
      return {};
    case Act::lift:
      if (!c.flagged()) return closed_because("There is no flag.");
      return {};
    case Act::resume:
    case Act::reject:
      if (!c.reviewed()) return closed_because("It is not under review.");
      return {};
    case Act::preserve:
    case Act::extend:
    case Act::keep:
    case Act::destroy: return open_for_keeping(c, act, order, profile);
    case Act::close:
      if (c.reviewed()) return closed_because("It is under review.");
      if (c.flagged()) return closed_because("It is flagged, and a judge has not decided.");
      if (!c.answered || c.waits_for_clarification())
        return profile.refuse(Rule::answer, "The provider has not answered every item.");
      return {};
    case Act::deleted:
      if (c.deleted) return closed_because("It is deleted already.");
      return {};
    case Act::postpone:
      if (order == nullptr) return closed_because("There is no order and no notice.");
      return {};
    default: return {};
  }
}

Time longest_keeping(Day last, const Profile& profile, Time now) {
  return std::min(now, start_of(last + 1 + kAnswerableDays)) + profile.preservation_days * kDay_ms;
}
Time longest_extension(const Case& c, const Profile& profile) {
  return c.kept_until + profile.extension_days * kDay_ms;
}

namespace {

bool names_one_of(const std::vector<Doubt>& standing, const crypto::Digest& id) {
  return std::ranges::find(standing, id, &Doubt::id) != standing.end();
}

}  // namespace

Decision<void> check_details(const Case& c, const ActEntry& e, const OrderBook& book,
                             const Profile& profile) {
  const OrderTerms& t = book.find(*c.order)->terms;
  switch (e.act) {
    case Act::lift:
      if (!names_one_of(c.flags, e.about))
        return profile.refuse(Rule::stage, "It names no flag that stands.");
      return {};
    case Act::postpone: {
      const Month before = c.notice_moved_to();
      if (e.month <= before)
        return profile.refuse(Rule::postponement,
                              "The notice is due in " + to_text(before) + " already.");
      if (month_of(t.last) + profile.notice_months_max < e.month)
        return profile.refuse(Rule::postponement, "That is later than the profile allows.");
      return {};
    }
    case Act::resume:
      if (!names_one_of(c.reviews, e.about))
        return profile.refuse(Rule::stage, "It names no review that stands.");
      if (e.until != Time{} && (t.basis != Basis::foreign || c.cleared))
        return profile.refuse(Rule::window, "There is no window to go on.");
      return {};
    case Act::keep:
      if (e.until > longest_keeping(t.last, profile, kLastTime))
        return profile.refuse(Rule::preservation, "That is longer than the profile allows.");
      return {};
    case Act::extend:
      if (e.until <= c.kept_until || e.until > longest_extension(c, profile)) {
        return profile.refuse(Rule::preservation,
                              "It lengthens what is kept until " + eq::to_text(c.kept_until) +
                                  " by more than the profile allows, or not at all.");
      }
      return {};
    default: return {};
  }
}

void apply(Case& c, const ActEntry& e, const crypto::VerifyKey& signer, const crypto::Digest& id,
           std::uint64_t index) {
  const auto stop = [&](Stage s) {
    c.stage = s;
    c.ground = e.ground;
    if (c.order) c.stopped = index;
  };
  switch (e.act) {
    case Act::filed: break;
    case Act::clarify: c.stage = clarification; break;
    case Act::clarified:
      if (c.stage == clarification)
        c.stage = filed;
      else
        c.answered.reset();  // the service answers anew
      break;
    case Act::refuse:
    case Act::reject:
    case Act::object: stop(refused); break;
    case Act::withdraw: stop(withdrawn); break;
    case Act::lapse: stop(lapsed); break;
    case Act::confirm:
      c.stage = logged;
      c.confirmed = index;
      break;
    case Act::clear: c.cleared = index; break;
    case Act::flag:
    case Act::review:
      (e.act == Act::flag ? c.flags : c.reviews).push_back({index, id, signer, e.ground});
      c.raised.emplace(e.act, signer);
      break;
    case Act::lift: std::erase_if(c.flags, [&](const Doubt& d) { return d.id == e.about; }); break;
    case Act::resume:
      std::erase_if(c.reviews, [&](const Doubt& d) { return d.id == e.about; });
      c.resumed = index;
      c.window_until = std::max(c.window_until, e.until);
      break;
    case Act::delivered: c.stage = delivered; break;
    case Act::deleted: c.deleted = index; break;
    case Act::close:
      c.stage = closed;
      c.closed = index;
      break;
    case Act::postpone: c.postponements.push_back({index, e.month}); break;
    case Act::preserve: c.preserved = index; break;
    case Act::extend:
      c.extended = index;
      c.extended_until = e.until;
      break;
    case Act::keep:
      c.kept = index;
      c.kept_until = e.until;
      break;
    case Act::destroy: c.destroyed = index; break;
  }
}

}  // namespace eq::order
