#include "apps/equipoise/moderator/case_words.h"

#include "eq/base/shown.h"
#include "parties/moderator/duty.h"

namespace eq::app {
namespace {

using moderator::case_number;

json describe(const moderator::Measure& m) {
  const bool warns = m.kind == moderator::Measure::Kind::warning;
  return {{"measure", warns ? "warning" : "limit"},
          {"against", m.against.hex()},
          {"messages_per_day", warns ? json(nullptr) : json(m.per_day)},
          {"until", m.until ? json(to_text(*m.until)) : json(nullptr)}};
}

}  // namespace

std::uint32_t case_number_of(const std::string& text) {
  return must(moderator::parse_case_number(text), text + " is no case number",
              "Write it as M-000001 or 1.");
}

std::string_view to_text(wire::CaseState s) {
  switch (s) {
    case wire::CaseState::open: return "open";
    case wire::CaseState::decided: return "decided";
    case wire::CaseState::appealed: return "appealed";
    case wire::CaseState::closed: return "closed";
    case wire::CaseState::upheld: return "decided again, upheld";
    case wire::CaseState::reversed: return "decided again, reversed";
  }
  return "unknown";
}

std::string text_of(const moderator::Measure& m) {
  const std::string who = m.against.hex().substr(0, 16) + "…";
  if (m.kind == moderator::Measure::Kind::warning) return "warned: " + who;
  return (m.per_day == 0 ? "no new sending tokens"
                         : "tokens for at most " + std::to_string(m.per_day) + " messages a day") +
         std::string(" until ") + to_text(*m.until) + ": " + who;
}

std::string called(const moderator::Reviewer& who) {
  return shown_name(who.name()) + " (key " + hex(who.key().bytes).substr(0, 16) + ")";
}

std::string erased_in_words(const moderator::Case& c) {
  const auto from = moderator::erased_from(c);
  return from ? "on " + to_text(day_of(*from)) + ", when nobody could appeal any more"
              : std::string("before it was decided");
}

std::string appellant(const moderator::Case& c, const moderator::Appeal& appeal) {
  if (c.reporter == appeal.by) return "the reporter";
  return "account " + appeal.by.hex().substr(0, 16) + "…";
}

json describe(const moderator::Decision& d) {
  json j{{"text", d.words.text}, {"reason", d.words.reason},
         {"by", d.by.name()},    {"key", hex(d.by.key().bytes)},
         {"at", to_text(d.at)},  {"comes_to", to_text(d.state)}};
  if (!d.unseen.empty()) j["unseen"] = d.unseen;
  if (d.measure) j.update(describe(*d.measure));
  return j;
}

json describe(const moderator::Case& c) {
  json j{{"number", c.number},
         {"case", case_number(c.number)},
         {"state", to_text(c.state)},
         {"category", franking::to_text(c.category)},
         {"desk", moderator::to_text(moderator::desk_of(c.category))},
         {"opened", to_text(c.opened)}};
  if (const auto* d = c.decision()) j["decision"] = describe(*d);
  j["appeals"] = json::array();
  for (const auto& a : c.appeals)
    j["appeals"].push_back({{"words", a.words},
                            {"at", to_text(a.at)},
                            {"by", c.reporter == a.by ? "reporter" : "account"},
                            {"account", a.by.hex()}});
  if (c.matched) {
    j["account"] = c.matched->found.account().hex();
    j["opening"] = c.matched->found.log_index();
    j["pictures"] = c.matched->found.pictures().size();
    j["withdrawn"] = c.matched->withdrawn.size();
    j["reported"] = c.matched->verdict == moderator::Verdict::report;
  }
  return j;
}

std::string ended_by(const std::vector<moderator::Decision>& all, const moderator::Decision& d) {
  for (const auto& later : all)
    if (later.at > d.at && later.state == wire::CaseState::reversed)
      return "; ended " + to_text(later.at);
  return "";
}

}  // namespace eq::app
