// `equipoise court call-dealers|carry-dealings|prepare-day|publish-day`: how a day comes about.
#include "apps/equipoise/court/court_command.h"
#include "eq/base/counted.h"
#include "eq/base/shown.h"

namespace eq::app {
namespace {

/// What became of those that were given to the day as it was prepared before.
std::string words_of_signatures(const court::Prepared& made) {
  if (made.kept > 0)
    return "\nNothing has changed since it was prepared before: " +
           counted(made.kept, "signature stays", "signatures stay") + ".";
  if (made.dropped > 0)
    return "\nIt is another object than before: " +
           counted(made.dropped, "signature no longer counts", "signatures no longer count") + ".";
  return "";
}

void prepare_day(const PartyOptions& party, const CourtOptions& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  const Day day = day_option(options.day, "--day");
  const auto made = decided(court::prepare_day(office.state, h, day), party.json);
  const auto& t = made.terms;
  const auto undecided = std::ranges::count_if(office.state.applications, [&](const auto& a) {
    return a.scope.category == order::DataCategory::content && a.scope.first <= day &&
           day <= a.scope.last;
  });
  print(party.json,
        {{"day", options.day},
         {"orders", t.orders},
         {"capacity", t.k},
         {"undecided", undecided},
         {"signatures_kept", made.kept},
         {"signatures_dropped", made.dropped},
         {"wid", hex(t.wid)}},
        "The epoch object of " + options.day + " holds " + counted(t.m, "account", "accounts") +
            " of at most " + std::to_string(t.k) +
            ", hidden, with a proof. The custodians were asked to check and sign it." +
            words_of_signatures(made) +
            (h.now + order::kLead_ms < start_of(day)
                 ? ""
                 : "\nIt comes too late for clients to seal by it; it only fills its place in the "
                   "log, and nothing of that day can be opened.") +
            (undecided == 0
                 ? ""
                 : "\n" +
                       counted(static_cast<std::size_t>(undecided), "application for that day is",
                               "applications for that day are") +
                       " not decided: once it is published, no order "
                       "comes into it. See `equipoise court inbox`."));
}

void call_dealers(const PartyOptions& party, const CourtOptions& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  const order::DealtDays days{day_option(options.day, "--from"), day_option(options.last, "--to")};
  if (days.last < days.first)
    throw Failure{"--to lies before --from", "Give the earlier one first; nothing was asked.", 2};
  constexpr std::uint32_t kDaysAtOnce = 31;
  if (days.last.n - days.first.n >= kDaysAtOnce)
    throw Failure{"These are " + std::to_string(days.last.n - days.first.n + 1) + " days",
                  "Ask for at most 31 at once; nothing was asked.", 2};
  decided(court::call_dealers(office.state, h, days,
                              options.again ? court::Dealt::anew : court::Dealt::stays),
          party.json);
  print(party.json, {{"from", options.day}, {"to", options.last}},
        "The custodians were asked to deal for " + options.day + " to " + options.last + ".");
}

}  // namespace

std::string stage_in_words(const court::CeremonyStep& s, const wire::Realm& realm) {
  using enum court::CeremonyStage;
  const char* step = s.stage == offering   ? "step 1 of 4, each offers keys"
                     : s.stage == dealing  ? "step 2 of 4, each deals"
                     : s.stage == checking ? "step 3 of 4, each checks"
                                           : "step 4 of 4, each signs";
  std::string who;
  for (const auto number : s.missing) {
    const auto* c = realm.custodian(number);
    who += (who.empty() ? "; not done by no. " : ", no. ") + std::to_string(number) +
           (c != nullptr ? " (" + shown_name(c->org.name) + ")" : "");
  }
  return std::string(step) + (who.empty() ? "; `custodian deal-days` is next" : who);
}

namespace {

void carry_dealings(const PartyOptions& party, const CourtOptions& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  const auto silent =
      options.without_the_silent ? court::Silent::left_out : court::Silent::waited_for;
  const auto steps = decided(court::carry_dealings(office.state, h, silent), party.json);
  json list = json::array();
  std::string text;
  for (const auto& s : steps) {
    list.push_back({{"from", to_text(s.days.first)},
                    {"to", to_text(s.days.last)},
                    {"over", s.over},
                    {"waits_for", s.missing}});
    text += to_text(s.days.first) + " to " + to_text(s.days.last) + ": ";
    if (s.over)
      text += "every day is dealt\n";
    else
      text += stage_in_words(s, office.party.realm) + "\n";
  }
  print(party.json, {{"ceremonies", list}}, text.empty() ? "No ceremony runs." : text);
}

void publish_day(const PartyOptions& party, const CourtOptions& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  const auto done =
      decided(court::publish_day(office.state, h, day_option(options.day, "--day")), party.json);
  wait_until_witnessed(office.party, wire::LogName::epochs, done.log_index);
  print(party.json,
        {{"day", options.day}, {"log_index", done.log_index}, {"consents", done.consents}},
        "The epoch object of " + options.day + " is leaf " + std::to_string(done.log_index) +
            " of the public epoch log.");
}

}  // namespace

void add_days(Command& court) {
  add_court_command(court, "call-dealers", "Ask the custodians to deal for days to come",
                    {.days = true}, call_dealers);
  add_court_command(court, "carry-dealings",
                    "Carry the custodians' letters about dealings one step on", {.silent = true},
                    carry_dealings);
  add_court_command(court, "prepare-day",
                    "Make a day's epoch object and ask the custodians to sign it", {.day = true},
                    prepare_day);
  add_court_command(court, "publish-day", "Append a signed day to the epoch log", {.day = true},
                    publish_day);
}

}  // namespace eq::app
